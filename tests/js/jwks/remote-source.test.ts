/** One isolate, no stores: fresh, stale, expired, and what the provider may do to a set. */
import { describe, expect, test } from 'vitest';
import { isolate, ISSUER, key, START, world, type TestKey } from './support.js';

const HOUR = 3600;

describe('freshness', () => {
  test('a fresh set is served without the network', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    expect(await one.kids()).toBe('a');
    at.clock.pass(HOUR - 1);
    expect(await one.kids()).toBe('a');
    await one.settle();
    expect(at.origin.asked).toBe(1);
    expect(one.types()).toEqual(['jwks.refresh', 'jwks.hit', 'jwks.hit']);
  });

  test('a stale set is served at once and refreshed behind', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.publish(key('b'));
    expect(await one.kids()).toBe('a');
    await one.settle();
    expect(await one.kids()).toBe('b');
    expect(at.origin.asked).toBe(2);
    expect(one.events).toContainEqual({ type: 'jwks.stale', age: HOUR, issuer: ISSUER, at: START + HOUR });
    expect(one.events).toContainEqual(
      { type: 'jwks.rotation', added: ['b'], removed: ['a'], issuer: ISSUER, at: START + HOUR });
  });

  test('a stale set is served without waitUntil, too', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.hang();
    expect((await one.source.load({})).generation).toBe(1);
  });

  test('a hanging refresh hinders nobody and is made once', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.hang();
    for (let count = 0; count < 20; count += 1) {
      expect(await one.kids()).toBe('a');
    }
    expect(at.origin.asked).toBe(2);
  });

  test('while refreshes fail the old set is served, up to maxStale and no longer', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.origin.fail();
    at.clock.pass(24 * HOUR - 1);
    expect(await one.kids()).toBe('a');
    await one.settle();
    at.clock.pass(1);
    expect(one.source.current()).toBeUndefined();
    expect(await one.kids()).toBe('ERR_JWKS_UNAVAILABLE');
    expect(one.source.stats()).toMatchObject({ keys: 0, failures: 1, fetches: 2 });
  });

  test('a provider that stays down is asked ever less often, and soon again when it is back', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.fail(503);
    const attempts: number[] = [];
    const everyTenSeconds = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 10) {
        const { asked } = at.origin;
        expect(await one.kids()).toMatch(/^[ab]$/);
        await one.settle();
        if (at.origin.asked > asked) attempts.push(at.clock.now);
        at.clock.pass(10);
      }
    };
    await everyTenSeconds(HOUR);
    const pauses = attempts.slice(1).map((time, index) => time - (attempts[index] ?? NaN));
    expect(pauses.slice(0, 3)).toEqual([30, 30, 30]);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses.at(-1)).toBe(300);
    expect(attempts.length).toBeLessThan(30);
    at.origin.publish(key('b'));
    await everyTenSeconds(300);
    expect(await one.kids()).toBe('b');
  });

  test('the pause does not hold back a key that nobody knows', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(3 * HOUR);
    at.origin.fail(503);
    await one.kids();
    await one.settle();
    at.clock.pass(30);
    at.origin.publish(key('a'), key('b'));
    expect(await one.lookUp('b')).toBe('found');
  });

  test('a failing refresh is tried once a cooldown', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.fail(503);
    for (let second = 0; second < 120; second += 1) {
      expect(await one.kids()).toBe('a');
      await one.settle();
      at.clock.pass(1);
    }
    expect(at.origin.asked).toBe(1 + 4);
    const failure = { type: 'jwks.failure', reason: 'fetch.status', status: 503 };
    expect(one.events).toContainEqual(expect.objectContaining(failure));
  });

  test.each([
    ['shortens freshFor', 'max-age=600', 600],
    ['does not shorten it below the cooldown', 'no-store', 30],
    ['does not lengthen it', 'max-age=999999', HOUR],
  ])('Cache-Control %s', async (_name, cacheControl, freshFor) => {
    const at = world();
    const headers = { 'cache-control': cacheControl };
    at.origin.answer = () => Response.json({ keys: [key('a')] }, { headers });
    const one = isolate(at);
    await one.kids();
    at.clock.pass(freshFor - 1);
    await one.kids();
    await one.settle();
    expect(at.origin.asked).toBe(1);
    expect(one.types()).not.toContain('jwks.stale');
    at.clock.pass(1);
    await one.kids();
    await one.settle();
    expect(at.origin.asked).toBe(2);
  });

  test('hydrate loads, and waits for the refresh of a stale set', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.source.hydrate({});
    expect(one.source.current()).toBeDefined();
    at.clock.pass(HOUR);
    at.origin.publish(key('b'));
    await one.source.hydrate({});
    expect(await one.kids()).toBe('b');
  });
});

