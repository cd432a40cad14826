/** examples/hybrid prints what its README says. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FOLDER = new URL('../../../examples/hybrid/', import.meta.url);

test('one table gives one person the same roles by Entra and by AD FS', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('hybrid.mjs', FOLDER)),
  ]);
  expect(stderr).toBe('');
  const readme = await readFile(new URL('README.md', FOLDER), 'utf8');
  const shown = readme.split('\n').filter((line) => line.startsWith('    '));
  expect(stdout.trimEnd().split('\n')).toEqual(shown.map((line) => line.trim()));
});
