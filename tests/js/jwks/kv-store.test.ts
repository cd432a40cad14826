import { describe, expect, test } from 'vitest';
import { kvStore, type KvNamespaceLike } from '../../../pkg/src/jwks/kv-store.js';

function namespace() {
  const calls: unknown[][] = [];
  const kv: KvNamespaceLike = {
    get: (...call) => {
      calls.push(['get', ...call]);
      return Promise.resolve('text');
    },
    put: (...call) => {
      calls.push(['put', ...call]);
      return Promise.resolve();
    },
  };
  return { calls, kv };
}

describe('kvStore', () => {
  test('reads and writes with a prefix and the lifetimes that KV takes', async () => {
    const { calls, kv } = namespace();
    const store = kvStore(kv);
    expect(await store.get('k')).toBe('text');
    await store.put('k', 'v', { ttl: 86400 });
    await store.put('k', 'v', { ttl: 10 });
    await store.put('k', 'v', { ttl: 90.5 });
    expect(calls).toEqual([
      ['get', 'claimgate:k', { type: 'text', cacheTtl: 60 }],
      ['put', 'claimgate:k', 'v', { expirationTtl: 86400 }],
      ['put', 'claimgate:k', 'v', { expirationTtl: 60 }],
      ['put', 'claimgate:k', 'v', { expirationTtl: 91 }],
    ]);
    expect(store).toMatchObject({ name: 'kv', attemptWriteInterval: 60 });
  });

  test('takes another prefix and cacheTtl', async () => {
    const { calls, kv } = namespace();
    await kvStore(kv, { prefix: 'mine/', cacheTtl: 30 }).get('k');
    expect(calls).toEqual([['get', 'mine/k', { type: 'text', cacheTtl: 30 }]]);
  });

  test.each([29, 0, 45.5, Number.NaN])('a cacheTtl of %s is ERR_CONFIG', (cacheTtl) => {
    expect(() => kvStore(namespace().kv, { cacheTtl })).toThrow(/at least 30/);
  });

  test('a missing binding is ERR_CONFIG', () => {
    expect(() => kvStore(undefined as unknown as KvNamespaceLike)).toThrow(/binding/);
  });
});