describe('no keys', () => {
  test('a failed first load is 503, says when to try again, and is not repeated before', async () => {
    const at = world();
    at.origin.fail(500);
    const one = isolate(at);
    await expect(one.source.load({})).rejects.toMatchObject({
      code: 'ERR_JWKS_UNAVAILABLE', status: 503, detail: { reason: 'fetch.status', retryAfter: 30 },
    });
    at.clock.pass(10);
    const detail = { reason: 'fetch.status', retryAfter: 20 };
    await expect(one.source.load({})).rejects.toMatchObject({ detail });
    expect(at.origin.asked).toBe(1);
    at.clock.pass(20);
    at.origin.publish(key('a'));
    expect(await one.kids()).toBe('a');
  });
});

describe('clocks that jump', () => {
  test('back: the set is stale, served, refreshed, and the newer answer counts', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(-HOUR);
    at.origin.publish(key('b'));
    expect(await one.kids()).toBe('a');
    await one.settle();
    expect(await one.kids()).toBe('b');
    expect(at.origin.asked).toBe(2);
    expect(one.source.stats().fetchedAt).toBe(START - HOUR);
  });

  test('back by a minute at most: nothing happens', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(-60);
    await one.kids();
    await one.settle();
    expect(at.origin.asked).toBe(1);
  });

  test('back by more than maxStale: the set is not served', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(-25 * HOUR);
    at.origin.fail();
    expect(await one.kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test('back: attempts of the future hold nobody back', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(-HOUR);
    at.origin.publish(key('a'), key('b'));
    expect(await one.lookUp('b')).toBe('found');
  });
});

