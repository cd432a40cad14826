// Choices that depend on a seed alone, so that every run can be repeated.

/**
 * @param {number} seed a whole number
 */
export function choicesOf(seed) {
  let state = seed >>> 0;
  /** Mulberry32, from 0 to 2^32 - 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return {
    below,
    /** @type {<T>(values: readonly T[]) => T} */
    pick: (values) => values[below(values.length)],
    /** True once in so many times. */
    once: (times) => below(times) === 0,
  };
}

/** @typedef {ReturnType<typeof choicesOf>} Choices */
