// The target `jose` of `npm run fuzz`: node fuzz/jose/run.mjs [--seconds N] [--seed N]

import { parseArgs } from 'node:util';

import { differential, report } from './differential.mjs';

/** A run is worth something from this many tokens on, however long they take. */
const LEAST_TOKENS = 100_000;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
console.log(`seed ${seed}`);
const end = performance.now() + 1000 * Number(values.seconds);
const outcome = await differential({ seed, tokens: LEAST_TOKENS, enough: () => performance.now() >= end });
for (const line of report(outcome)) console.log(line);
if (outcome.findings.length > 0 || outcome.bothAccepted === 0) process.exitCode = 1;
