// npm run bench:report: draws the picture and fills the tables of docs/PERFORMANCE.md from bench/results/latest.json again. A
// run of the benchmarks does it itself.

import { readFile } from 'node:fs/promises';

import { writeReport } from '../bench/lib/report.mjs';
import { inProject } from './lib/paths.mjs';
import { runScript } from './lib/steps.mjs';

await runScript(async () => {
  await writeReport(JSON.parse(await readFile(inProject('bench', 'results', 'latest.json'), 'utf8')));
});
