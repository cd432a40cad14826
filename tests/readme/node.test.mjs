// The README's Node snippet in a real Node; only the network is replaced, since id.example is nobody's.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { inProject } from '../../scripts/lib/paths.mjs';
import { makeProvider, tampered } from './provider.mjs';
import { snippet } from './snippets.mjs';

const folder = inProject('target', 'readme', 'node');

test('the Node snippet accepts a good token and names the fault of a bad one', async () => {
  const provider = await makeProvider();
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'snippet.mjs'), snippet('node'));
  const documents = JSON.stringify([...provider.documents]);
  const network = `const documents = new Map(${documents});
    globalThis.fetch = async (url) => Response.json(documents.get(String(url)));`;
  await writeFile(path.join(folder, 'network.mjs'), network);

  const good = await provider.token();
  expect(await run(good)).toBe('valid: user-1\n');
  expect(await run(tampered(good))).toBe(
    'refused: ERR_SIGNATURE_INVALID - The signature is not valid (segment signature, reason sig.invalid).\n',
  );
  expect(await run('no token')).toMatch(/^refused: ERR_TOKEN_MALFORMED - /);
});

async function run(token) {
  const args = ['--import', './network.mjs', 'snippet.mjs', token];
  return (await promisify(execFile)(process.execPath, args, { cwd: folder })).stdout;
}
