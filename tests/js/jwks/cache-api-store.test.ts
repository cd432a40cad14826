import { afterEach, describe, expect, test, vi } from 'vitest';
import { cacheApiStore } from '../../../pkg/src/jwks/cache-api-store.js';
import { isolate, key, world } from './support.js';

afterEach(() => void vi.unstubAllGlobals());

/** Real workerd: tests/js/workers/cache-api-store.workerd.test.ts. */
describe('cacheApiStore', () => {
  test('a host without the Cache API is ERR_CONFIG', () => {
    vi.stubGlobal('caches', undefined);
    expect(() => cacheApiStore()).toThrow(/Cache API/);
  });

  test.each(['open', 'match', 'put'])('a failing %s is an event and a fall-through', async (faulty) => {
    const fail = () => Promise.reject(new Error('secret-of-the-host'));
    const cache = {
      match: faulty === 'match' ? fail : () => Promise.resolve(undefined),
      put: faulty === 'put' ? fail : () => Promise.resolve(),
    };
    vi.stubGlobal('caches', { open: faulty === 'open' ? fail : () => Promise.resolve(cache) });
    const at = world();
    at.origin.publish(key('a'));
    const one = isolate(at, { stores: [cacheApiStore()] });
    expect(await one.kids()).toBe('a');
    await one.settle();
    expect(one.events).toContainEqual(
      expect.objectContaining({ type: 'store.failure', store: 'cache-api', reason: 'store.error' }),
    );
    expect(JSON.stringify(one.events)).not.toContain('secret');
  });
});
