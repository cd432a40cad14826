// Interleaved rounds: in each, every contender runs one batch, in an order that rotates. Medians count.

import { performance } from 'node:perf_hooks';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [note] what it does not do, or does besides
 * @property {number} [batch] calls a round, where the figure for all does not fit
 * @property {boolean} [concurrent] all calls of a batch are started before the first is awaited
 * @property {(calls: number) => void} [prepare] before each batch, outside of the measured time
 * @property {(index: number) => unknown} call one verification; throws or rejects for a bad token
 * @property {() => unknown} [callTampered] the same with a token (or signature) that must be refused
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {string} [note]
 * @property {number} microseconds the median of a call, by the clock on the wall
 * @property {number} low the lower quartile
 * @property {number} high the upper quartile
 * @property {number} cpu the median in processor time of all threads of the process, in microseconds
 */

/**
 * Measures contenders against each other, after it has seen each of them accept and refuse.
 *
 * @param {readonly Contender[]} contenders
 * @param {{ rounds: number, batch: number, warmUp?: number }} plan `warmUp` rounds come first and do not
 *   count
 * @returns {Promise<Result[]>}
 */
export async function compare(contenders, { rounds, batch, warmUp = Math.ceil(rounds / 5) }) {
  for (const contender of contenders) await checkVerdicts(contender);
  const samples = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (turn + round + warmUp) % contenders.length;
      const contender = contenders[index];
      const calls = contender.batch ?? batch;
      const { wall, cpu } = await timeBatch(contender, calls);
      if (round >= 0) samples[index].push({ wall: wall / calls, cpu: cpu / calls });
    }
  }
  return contenders.map(({ name, note }, index) => ({
    name,
    note,
    ...summary(samples[index].map(({ wall }) => wall)),
    cpu: summary(samples[index].map(({ cpu }) => cpu)).microseconds,
  }));
}

/**
 * @throws {Error} for a contender that refuses a good token or accepts a bad one: its speed would mean
 *   nothing
 */
async function checkVerdicts({ name, prepare, call, callTampered }) {
  prepare?.(2);
  await call(0);
  await call(1);
  if (callTampered === undefined) return;
  let accepted = true;
  try {
    await callTampered();
  } catch {
    accepted = false;
  }
  if (accepted) throw new Error(`${name} accepts what it must refuse`);
}

/** Both times in microseconds. */
async function timeBatch(contender, calls) {
  contender.prepare?.(calls);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await runBatch(contender, calls);
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: user + system };
}

async function runBatch({ call, concurrent }, calls) {
  if (concurrent) {
    await Promise.all(Array.from({ length: calls }, (_, index) => call(index)));
    return;
  }
  for (let index = 0; index < calls; index += 1) {
    const result = call(index);
    // Awaiting a plain value costs a turn of the microtask queue, which a synchronous contender does not owe.
    if (result instanceof Promise) await result;
  }
}

/** Median and quartiles, in the unit of the samples. */
export function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { microseconds: at(0.5), low: at(0.25), high: at(0.75) };
}

/** For contenders that answer true or false. */
export function orThrow(verdict) {
  if (verdict !== true) throw new Error('refused');
  return verdict;
}
