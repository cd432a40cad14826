// npm run bench:chart: draws bench/results/latest.svg from latest.json again. A run of the benchmarks does it itself.

import { readFile, writeFile } from 'node:fs/promises';

import { chart } from '../bench/lib/chart.mjs';
import { inProject } from './lib/paths.mjs';
import { runScript } from './lib/steps.mjs';

await runScript(async () => {
  const results = JSON.parse(await readFile(inProject('bench', 'results', 'latest.json'), 'utf8'));
  await writeFile(inProject('bench', 'results', 'latest.svg'), chart(results));
});
