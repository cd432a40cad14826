/** Memory, stores and network; what isolates tell each other through a store; what a bad one may do. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isolate, ISSUER, JWKS_URL, key, MemoryStore, START, world } from './support.js';

const HOUR = 3600;

afterEach(() => void vi.useRealTimers());

/** A store with a record that an isolate wrote. */
async function filled(store = new MemoryStore(), ...kids: readonly string[]) {
  const at = world();
  at.origin.publish(...(kids.length === 0 ? ['a'] : kids).map((kid) => key(kid)));
  const one = isolate(at, { stores: [store] });
  await one.kids();
  await one.settle();
  return { at, store, one };
}

describe('tiers', () => {
  test('memory, then the store, then the network', async () => {
    const { at, store } = await filled();
    const two = isolate(at, { stores: [store] });
    expect(await two.kids()).toBe('a');
    expect(at.origin.asked).toBe(1);
    expect(two.events).toContainEqual({ type: 'jwks.hit', tier: 'memory-store', issuer: ISSUER, at: START });
    expect(store.reads).toBe(2);
    await two.kids();
    expect(store.reads).toBe(2);
  });

  test('stores are asked in order, the nearer one gets a copy of the farther one\'s record', async () => {
    const { at, store: far } = await filled(new MemoryStore('far'));
    const near = new MemoryStore('near');
    const two = isolate(at, { stores: [near, far] });
    expect(await two.kids()).toBe('a');
    await two.settle();
    expect(two.events[0]).toMatchObject({ type: 'jwks.hit', tier: 'far' });
    const three = isolate(at, { stores: [near, far] });
    expect(await three.kids()).toBe('a');
    expect(three.events[0]).toMatchObject({ type: 'jwks.hit', tier: 'near' });
    expect(far.reads).toBe(2);
    expect(at.origin.asked).toBe(1);
  });

  test('a stale record is served at once and refreshed behind', async () => {
    const { at, store } = await filled();
    at.clock.pass(2 * HOUR);
    at.origin.publish(key('b'));
    const two = isolate(at, { stores: [store] });
    expect(await two.kids()).toBe('a');
    await two.settle();
    expect(await two.kids()).toBe('b');
  });

  test('a record older than maxStale is not served', async () => {
    const { at, store } = await filled();
    at.clock.pass(24 * HOUR);
    at.origin.fail();
    expect(await isolate(at, { stores: [store] }).kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test('a record from the future is stale: served, refreshed, overwritten', async () => {
    const { at, store } = await filled();
    at.clock.now = START - HOUR;
    at.origin.publish(key('b'));
    const two = isolate(at, { stores: [store] });
    expect(await two.kids()).toBe('a');
    await two.settle();
    expect(await two.kids()).toBe('b');
    expect(store.record).toMatchObject({ fetchedAt: START - HOUR });
  });

  test('a record from the far future is not served', async () => {
    const { at, store } = await filled();
    at.clock.now = START - 1000 * HOUR;
    at.origin.fail();
    expect(await isolate(at, { stores: [store] }).kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test('what another isolate refreshed is not fetched again', async () => {
    const { at, store, one } = await filled();
    const two = isolate(at, { stores: [store] });
    await two.kids();
    at.clock.pass(HOUR);
    await one.kids();
    await one.settle();
    await two.kids();
    await two.settle();
    expect(at.origin.asked).toBe(2);
    expect(two.source.stats().fetchedAt).toBe(START + HOUR);
  });
});

describe('the look at the store behind an answer', () => {
  test('happens at least every storeCheck seconds, and no more often', async () => {
    const { at, store, one } = await filled();
    const before = store.reads;
    for (let second = 0; second < 300; second += 1) {
      at.clock.pass(1);
      await one.kids();
      await one.settle();
    }
    expect(store.reads - before).toBe(5);
    expect(at.origin.asked).toBe(1);
  });

  test('is not made for every request while refreshes fail', async () => {
    const { at, store, one } = await filled();
    at.clock.pass(HOUR);
    at.origin.fail();
    const before = store.reads;
    for (let second = 0; second < 120; second += 1) {
      await one.kids();
      await one.settle();
      at.clock.pass(1);
    }
    expect(at.origin.asked).toBe(1 + 4);
    // Of each attempt: one read before it, one to see whose announcement stayed.
    expect(store.reads - before).toBe(8);
  });

  test('brings the keys that another isolate found', async () => {
    const { at, store, one } = await filled();
    const two = isolate(at, { stores: [store] });
    at.clock.pass(40);
    at.origin.publish(key('a'), key('b'));
    expect(await two.lookUp('b')).toBe('found');
    await two.settle();
    at.clock.pass(20);
    expect(await one.kids()).toBe('a');
    await one.settle();
    expect(await one.kids()).toBe('a b');
    expect(at.origin.asked).toBe(2);
  });

  test('keeps retained keys that the other isolate never saw', async () => {
    const store = new MemoryStore();
    const at = world();
    const options = { stores: [store], cache: { retainMissing: 12 * HOUR } };
    at.origin.publish(key('a'), key('b'));
    const one = isolate(at, options);
    await one.kids();
    await one.settle();
    store.texts.clear();
    at.clock.pass(60);
    at.origin.publish(key('a'));
    const two = isolate(at, options);
    expect(await two.kids()).toBe('a');
    await two.settle();
    await one.kids();
    await one.settle();
    expect(await one.kids()).toBe('a b');
  });

  test('an older record in the store does not bring back a withdrawn key', async () => {
    const { at, store, one } = await filled(new MemoryStore(), 'a', 'b');
    const old = new Map(store.texts);
    at.clock.pass(HOUR);
    at.origin.publish(key('a'));
    await one.kids();
    await one.settle();
    old.forEach((text, name) => store.texts.set(name, text));
    at.clock.pass(60);
    await one.kids();
    await one.settle();
    expect(await one.kids()).toBe('a');
  });
});

describe('purge', () => {
  test('reaches the other isolates within storeCheck and survives later answers', async () => {
    const { at, store, one } = await filled(new MemoryStore(), 'a', 'b');
    const two = isolate(at, { stores: [store] });
    await two.kids();
    await one.source.purge('a', {});
    expect(one.types()).toContain('jwks.purged');
    expect(await one.kids()).toBe('b');
    at.clock.pass(60);
    await two.kids();
    await two.settle();
    expect(await two.kids()).toBe('b');
    at.clock.pass(HOUR);
    for (const each of [one, two]) {
      await each.kids();
      await each.settle();
      expect(await each.kids()).toBe('b');
    }
    expect(await isolate(at, { stores: [store] }).kids()).toBe('b');
  });

  test('holds here at once, whatever the stores do, and is kept alive', async () => {
    const { store, one } = await filled(new MemoryStore(), 'a', 'b');
    store.mood = 'hanging';
    const pending: Promise<unknown>[] = [];
    void one.source.purge('a', { waitUntil: (work) => void pending.push(work) });
    expect(await one.kids()).toBe('b');
    expect(pending).toHaveLength(1);
  });

  test('by an isolate without keys bans the material that the stores have', async () => {
    const { at, store, one } = await filled(new MemoryStore(), 'a', 'b');
    await isolate(at, { stores: [store] }).source.purge('a', {});
    at.origin.publish(key('b'), key('c', 'material-of-a'));
    at.clock.pass(HOUR);
    await one.kids();
    await one.settle();
    expect(await one.kids()).toBe('b');
  });

  test('a waitUntil that fails is no failure of ours', async () => {
    const { one } = await filled(new MemoryStore(), 'a', 'b');
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what plain JavaScript may hand over
    await one.source.purge('a', { waitUntil: () => Promise.reject(new Error('no context')) });
    expect(await one.kids()).toBe('b');
  });

  test('ends with maxStale + freshFor, and is kept in the store as long', async () => {
    const { at, store, one } = await filled(new MemoryStore(), 'a', 'b');
    await one.source.purge('a', {});
    expect(store.ttls.at(-1)).toBe(25 * HOUR);
    const refresh = async () => {
      await one.kids();
      await one.settle();
      return one.kids();
    };
    at.clock.pass(20 * HOUR);
    expect(await refresh()).toBe('b');
    at.clock.pass(5 * HOUR - 1);
    expect(await refresh()).toBe('b');
    at.clock.pass(1);
    expect(await one.kids()).toBe('a b');
  });

  test('holds for the material under any kid, and for the kid with any material', async () => {
    const { at, one } = await filled(new MemoryStore(), 'a', 'b');
    await one.source.purge('a', {});
    at.clock.pass(HOUR);
    at.origin.publish(key('b'), key('c', 'material-of-a'), key('a', 'new-material'));
    await one.kids();
    await one.settle();
    expect(await one.kids()).toBe('b');
  });

  test('works from an isolate that has no keys yet', async () => {
    const { at, store } = await filled(new MemoryStore(), 'a', 'b');
    await isolate(at, { stores: [store] }).source.purge('a', {});
    expect(await isolate(at, { stores: [store] }).kids()).toBe('b');
    expect(at.origin.asked).toBe(1);
  });

  test('that a late write of another isolate overtook is written again', async () => {
    const { at, store, one } = await filled(new MemoryStore(), 'a', 'b');
    const before = new Map(store.texts);
    await one.source.purge('a', {});
    before.forEach((text, name) => store.texts.set(name, text));
    at.clock.pass(60);
    await one.kids();
    await one.settle();
    expect(await isolate(at, { stores: [store] }).kids()).toBe('b');
  });

  test('without a kid forgets all keys everywhere, and fetches at once', async () => {
    const { at, store, one } = await filled();
    const two = isolate(at, { stores: [store], cache: { retainMissing: HOUR } });
    await two.kids();
    at.clock.pass(10);
    at.origin.publish(key('z'));
    await one.source.purge(undefined, {});
    expect(at.origin.asked).toBe(2);
    expect(await one.kids()).toBe('z');
    at.clock.pass(60);
    await two.kids();
    await two.settle();
    expect(await two.kids()).toBe('z');
  });

  test('without a kid and without a provider leaves no keys', async () => {
    const { at, store, one } = await filled();
    const two = isolate(at, { stores: [store] });
    await two.kids();
    at.clock.pass(60);
    at.origin.fail();
    await one.source.purge(undefined, {});
    expect(await one.kids()).toBe('ERR_JWKS_UNAVAILABLE');
    await two.kids();
    await two.settle();
    expect(await two.kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });
});

describe('a bad store is an event and a fall-through', () => {
  test('failing', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    store.mood = 'failing';
    const one = isolate(at, { stores: [store] });
    expect(await one.kids()).toBe('a');
    await one.settle();
    const failure = { type: 'store.failure', store: 'memory-store', reason: 'store.error' };
    expect(one.events).toContainEqual(expect.objectContaining({ ...failure, operation: 'get' }));
    expect(one.events).toContainEqual(expect.objectContaining({ ...failure, operation: 'put' }));
    expect(JSON.stringify(one.events)).not.toContain('secret');
  });

  test('failing before a good one', async () => {
    const { at, store } = await filled();
    const bad = new MemoryStore('bad');
    bad.mood = 'failing';
    const two = isolate(at, { stores: [bad, store] });
    expect(await two.kids()).toBe('a');
    expect(at.origin.asked).toBe(1);
  });

  test('hanging', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    store.mood = 'hanging';
    const one = isolate(at, { stores: [store] });
    const kids = one.kids();
    while (store.reads === 0) {
      await new Promise((resolve) => void setImmediate(resolve));
    }
    await vi.advanceTimersByTimeAsync(5000);
    expect(await kids).toBe('a');
    expect(one.events[0]).toMatchObject({ type: 'store.failure', operation: 'get', reason: 'store.timeout' });
  });

  test('that comes back is mended', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    store.mood = 'failing';
    const one = isolate(at, { stores: [store] });
    await one.kids();
    await one.settle();
    store.mood = 'well';
    at.clock.pass(60);
    await one.kids();
    await one.settle();
    expect(await isolate(at, { stores: [store] }).kids()).toBe('a');
    expect(at.origin.asked).toBe(1);
  });

  type Rec = Record<string, unknown>;
  const firstKey = (record: Rec, change: Rec) => {
    const [first, ...rest] = record['keys'] as Rec[];
    return { ...record, keys: [{ ...first, ...change }, ...rest] };
  };
  test.each<[string, (record: Rec) => unknown]>([
    ['truncated', (record) => JSON.stringify(record).slice(0, 80)],
    ['not JSON', () => '<html>'],
    ['an array', () => '[]'],
    ['of another format', (record) => ({ ...record, format: 2 })],
    ['of another source', (record) => ({ ...record, source: 'x' })],
    ['without keys', ({ keys: _, ...record }) => record],
    ['with a text for a time', (record) => ({ ...record, fetchedAt: 'now' })],
    ['with a key that has no history', (record) => firstKey(record, { lastSeen: undefined })],
    ['with other material than its thumbprint',
      (record) => firstKey(record, { jwk: key('a', 'poisoned-material') })],
    ['with another kid than its name', (record) => firstKey(record, { kid: 'b' })],
    ['with an unusable key called usable', (record) => firstKey(record, { jwk: { kty: 'EC', kid: 'a' } })],
    ['with a tombstone that is none', (record) => ({ ...record, tombstones: [{}] })],
    ['with too many keys', (record) => ({ ...record, keys: Array(65).fill((record['keys'] as Rec[])[0]) })],
    ['too large', (record) => ({ ...record, padding: 'x'.repeat(300_000) })],
  ])('with a record that is %s: discarded, fetched, overwritten', async (_name, change) => {
    const { at, store } = await filled();
    store.replace(change);
    at.clock.pass(10);
    at.origin.publish(key('good'));
    const two = isolate(at, { stores: [store] });
    expect(await two.kids()).toBe('good');
    await two.settle();
    const failure = { type: 'store.failure', operation: 'get', reason: 'store.invalid_record' };
    expect(two.events[0]).toMatchObject(failure);
    expect(store.record).toMatchObject({ format: 1, fetchedAt: START + 10 });
  });

  test('a record of another issuer or address is never found', async () => {
    const { at, store } = await filled();
    for (const other of [{ issuer: 'https://other.example' }, { jwks: { url: `${JWKS_URL}?other` } }]) {
      const two = isolate(at, { stores: [store], ...other });
      at.origin.publish(key('other'));
      expect(await two.kids()).toBe('other');
    }
  });

  test('neither key nor record tells the address', async () => {
    const at = world();
    at.origin.publish(key('a'));
    const store = new MemoryStore();
    const one = isolate(at, { stores: [store], jwks: { url: `${JWKS_URL}?code=secret-of-the-address` } });
    await one.kids();
    await one.settle();
    expect([...store.texts].join()).toContain('material-of-a');
    expect([...store.texts].join()).not.toContain('secret-of-the-address');
  });
});
