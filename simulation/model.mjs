// npm run model: 300 isolates in 20 locations over the real key cache, in virtual time. Prints the tables of
// docs/OPERATIONS.md, and exits 1 when a bound is missed.
// --small: a few hours, for a look whether everything works; --write puts tables and chart into docs/.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

// The engine, which the key cache has its keys described by.
import 'claimgate';

import { inProject } from '../scripts/lib/paths.mjs';
import { runScript, say, StepError } from '../scripts/lib/steps.mjs';
import { chart } from './model/chart.mjs';
import { boundsOf, textOf } from './model/results.mjs';
import { flood, outage, rotations, steadyDay, storesCompared } from './model/scenarios.mjs';
import { writeBlock } from './report.mjs';

await runScript(async () => {
  const { small, write } = parseArgs({
    options: { small: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  }).values;
  const steps = { steady: steadyDay, stores: storesCompared, rotations, outage, flood };
  const results = {};
  for (const [name, run] of Object.entries(steps)) {
    const before = process.cpuUsage().user;
    results[name] = await run(small);
    say(`  done: ${name} (${Math.round((process.cpuUsage().user - before) / 1e6)} s of processor time)`);
  }
  const bounds = boundsOf(results);
  const text = textOf(results, bounds);
  say(`\n${text}`);
  if (write) {
    await writeFile(inProject('docs', 'images', 'key-cache-model.svg'), chart(results));
    await writeBlock('model', text);
  }
  const missed = bounds.filter(({ met }) => !met);
  if (missed.length > 0) throw new StepError(`model: missed ${missed.map(({ bound }) => bound).join('; ')}`);
});
