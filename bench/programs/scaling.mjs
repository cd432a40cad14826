// What a cold verification costs by the size of the token and of the key, against jose.

import { coldContenders } from '../lib/contenders.mjs';
import { makeFixture } from '../lib/fixture.mjs';
import { compare } from '../lib/measure.mjs';
import { print, scaled } from '../lib/program.mjs';

/** A verifier accepts 16 KB at most by default. */
const TOKEN_SIZES = [600, 1200, 2000, 4000, 8000, 16_000];
const NAMES = ['claimgate', 'jose'];
const KEY_SIZES = [2048, 3072, 4096];

print({
  byTokenSize: await each(TOKEN_SIZES, (tokenBytes) => ({ tokenBytes })),
  byKeySize: await each(KEY_SIZES, (bits) => ({ bits })),
});

async function each(values, wanted) {
  const rows = [];
  for (const value of values) {
    const fixture = await makeFixture({ ...wanted(value), tokens: 16 });
    const contenders = (await coldContenders(fixture)).filter(({ name }) => NAMES.includes(name));
    const results = await compare(contenders, { rounds: scaled(61), batch: 64 });
    rows.push({ value, tokenBytes: fixture.tokens[0].length, results });
  }
  return rows;
}
