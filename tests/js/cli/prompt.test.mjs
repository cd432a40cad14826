// The prompt needs a terminal: `script` of util-linux provides one. Where there is none, this says so.

import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

import { COMMAND, claims, makeKey, makeToken, NOW } from './command.mjs';

const isThere = spawnSync('script', ['--version']).status === 0;

test('a token that is asked for is read and not shown', async ({ skip }) => {
  if (!isThere) {
    console.log('skipped: there is no command `script` to make a terminal with');
    skip();
  }
  const token = makeToken(makeKey('k1'), claims());
  const call = `"${process.execPath}" "${COMMAND}" inspect --at ${NOW}`;
  const child = spawn('script', ['--quiet', '--return', '--command', call, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', NO_COLOR: '1' },
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    // Answered when asked: a terminal that is not read from yet would show what is typed.
    if (shown === '' || !shown.includes('Paste the token')) {
      shown += text;
      if (shown.includes('Paste the token')) child.stdin.write(`${token}\r`);
    } else {
      shown += text;
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(1);
  expect(shown).toContain('not fully checked');
  expect(shown).not.toContain(token.slice(0, 20));
  expect(shown).not.toContain(token.slice(-20));
});
