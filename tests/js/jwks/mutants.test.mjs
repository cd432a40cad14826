// The table of `npm run mutants` must fit the sources: a mutant that changes nothing proves nothing.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTANTS } from '../../mutants/rules.mjs';

const root = new URL('../../../', import.meta.url);

test.each(MUTANTS)('$rule', ({ file, text, instead, tests }) => {
  const source = readFileSync(new URL(`pkg/src/${file}`, root), 'utf8');
  expect(source.split(text)).toHaveLength(2);
  expect(instead).not.toBe(text);
  for (const name of tests.split(' ')) {
    expect(existsSync(new URL(`tests/js/${name}.test.ts`, root))).toBe(true);
  }
});
