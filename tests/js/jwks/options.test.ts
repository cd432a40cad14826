import { describe, expect, test } from 'vitest';
import { isolate, JWKS_URL, key, world } from './support.js';

describe('options', () => {
  test.each([
    [{ freshFor: -1 }, 'cache.freshFor'],
    [{ maxStale: Number.NaN }, 'cache.maxStale'],
    [{ timeout: 0 }, 'cache.timeout'],
    [{ maxKeys: '64' }, 'cache.maxKeys'],
    [{ freshFor: 7200, maxStale: 3600 }, 'cache.freshFor'],
    [{ coolDown: 1 }, 'cache.coolDown'],
    [null, 'cache'],
  ])('%j is ERR_CONFIG', (cache, option) => {
    expect(() => isolate(world(), { cache: cache as object })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG', detail: { option } }));
  });

  test('a source is exactly one thing', () => {
    expect(() => isolate(world(), { jwks: { url: JWKS_URL, json: '{}' } })).toThrow(/exactly one/);
    expect(() => isolate(world(), { jwks: {} as never })).toThrow(/exactly one/);
    expect(() => isolate(world(), { seed: { keys: [key('a')] } as never })).toThrow(/seed/);
  });

  test('a fixed set never asks anyone', async () => {
    const at = world();
    const one = isolate(at, { jwks: { keys: [key('a')] } });
    expect(await one.lookUp('b')).toBe('ERR_KEY_NOT_FOUND');
    expect(isolate(at, { jwks: { json: '{"keys":[]}' } }).source.current()?.json).toBe('{"keys":[]}');
    expect(at.origin.asked).toBe(0);
  });
});
