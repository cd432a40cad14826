/** A token names an unknown key: how often the provider is asked, and what the token is told. */
import { describe, expect, test } from 'vitest';
import { isolate, key, MemoryStore, world } from './support.js';

describe('one isolate', () => {
  test('asks once, then counts the cooldown from that attempt', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(30);
    expect(await one.lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(2);
    at.clock.pass(29);
    expect(await one.lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(2);
    at.clock.pass(1);
    expect(await one.lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(3);
    expect(one.types()).toContain('jwks.kid_miss');
    const cooldown = { type: 'jwks.cooldown', kid: 'x', retryAfter: 1 };
    expect(one.events).toContainEqual(expect.objectContaining(cooldown));
  });

  test('does not ask again right after the first load', async () => {
    const at = world();
    at.origin.publish(key('a'));
    expect(await isolate(at).lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(1);
  });

  test('finds a rotated key', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(31);
    at.origin.publish(key('a'), key('b'));
    expect(await one.lookUp('b')).toBe('found');
    expect(await one.lookUp('b')).toBe('found');
    expect(at.origin.asked).toBe(2);
  });

  test('a failed attempt is 503 and starts a cooldown, too', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(60);
    at.origin.fail(429);
    for (let second = 0; second < 30; second += 1) {
      expect(await one.lookUp('x')).toBe('ERR_JWKS_UNAVAILABLE');
      expect(await one.lookUp('a')).toBe('found');
      at.clock.pass(1);
    }
    expect(at.origin.asked).toBe(2);
    at.origin.publish(key('a'));
    expect(await one.lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(3);
  });

  test('invalid content is 503 as well: it says nothing about the key', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(60);
    at.origin.answer = () => new Response('<html>');
    expect(await one.lookUp('x')).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test('a flood costs one request a cooldown, and delays a rotated key by no more than that', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    const foundAt: number[] = [];
    for (let second = 1; second <= 600; second += 1) {
      at.clock.pass(1);
      if (second === 301) {
        at.origin.publish(key('a'), key('b'));
      }
      await Promise.all(['x', 'y', `z${second}`].map((kid) => one.lookUp(kid)));
      if (second >= 301 && await one.lookUp('b') === 'found') {
        foundAt.push(second);
      }
    }
    expect(at.origin.asked).toBe(1 + 20);
    expect(foundAt[0]).toBeLessThanOrEqual(301 + 30);
    expect(foundAt).toHaveLength(600 - (foundAt[0] ?? 0) + 1);
  });

  test('requests that come at once share the outcome of one attempt', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at);
    await one.kids();
    at.clock.pass(60);
    at.origin.publish(key('a'), key('b'));
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => one.lookUp('b')));
    expect(new Set(outcomes)).toEqual(new Set(['found']));
    expect(at.origin.asked).toBe(2);
  });
});

