// The table of `npm run mutants:page` must fit the sources: a mutant that changes nothing proves nothing.

import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { MUTANTS } from '../mutants/page/features.mjs';

const root = new URL('../../', import.meta.url);
/** Files of the built page, which `npm run mutants:page` looks at itself. */
const BUILT = ['_headers', 'index.html', 'assets/start.css'];

test.each(MUTANTS)('$number: $feature', ({ file, text, instead, tests }) => {
  expect(instead).not.toBe(text);
  expect(existsSync(new URL(`tests/www/${tests}.test.mjs`, root))).toBe(true);
  if (!BUILT.includes(file)) {
    expect(readFileSync(new URL(`www/src/${file}`, root), 'utf8').split(text)).toHaveLength(2);
  }
});

test('every feature that the page must have is broken once', () => {
  const numbers = new Set(MUTANTS.map(({ number }) => number));
  for (let number = 1; number <= 16; number += 1) expect(numbers).toContain(number);
});
