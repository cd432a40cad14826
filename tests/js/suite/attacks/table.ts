/** The attacks of one category as tests: one for each kind, with as many cases as the kind has. */
import type { ErrorCode } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { type Case, problemsOf } from './judge.js';

export type { Case };

/** The name of a kind of attack, and its cases. */
export type Attack = readonly [kind: string, cases: () => readonly Case[] | Promise<readonly Case[]>];

export function attackTable(category: string, attacks: readonly Attack[]): void {
  describe(category, () => {
    test.each(attacks.map(([kind, cases]) => ({ kind, cases })))('$kind', async ({ cases }) => {
      const table = await cases();
      expect(table.length).toBeGreaterThan(0);
      const problems: string[] = [];
      for (const hostile of table) {
        problems.push(...(await problemsOf(hostile)));
      }
      expect(problems).toEqual([]);
    });
  });
}

/** What cases have in common besides the code. */
type Common = Omit<Case, 'name' | 'token' | 'code'>;

/** One case for each text: a token made of it, which has to end with the code, or be accepted without one. */
export function casesOf(
  code: ErrorCode | undefined,
  texts: readonly string[],
  tokenOf: (text: string) => string | Promise<string>,
  common: Common = {},
): Promise<Case[]> {
  return Promise.all(texts.map(async (name) => ({ ...common, name, token: await tokenOf(name), code })));
}
