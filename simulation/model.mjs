// npm run model: 300 isolates in 20 locations over the real key cache, in virtual time. Prints the tables of
// docs/OPERATIONS.md, and exits 1 when a bound is missed.
// --small: a few hours, for a look whether everything works; --jobs=N: so many scenarios at once; --write puts
// tables and chart into docs/.

import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { inProject } from '../scripts/lib/paths.mjs';
import { runScript, say, StepError } from '../scripts/lib/steps.mjs';
import { chart } from './model/chart.mjs';
import { boundsOf, textOf } from './model/results.mjs';
import { runScenarios } from './model/threads.mjs';
import { writeBlock } from './report.mjs';

await runScript(async () => {
  const { small, write, jobs } = parseArgs({
    options: {
      small: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  }).values;
  const results = await runScenarios({ small, jobs: Number(jobs), onDone: (name) => say(`  done: ${name}`) });
  const bounds = boundsOf(results);
  const text = textOf(results, bounds);
  say(`\n${text}`);
  if (write) {
    await mkdir(inProject('docs', 'images'), { recursive: true });
    await writeFile(inProject('docs', 'images', 'key-cache-model.svg'), chart(results));
    await writeBlock('model', text);
  }
  const missed = bounds.filter(({ met }) => !met);
  if (missed.length > 0) throw new StepError(`model: missed ${missed.map(({ bound }) => bound).join('; ')}`);
});
