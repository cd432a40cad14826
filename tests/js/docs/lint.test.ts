/** docs/LINT.md is the table of the rules. */
import { LINT_RULES } from 'claimgate';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the page has the rules in their order, letter by letter', () => {
  const page = readFileSync(new URL('../../../docs/LINT.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `') && !line.includes('config.refused'));
  expect(rows).toEqual(
    LINT_RULES.map(({ id, severity, message, fix }) => `| \`${id}\` | ${severity} | ${message} | ${fix} |`),
  );
});
