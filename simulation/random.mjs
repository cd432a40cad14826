// Numbers that are the same in every run with the same seed.

/** @param {number} seed @returns {() => number} from 0 up to 1 (the generator mulberry32) */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seconds until the next event of a Poisson process. @param {() => number} random @param {number} perSecond */
export function nextArrival(random, perSecond) {
  return -Math.log(1 - random()) / perSecond;
}
