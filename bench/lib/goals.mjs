// What the project wants to reach, and where a run stands. All are ratios within one run, or sizes.

const MEBIBYTE = 2 ** 20;
const KIBIBYTE = 1024;

/** The most that the median start may take, in milliseconds. */
const START_LIMIT = 5;

/** The most that a request may take beyond the provider's delay and the way to an isolate, in milliseconds. */
const LATENCY_LIMIT = 10;

/**
 * @typedef {object} Goal
 * @property {string} goal
 * @property {number} limit
 * @property {number} [value] undefined where the run did not measure it
 * @property {string} unit
 * @property {boolean} [met]
 */

/**
 * @param {any} results what run.mjs has put together
 * @returns {Goal[]}
 */
export function judge(results) {
  const modern = results.node.find(({ major }) => major >= 24);
  const older = results.node.find(({ major }) => major === 20);
  return [
    ratio('Node 24, cold: claimgate / jose', 0.35, modern?.libraries.cold, 'claimgate', 'jose'),
    ratio('Node 24, cold: claimgate / fast-jwt', 1, modern?.libraries.cold, 'claimgate', 'fast-jwt'),
    ratio('Node 24, warm: claimgate / jose', 0.03, modern?.libraries.warm, 'claimgate, cached', 'jose'),
    ...['fast-jwt, cached', 'fast-jwt, cached by text'].map((peer) =>
      ratio(`Node 24, warm: claimgate / ${peer}`, 1, modern?.libraries.warm, 'claimgate, cached', peer),
    ),
    ratio('workerd, cold: claimgate / jose', 0.65, results.workerd?.results, 'claimgate, cold', 'jose'),
    ratio('workerd, warm: claimgate / jose', 0.06, results.workerd?.results, 'claimgate, cached', 'jose'),
    ratio('Node 20, cold: claimgate / jose', 0.5, older?.libraries.cold, 'claimgate', 'jose'),
    ...kernelGoals('Node 24', modern, 'relaxed-simd', 1),
    ...kernelGoals('Node 24', modern, 'simd128', 1.6),
    ...kernelGoals('Node 20', older, 'simd128', 1.6),
    ...latencyGoals(results.latency),
    entry('wasm, gzip, engine and both kernels', 64, results.size.gzipTotal / KIBIBYTE, 'KiB'),
    entry('instantiate and self-test, Node 24', START_LIMIT, modern?.startup.modules.start, 'ms'),
    entry('instantiate and self-test, Node 20', START_LIMIT, older?.startup.modules.start, 'ms'),
    entry('linear memory of the engine after the cold run', 4, lastMemory(modern)?.linear / MEBIBYTE, 'MiB'),
    entry('growth of linear memory over that run', 0, memoryGrowth(modern), 'bytes'),
  ];
}

/** Of two contenders in one list of results, by their medians. */
export function ratioOf(list, name, other) {
  const median = (wanted) => list?.find((result) => result.name === wanted)?.microseconds;
  return median(name) / median(other);
}

function ratio(goal, limit, list, name, other) {
  return entry(goal, limit, list && ratioOf(list, name, other), 'x');
}

function kernelGoals(runtime, node, kernel, limit) {
  return (node?.kernels.sizes ?? []).map(({ bits, results }) => {
    const goal = `${runtime}, ${bits} bits: kernel ${kernel} / crypto.verify`;
    return ratio(goal, limit, results, `kernel ${kernel}`, 'crypto.verify');
  });
}

function latencyGoals(latency) {
  return (latency?.results ?? []).map(({ name, overhead }) =>
    entry(`workerd, a request, overhead: ${name}`, LATENCY_LIMIT, overhead / 1000, 'ms'),
  );
}

function lastMemory(node) {
  return node?.memory.cold.after;
}

function memoryGrowth(node) {
  return node && node.memory.cold.after.linear - node.memory.cold.before.linear;
}

function entry(goal, limit, measured, unit) {
  const value = Number.isFinite(measured) ? measured : undefined;
  return { goal, limit, value, unit, met: value === undefined ? undefined : value <= limit };
}
