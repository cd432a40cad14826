// `npm run model` in small: what its report says of the whole fleet holds for a fifteenth of it.

import 'claimgate';
import { expect, test } from 'vitest';

import { runFleet, START } from '../../../simulation/model/fleet.mjs';

const small = { isolates: 20, perSecond: 0.03, seed: 1, warmUp: 1, stores: ['kv'], name: 'small' };

/** Milliseconds: much more than they take. */
const PATIENCE = { timeout: 120_000 };

test('isolates that share KV ask the provider a few times an hour, with the head start', PATIENCE, async () => {
  const quiet = { ...small, hours: 2.5, published: () => ['a'], signedBy: () => 'a' };
  const early = await runFleet(quiet);
  const lockstep = await runFleet({ ...quiet, headStart: false });
  expect(early.requests.length).toBeGreaterThanOrEqual(2);
  expect(early.requests.length).toBeLessThanOrEqual(9);
  expect(lockstep.requests.length).toBeGreaterThan(2 * early.requests.length);
  expect([...early.record.refused]).toEqual([]);
  // An isolate that was not asked for minutes answers once with what it has, and refreshes behind the answer.
  expect(early.record.ageMax).toBeLessThan(3600 + 300);
});

test('a key that is rolled at once is found within the cooldown, floods or not', PATIENCE, async () => {
  const roll = START + 1.2 * 3600;
  const result = await runFleet({
    ...small,
    hours: 0.4,
    published: (now) => (now < roll ? ['a'] : ['b']),
    signedBy: (now) => (now < roll ? 'a' : 'b'),
    forgedPerSecond: 0.05,
  });
  const { record } = result;
  expect(record.detection.length).toBeGreaterThan(5);
  expect(Math.max(...record.detection)).toBeLessThanOrEqual(30.5);
  expect(record.forged).toBeGreaterThan(500);
  expect(record.forgedAccepted).toBe(0);
});
