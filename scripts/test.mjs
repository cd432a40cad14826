// npm test: sets up, builds, and proves every part. `npm test -- rust wasm` runs only the stages named.

import { performance } from 'node:perf_hooks';

import { build } from './build.mjs';
import { inProject } from './lib/paths.mjs';
import { prepare } from './lib/setup.mjs';
import { formatDuration, runScript, say, StepError } from './lib/steps.mjs';
import { STAGES } from './lib/test-stages.mjs';

/** @typedef {import('./lib/test-stages.mjs').Tally} Tally */

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in STAGES));
  if (unknown) throw new StepError(`There is no stage ${unknown}. Stages: ${Object.keys(STAGES).join(', ')}`);
  const names = wanted.length > 0 ? wanted : Object.keys(STAGES);
  const stages = names.map((name) => ({ name, ...STAGES[name] }));

  const needs = (what) => stages.some((stage) => stage.needs.includes(what));
  const parts = await prepare({ wasmTools: needs('wasmTools'), chromium: needs('chromium') });
  if (needs('build')) await build();

  const results = [];
  for (const stage of stages) results.push(await runStage(stage, parts));
  summarize(results);
}

/** A stage that breaks off counts as one failure; the stages after it still run. */
async function runStage(stage, parts) {
  say(`\n=== ${stage.name}: ${stage.title} ===`);
  const start = performance.now();
  /** @type {Tally} */
  let tally;
  try {
    tally = await stage.run(parts);
  } catch (error) {
    process.stderr.write(`${error instanceof StepError ? error.message : error.stack}\n`);
    tally = { passed: 0, failed: 1, skipped: [] };
  }
  return { name: stage.name, milliseconds: performance.now() - start, ...tally };
}

function summarize(results) {
  say('\n=== summary ===');
  for (const { name, passed, failed, skipped, milliseconds } of results) {
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
    say(`${name.padEnd(6)} ${counts}   ${formatDuration(milliseconds)}`);
    for (const reason of skipped) say(`         SKIP ${reason}`);
  }
  const total = (member) => results.reduce((sum, result) => sum + result[member], 0);
  if (total('failed') > 0) process.exitCode = 1;
  say(`${total('passed')} passed, ${total('failed')} failed`);
}

await runScript(async () => {
  process.chdir(inProject());
  await main();
});
