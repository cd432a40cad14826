// What happens to the fleet. Hours are counted from the end of the warm-up.

import { HOUR, START } from './fleet.mjs';

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
 * All scenarios, by the part of the report that they are for.
 *
 * @param {boolean} small a few hours and little traffic
 * @returns {{ part: string, scenario: import('./fleet.mjs').Scenario }[]}
 */
export function scenarios(small) {
  const each = (part, names, more) =>
    names.map((name) => ({ part, scenario: { warmUp: WARM_UP, ...STORES[name], ...more, name } }));
  return [
    ...each('steady', ['KV'], steadyDay(small)),
    ...each('rotations', ['KV', 'Cache API and KV'], rotations(small)),
    ...each('flood', ['KV', 'Cache API and KV'], flood(small)),
    ...each('outage', ['KV'], outage(small)),
    ...each('stores', Object.keys(STORES), { ...TWO_KEYS, seed: 2, hours: small ? 1 : 4, perSecond: 0.02 }),
  ];
}

/** A day on which nothing happens. */
function steadyDay(small) {
  return { ...TWO_KEYS, seed: 1, hours: small ? 1 : 24, perSecond: small ? 0.02 : 0.1 };
}

/**
 * After 30 minutes a key is rolled as providers do it: published an hour before it signs. After 2 hours one is
 * rolled at once: published when it already signs, the old ones withdrawn.
 */
function rotations(small) {
  const published = (now) => {
    if (now < hour(0.5)) return ['a'];
    return now < hour(2) ? ['a', 'b'] : ['c'];
  };
  const signedBy = (now) => {
    if (now < hour(1.5)) return 'a';
    return now < hour(2) ? 'b' : 'c';
  };
  return { published, signedBy, seed: 3, hours: small ? 2.1 : 2.5, perSecond: 0.05 };
}

/** The provider is down for an hour. */
function outage(small) {
  const isUp = (now) => now < hour(0.5) || now >= hour(small ? 0.6 : 1.5);
  return { ...TWO_KEYS, isUp, seed: 4, hours: small ? 1 : 2, perSecond: 0.02 };
}

/** Tokens with made-up keys, for half an hour; in the middle of it the provider rolls its key at once. */
function flood(small) {
  const roll = hour(small ? 0.05 : 0.25);
  return {
    published: (now) => (now < roll ? ['a'] : ['b']),
    signedBy: (now) => (now < roll ? 'a' : 'b'),
    forgedPerSecond: 0.1,
    seed: 5,
    hours: small ? 0.1 : 0.5,
    perSecond: 0.05,
  };
}