describe('isolates that share a strongly consistent store', () => {
  const fleet = (at: ReturnType<typeof world>, store: MemoryStore, size: number) =>
    Array.from({ length: size }, () => isolate(at, { stores: [store] }));

  test('make one attempt a cooldown together, one after the other', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const isolates = fleet(at, new MemoryStore(), 5);
    for (let second = 0; second < 120; second += 1) {
      for (const one of isolates) {
        expect(await one.lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
        await one.settle();
      }
      at.clock.pass(1);
    }
    expect(at.origin.asked).toBe(4);
  });

  test('also when the attempts fail', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const isolates = fleet(at, new MemoryStore(), 5);
    for (const one of isolates) {
      await one.kids();
      await one.settle();
    }
    at.clock.pass(60);
    at.origin.fail();
    for (let second = 0; second < 60; second += 1) {
      for (const one of isolates) {
        expect(await one.lookUp('x')).toBe('ERR_JWKS_UNAVAILABLE');
        await one.settle();
      }
      at.clock.pass(10);
      second += 9;
    }
    expect(at.origin.asked).toBe(1 + 2);
  });

  test('also all at once, and all of them find the rotated key', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const isolates = fleet(at, new MemoryStore(), 8);
    await isolates[0]!.kids();
    await isolates[0]!.settle();
    await Promise.all(isolates.map((one) => one.kids()));
    at.clock.pass(60);
    at.origin.publish(key('a'), key('b'));
    const outcomes = await Promise.all(isolates.map((one) => one.lookUp('b')));
    expect(new Set(outcomes)).toEqual(new Set(['found']));
    expect(at.origin.asked).toBe(2);
  });

  test('whoever waits for another isolate\'s attempt learns of its failure at once', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    const isolates = fleet(at, store, 2);
    await isolates[0]!.kids();
    await isolates[0]!.settle();
    await isolates[1]!.kids();
    at.clock.pass(40);
    at.origin.fail();
    const reads = store.reads;
    const outcomes = await Promise.all(isolates.map((one) => one.lookUp('b')));
    expect(outcomes).toEqual(['ERR_JWKS_UNAVAILABLE', 'ERR_JWKS_UNAVAILABLE']);
    expect(at.origin.asked).toBe(2);
    // Two before the announcement, two to see whose it is, one for the outcome.
    expect(store.reads - reads).toBe(5);
  });

  test('without keys each isolate makes its own attempt: one failure is no outage of all', async () => {
    const at = world();
    at.origin.fail();
    const [one, other] = fleet(at, new MemoryStore(), 2);
    expect(await one!.kids()).toBe('ERR_JWKS_UNAVAILABLE');
    await one!.settle();
    at.origin.publish(key('a'));
    expect(await other!.kids()).toBe('a');
    await other!.settle();
    expect(await one!.kids()).toBe('ERR_JWKS_UNAVAILABLE');
    at.clock.pass(30);
    expect(await one!.kids()).toBe('a');
    expect(at.origin.asked).toBe(2);
  });
});

describe('a store that rations notes', () => {
  test('is written at most once a minute by failed lookups', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore('kv', 60);
    const one = isolate(at, { stores: [store] });
    await one.kids();
    await one.settle();
    expect(store.writes).toBe(1);
    for (let second = 0; second < 600; second += 1) {
      await one.lookUp('x');
      await one.settle();
      at.clock.pass(1);
    }
    expect(at.origin.asked).toBe(20);
    expect(store.writes).toBeLessThanOrEqual(1 + 10);
    expect(store.writes).toBeGreaterThan(5);
  });

  test('a rotation is written at once', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore('kv', 60);
    const one = isolate(at, { stores: [store] });
    await one.kids();
    await one.settle();
    at.clock.pass(31);
    at.origin.publish(key('a'), key('b'));
    expect(await one.lookUp('b')).toBe('found');
    await one.settle();
    expect(store.writes).toBe(2);
    expect(await isolate(at, { stores: [store] }).kids()).toBe('a b');
    expect(at.origin.asked).toBe(2);
  });

  test('a key that another isolate found is taken from the store, without the network', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore('kv', 60);
    const [one, two] = [isolate(at, { stores: [store] }), isolate(at, { stores: [store] })];
    await one.kids();
    await one.settle();
    await two.kids();
    at.clock.pass(40);
    at.origin.publish(key('a'), key('b'));
    await one.lookUp('b');
    await one.settle();
    at.clock.pass(40);
    expect(await two.lookUp('b')).toBe('found');
    expect(at.origin.asked).toBe(2);
  });

  test('other news from the store do not answer for the provider', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore('kv', 60);
    const [one, two] = [isolate(at, { stores: [store] }), isolate(at, { stores: [store] })];
    await one.kids();
    await one.settle();
    await two.kids();
    at.clock.pass(40);
    at.origin.publish(key('a'), key('b'));
    await one.lookUp('b');
    await one.settle();
    at.clock.pass(40);
    at.origin.publish(key('a'), key('b'), key('c'));
    expect(await two.lookUp('c')).toBe('found');
    expect(at.origin.asked).toBe(3);
  });

  test('what it notes holds other isolates back', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore('kv', 60);
    const one = isolate(at, { stores: [store] });
    await one.lookUp('x');
    await one.settle();
    at.clock.pass(60);
    await one.lookUp('x');
    await one.settle();
    at.clock.pass(10);
    expect(await isolate(at, { stores: [store] }).lookUp('x')).toBe('ERR_KEY_NOT_FOUND');
    expect(at.origin.asked).toBe(2);
  });
});
