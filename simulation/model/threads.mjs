// Runs all scenarios, as many at once as the machine has processors.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { scenarios } from './scenarios.mjs';

/**
 * @param {{ small: boolean, jobs: number, onDone: (name: string) => void }} options
 * @returns {Promise<Record<string, any>>} by part: a result, or a list of them
 */
export async function runScenarios({ small, jobs, onDone }) {
  const list = scenarios(small);
  const results = new Map();
  const waiting = [...list.keys()];
  const work = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      results.set(index, await runOne(index, small));
      onDone(`${list[index].part}, ${list[index].scenario.name}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const of = (part) => [...list.keys()].filter((index) => list[index].part === part).map((index) => results.get(index));
  return {
    steady: of('steady')[0],
    outage: of('outage')[0],
    stores: of('stores'),
    rotations: of('rotations'),
    flood: of('flood'),
  };
}

async function runOne(index, small) {
  const thread = new Worker(new URL('thread.mjs', import.meta.url), { workerData: { index, small } });
  const [result] = await once(thread, 'message');
  await thread.terminate();
  return result;
}
