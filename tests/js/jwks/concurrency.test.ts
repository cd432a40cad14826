/** Requests of one isolate that meet: nobody awaits another, nobody hangs, a late answer changes nothing. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isolate, key, MemoryStore, world, type World } from './support.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Timers and clock together, in steps. */
async function elapse({ clock }: World, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    clock.pass(0.05);
    await vi.advanceTimersByTimeAsync(50);
  }
}

/** Lets real work go on (digests are made on another thread) until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !isSo(); turn += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(isSo()).toBe(true);
}

/** Answers that come when the test says so, in any order. */
function held(at: World) {
  const answers: ((keys: readonly object[]) => void)[] = [];
  at.origin.answer = () => new Promise((resolve) => {
    answers.push((keys) => {
      resolve(Response.json({ keys }));
    });
  });
  return answers;
}

describe('the first load', () => {
  test('a hundred requests at once make one fetch and one read of the store', async () => {
    const at = world();
    const answers = held(at);
    const store = new MemoryStore();
    const one = isolate(at, { stores: [store] });
    const all = Promise.all(Array.from({ length: 100 }, () => one.kids()));
    await until(() => answers.length === 1);
    await elapse(at, 200);
    answers[0]!([key('a')]);
    await elapse(at, 100);
    expect(new Set(await all)).toEqual(new Set(['a']));
    expect(at.origin.asked).toBe(1);
    expect(store.reads).toBe(1);
  });

  test('that hangs ends for everyone when its time is over, with one fetch', async () => {
    const at = world();
    at.origin.hang();
    const one = isolate(at);
    const all = Promise.all(Array.from({ length: 10 }, () => one.kids()));
    await elapse(at, 5100);
    expect(new Set(await all)).toEqual(new Set(['ERR_JWKS_UNAVAILABLE']));
    expect(at.origin.asked).toBe(1);
  });

  test.each([['with the clock', true], ['with a clock that stands still', false]])(
    'of a request that is gone is taken over by one other, %s', async (_name, clockGoes) => {
      const at = world();
      const store = new MemoryStore();
      const one = isolate(at, { stores: [store], cache: { timeout: 1000 } });
      // A cancelled request: its I/O never comes back, and its timers never fire.
      const setTimer = vi.spyOn(globalThis, 'setTimeout').mockImplementation(() => 0 as never);
      at.origin.hang();
      void one.kids();
      await until(() => at.origin.asked === 1);
      setTimer.mockRestore();
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      at.origin.publish(key('a'));
      const all = Promise.all(Array.from({ length: 10 }, () => one.kids()));
      await (clockGoes ? elapse(at, 1500) : vi.advanceTimersByTimeAsync(1500));
      expect(new Set(await all)).toEqual(new Set(['a']));
      expect(at.origin.asked).toBe(2);
    });

  test('waiters leave no timer behind', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    const all = Promise.all([one.kids(), one.kids()]);
    await elapse(at, 100);
    await all;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an unknown kid while an attempt hangs', () => {
  test('is unavailable after a second, and known keys are served all the time', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(60);
    at.origin.hang();
    const first = one.lookUp('x');
    await elapse(at, 100);
    const second = one.lookUp('y');
    let outcome: string | undefined;
    void second.then((code) => (outcome = code));
    expect(await one.lookUp('a')).toBe('found');
    await elapse(at, 900);
    expect(outcome).toBeUndefined();
    await elapse(at, 200);
    expect(outcome).toBe('ERR_JWKS_UNAVAILABLE');
    await elapse(at, 5000);
    expect(await first).toBe('ERR_JWKS_UNAVAILABLE');
    expect(at.origin.asked).toBe(2);
  });

  test('is unavailable, not unknown, also while only the store hangs', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    const one = isolate(at, { stores: [store] });
    await one.kids();
    await one.settle();
    at.clock.pass(60);
    await one.kids();
    await one.settle();
    store.mood = 'hanging';
    const first = one.lookUp('x');
    const second = one.lookUp('y');
    await elapse(at, 1200);
    expect(await second).toBe('ERR_JWKS_UNAVAILABLE');
    expect(at.origin.asked).toBe(1);
    // Read, announcement, reading it back: each is given up after its time.
    await elapse(at, 16_000);
    expect(await first).toBe('ERR_KEY_NOT_FOUND');
  });

  test('is unavailable for a cooldown when its request was cancelled', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(60);
    at.origin.hang();
    void one.lookUp('x');
    await elapse(at, 50);
    at.clock.pass(20);
    expect(await one.lookUp('x')).toBe('ERR_JWKS_UNAVAILABLE');
    expect(at.origin.asked).toBe(2);
  });
});

describe('answers out of order', () => {
  test('a late older answer does not overwrite a newer one, in memory or in the store', async () => {
    const at = world();
    const store = new MemoryStore();
    const slow = isolate(at, { stores: [store], cache: { timeout: 60_000, cooldown: 1 } });
    const quick = isolate(at, { stores: [store], cache: { timeout: 60_000, cooldown: 1 } });
    const answers = held(at);
    const loading = slow.kids();
    await until(() => answers.length === 1);
    at.clock.pass(5);
    const loadingToo = quick.kids();
    await until(() => answers.length === 2);
    answers[1]!([key('new')]);
    expect(await loadingToo).toBe('new');
    await quick.settle();
    answers[0]!([key('old')]);
    await loading;
    await slow.settle();
    expect(await slow.kids()).toBe('new');
    expect(JSON.stringify(store.record)).toContain('material-of-new');
    expect(JSON.stringify(store.record)).not.toContain('material-of-old');
  });

  test('a late older answer does not overwrite a newer one of the same isolate', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at, { cache: { timeout: 60_000 } });
    await one.kids();
    at.clock.pass(3600);
    const answers = held(at);
    await one.kids();
    await until(() => answers.length === 1);
    at.clock.pass(1);
    const purging = one.source.purge(undefined, {});
    await until(() => answers.length === 2);
    answers[1]!([key('new')]);
    await purging;
    answers[0]!([key('old')]);
    await one.settle();
    expect(await one.kids()).toBe('new');
  });

  test('a purge during a fetch survives its answer', async () => {
    const at = world();
    at.origin.publish(key('a'), key('b'));
    const store = new MemoryStore();
    const one = isolate(at, { stores: [store] });
    await one.kids();
    await one.settle();
    at.clock.pass(3600);
    const answers = held(at);
    await one.kids();
    await until(() => answers.length === 1);
    const other = isolate(at, { stores: [store] });
    await other.source.purge('a', {});
    at.clock.pass(3);
    answers[0]!([key('a'), key('b')]);
    await one.settle();
    expect(await one.kids()).toBe('b');
    expect(await isolate(at, { stores: [store] }).kids()).toBe('b');
  });
});

describe('a host whose waitUntil refuses', () => {
  test('still serves and refreshes', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    const context = { waitUntil: () => { throw new TypeError('the request is over'); } };
    await one.source.load(context);
    at.clock.pass(3600);
    at.origin.publish(key('b'));
    await one.source.load(context);
    await elapse(at, 50);
    expect(await one.kids()).toBe('b');
  });
});
