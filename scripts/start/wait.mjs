// Waiting for a condition.

import { setTimeout as delay } from 'node:timers/promises';

const POLL = 50; // milliseconds

/**
 * Asks again and again until the condition holds.
 *
 * @param {() => Promise<boolean>} isReached
 * @param {number} seconds the longest wait
 * @returns {Promise<boolean>} false when the time is over
 */
export async function waitUntil(isReached, seconds) {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isReached())) {
    if (performance.now() > deadline) return false;
    await delay(POLL);
  }
  return true;
}
