// npm run bench: Claimgate against other libraries and the platform, on this machine (docs/PERFORMANCE.md).
// npm run bench -- --quick: few rounds, for a look whether everything works.
// npm run bench -- --built: measures pkg/ as it is, without building it.

import { parseArgs } from 'node:util';

import { runBenchmarks } from '../bench/run.mjs';
import { build } from './build.mjs';
import { runScript } from './lib/steps.mjs';
import { prepare } from './lib/setup.mjs';

await runScript(async () => {
  const { quick, built } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, built: { type: 'boolean', default: false } },
  }).values;
  if (!built) {
    await prepare();
    await build();
  }
  await runBenchmarks({ quick });
});
