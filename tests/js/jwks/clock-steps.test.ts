/** Clocks that step back, or are ahead: no flood of requests, no outage, and a purge is carried out once. */
import { expect, test } from 'vitest';
import { Clock, type Isolate, isolate, key, MemoryStore, world, type World } from './support.js';

const YEAR = 365 * 24 * 3600;

class ClockAhead extends Clock {
  readonly #right: Clock;
  readonly #skew: number;

  constructor(right: Clock, skew: number) {
    super();
    this.#right = right;
    this.#skew = skew;
    Object.defineProperty(this, 'now', { get: () => this.#right.now + this.#skew });
  }
}

/** What fifty loads in five seconds get, by outcome. */
async function fiftyLoads(at: World, one: Isolate): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (let count = 0; count < 50; count += 1) {
    const outcome = await one.kids();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    at.clock.pass(0.1);
  }
  await one.settle();
  return outcomes;
}

test('a clock that is set back after a purge', async () => {
  const at = world();
  at.origin.publish(key('a'));
  const one = isolate(at);
  await one.kids();
  await one.source.purge(undefined, {});
  at.clock.now -= 120;
  const before = at.origin.asked;
  expect(await fiftyLoads(at, one)).toEqual({ a: 50 });
  expect(at.origin.asked - before).toBe(1);
});

test.each([20, 90, YEAR])('a purge by an isolate whose clock is %d s ahead', async (skew) => {
  const at = world();
  at.origin.publish(key('a'));
  const ahead: World = { ...at, clock: new ClockAhead(at.clock, skew) };
  const store = new MemoryStore();
  const [one, other] = [isolate(ahead, { stores: [store] }), isolate(at, { stores: [store] })];
  await one.kids();
  await other.kids();
  at.clock.pass(1);
  at.origin.fail();
  await one.source.purge(undefined, {});
  at.origin.publish(key('b'));
  at.clock.pass(61);
  await other.kids();
  await other.settle();
  const before = at.origin.asked;
  // The first look at the store is behind an answer; from then on the key that was forgotten is gone.
  expect(await fiftyLoads(at, other)).toEqual({ b: 50 });
  expect(at.origin.asked - before).toBeLessThanOrEqual(1);
  // The other one goes on writing its time into the store, which is no purge again.
  for (let round = 0; round < 3; round += 1) {
    await one.kids();
    await one.settle();
    at.clock.pass(61);
    const asked = at.origin.asked;
    await other.kids();
    await other.settle();
    expect(await other.kids()).toBe('b');
    expect(at.origin.asked).toBe(asked);
  }
  at.clock.pass(2 * 86_400);
  expect(await isolate(at, { stores: [store] }).kids()).toBe('b');
});

test('keys that may not be used for as long as the cooldown is', async () => {
  const at = world();
  at.origin.publish(key('a'));
  const one = isolate(at, { cache: { freshFor: 5, maxStale: 5 } });
  for (let second = 0; second < 30; second += 1) {
    expect(await one.kids()).toBe('a');
    await one.settle();
    at.clock.pass(1);
  }
  expect(at.origin.asked).toBeLessThanOrEqual(6);
});
