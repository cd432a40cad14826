// `npm run chaos` in small: a few hundred requests, two isolates, the same promises.

import { expect, test } from 'vitest';

import { runChaos } from '../../../simulation/chaos/run.mjs';

test('isolates that share KV keep their promises while the provider breaks', { timeout: 120_000 }, async () => {
  const result = await runChaos({ requests: 400, concurrency: 16, isolates: 2, seconds: 8, seed: 7 });
  expect(result).toMatchObject({ wrongly: [], accepted: [], strange: [], passed: true });
  // That it was chaos, and not a walk.
  expect(result.good).toBeGreaterThan(200);
  expect(result.forgedKinds).toBe(8);
  expect(result.answers).toMatchObject({ down: expect.any(Number), good: expect.any(Number) });
});
