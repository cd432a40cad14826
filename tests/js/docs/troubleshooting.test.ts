/** docs/TROUBLESHOOTING.md has a row for every code, in the order of docs/ERRORS.md, and no other. */
import { ERROR_CODES } from 'claimgate/errors';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('a row for every code', () => {
  const text = readFileSync(new URL('../../../docs/TROUBLESHOOTING.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(ERR_\w+)` \| (.+) \| (.+) \|$/gm)];
  expect(rows.map(([, code]) => code)).toEqual(Object.keys(ERROR_CODES));
});