describe('what providers do to their sets', () => {
  type Published = readonly [hours: number, kids: string];
  const steps = (retainMissing: number, ...sets: readonly Published[]) => async () => {
    const at = world();
    const one = isolate(at, { cache: { retainMissing } });
    const seen: string[] = [];
    for (const [hours, kids] of sets) {
      at.clock.now = START + hours * HOUR;
      at.origin.publish(...kids.split(' ').map((kid) => key(kid)));
      await one.kids();
      await one.settle();
      seen.push(await one.kids());
    }
    return seen;
  };

  test.each([
    ['rotation with overlap', steps(0, [0, 'a'], [1, 'a b'], [2, 'b']), ['a', 'a b', 'b']],
    ['early withdrawal', steps(0, [0, 'a b'], [1, 'b']), ['a b', 'b']],
    ['a flapping set, not retained', steps(0, [0, 'a b'], [1, 'a'], [2, 'a b']), ['a b', 'a', 'a b']],
    ['a flapping set, retained', steps(12 * HOUR, [0, 'a b'], [1, 'a'], [2, 'a b'], [3, 'a']),
      ['a b', 'a b', 'a b', 'a b']],
    ['retention ends', steps(2 * HOUR, [0, 'a b'], [1, 'a'], [2, 'a'], [3, 'a']), ['a b', 'a b', 'a b', 'a']],
    ['retention never outlives maxStale',
      steps(240 * HOUR, [0, 'a b'], [1, 'a'], [12, 'a'], [23, 'a'], [24, 'a']),
      ['a b', 'a b', 'a b', 'a b', 'a']],
    ['an emergency roll', steps(0, [0, 'a'], [1, 'z']), ['a', 'z']],
  ])('%s', async (_name, run, expected) => {
    expect(await run()).toEqual(expected);
  });

  test('a retained key expires between two refreshes, by the clock alone', async () => {
    const at = world();
    at.origin.publish(key('a'), key('b'));
    const one = isolate(at, { cache: { retainMissing: 600 } });
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.publish(key('a'));
    await one.kids();
    await one.settle();
    expect(await one.kids()).toBe('a b');
    const retained = { type: 'jwks.retained', kid: 'b', missingSince: START + HOUR };
    expect(one.events).toContainEqual(expect.objectContaining(retained));
    at.clock.pass(600);
    expect(await one.kids()).toBe('a');
  });

  test('other material under the same kid replaces the old at once, retention or not', async () => {
    const at = world();
    at.origin.publish(key('a', 'material-one'));
    const one = isolate(at, { cache: { retainMissing: 12 * HOUR } });
    await one.kids();
    at.clock.pass(HOUR);
    at.origin.publish(key('a', 'material-two'));
    await one.kids();
    await one.settle();
    const { json } = await one.source.load(one.context);
    expect(json).toContain('material-two');
    expect(json).not.toContain('material-one');
  });

  test('the order of keys is no change of the set', async () => {
    const at = world();
    at.origin.publish(key('a'), key('b'));
    const one = isolate(at);
    const { generation } = await one.source.load(one.context);
    at.clock.pass(HOUR);
    at.origin.publish(key('b'), key('a'));
    await one.kids();
    await one.settle();
    expect(await one.source.load(one.context)).toMatchObject({ generation, fetchedAt: START + HOUR });
  });

  test('an answer above maxKeys is refused; retained keys give way, the longest missing first', async () => {
    const at = world();
    const one = isolate(at, { cache: { maxKeys: 3, retainMissing: 12 * HOUR } });
    const publish = async (...kids: readonly string[]) => {
      at.origin.publish(...kids.map((kid) => key(kid)));
      await one.kids();
      await one.settle();
      const held = await one.kids();
      at.clock.pass(HOUR);
      return held;
    };
    expect(await publish('a', 'b', 'c')).toBe('a b c');
    expect(await publish('b', 'c')).toBe('a b c');
    expect(await publish('c', 'd')).toBe('b c d');
    expect(await publish('p', 'q', 'r', 's')).toBe('b c d');
    const failure = { type: 'jwks.failure', reason: 'jwks.too_many_keys' };
    expect(one.events).toContainEqual(expect.objectContaining(failure));
  });

  test('keys without kid are told apart by their material', async () => {
    const at = world();
    at.origin.publish(...['one', 'two', 'one'].map((name) => key(undefined, `material-${name}`)));
    expect(await isolate(at).kids()).toBe('- -');
  });

  test('of keys without kid the one that is missing is retained, the other one stays', async () => {
    const at = world();
    const [one, two] = ['one', 'two'].map((name) => key(undefined, `material-${name}`)) as [TestKey, TestKey];
    at.origin.publish(one, two);
    const isolated = isolate(at, { cache: { retainMissing: HOUR } });
    await isolated.kids();
    at.origin.publish(two);
    at.clock.pass(HOUR + 1);
    await isolated.kids();
    await isolated.settle();
    expect(at.origin.asked).toBe(2);
    expect(isolated.events).toContainEqual(expect.objectContaining({ type: 'jwks.retained' }));
    expect(await isolated.kids()).toBe('- -');
  });

  test('unusable keys are kept by name, without their private members, and stay unusable', async () => {
    const at = world();
    const leaked = { ...key('leaked'), d: 'private-part' };
    at.origin.publish(key('a'), leaked, { kty: 'EC', kid: 'elliptic', x: 'x' });
    const one = isolate(at);
    const { json } = await one.source.load(one.context);
    expect(json).not.toContain('private-part');
    expect(JSON.parse(json)).toEqual({
      keys: [key('a'), { kty: 'EC', kid: 'elliptic' }, { kty: 'RSA', kid: 'leaked', d: '' }],
    });
    expect(json).not.toContain('material-of-leaked');
    expect(one.source.stats().keys).toBe(1);
  });
});
