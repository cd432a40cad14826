// What happens to the fleet. Hours are counted from the end of the warm-up.

import { HOUR, runFleet, START } from './fleet.mjs';

/** The warm-up: a deployment that starts everywhere at once, and settles. */
const WARM_UP = 2;

const TWO_KEYS = { published: () => ['a', 'b'], signedBy: () => 'a' };

const hour = (hours) => START + (WARM_UP + hours) * HOUR;

/** Ways to store keys, by the name that the tables have for them. */
const STORES = {
  none: { stores: [] },
  'KV, no head start': { stores: ['kv'], headStart: false },
  KV: { stores: ['kv'] },
  'Cache API and KV': { stores: ['cache', 'kv'] },
};

/**
 * A day on which nothing happens. @param {boolean} small
 */
export function steadyDay(small) {
  const hours = small ? 2 : 24;
  const day = { ...TWO_KEYS, ...STORES.KV, name: 'KV', seed: 1, warmUp: WARM_UP, hours };
  return runFleet({ ...day, perSecond: small ? 0.02 : 0.1 });
}

/** Some hours of such a day, for each way to store keys. */
export async function storesCompared(small) {
  const results = [];
  for (const [name, stores] of Object.entries(STORES)) {
    const hours = small ? 2 : 4;
    results.push(
      await runFleet({ ...TWO_KEYS, ...stores, name, seed: 2, warmUp: WARM_UP, hours, perSecond: 0.02 }),
    );
  }
  return results;
}

/**
 * After 30 minutes a key is rolled as providers do it: published an hour before it signs. After 2 hours one is
 * rolled at once: published when it already signs, the old ones withdrawn.
 */
export async function rotations(small) {
  const published = (now) => {
    if (now < hour(0.5)) return ['a'];
    return now < hour(2) ? ['a', 'b'] : ['c'];
  };
  const signedBy = (now) => {
    if (now < hour(1.5)) return 'a';
    return now < hour(2) ? 'b' : 'c';
  };
  const results = [];
  for (const name of ['KV', 'Cache API and KV']) {
    const rotation = { published, signedBy, warmUp: WARM_UP, hours: small ? 2.1 : 2.5, perSecond: 0.05 };
    results.push(await runFleet({ ...STORES[name], ...rotation, name, seed: 3 }));
  }
  return results;
}

/** The provider is down for an hour. */
export function outage(small) {
  const isUp = (now) => now < hour(0.5) || now >= hour(small ? 0.75 : 1.5);
  const down = { ...TWO_KEYS, ...STORES.KV, isUp, warmUp: WARM_UP, hours: small ? 1 : 2, perSecond: 0.02 };
  return runFleet({ ...down, name: 'KV', seed: 4 });
}

/** Tokens with made-up keys, for half an hour; in the middle of it the provider rolls its key at once. */
export async function flood(small) {
  const roll = hour(small ? 0.05 : 0.25);
  const results = [];
  for (const name of ['KV', 'Cache API and KV']) {
    const attack = {
      published: (now) => (now < roll ? ['a'] : ['b']),
      signedBy: (now) => (now < roll ? 'a' : 'b'),
      forgedPerSecond: 0.1,
      warmUp: WARM_UP,
      hours: small ? 0.1 : 0.5,
      perSecond: 0.05,
    };
    results.push(await runFleet({ ...STORES[name], ...attack, name, seed: 5 }));
  }
  return results;
}
