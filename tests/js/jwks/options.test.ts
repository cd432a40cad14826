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

  test('one that is undefined is not there', () => {
    expect(isolate(world(), { jwks: { url: undefined, json: '{"keys":[]}' } as never }).source.remote).toBe(false);
    expect(() => isolate(world(), { jwks: { json: undefined } as never })).toThrow(/exactly one/);
    expect(() => isolate(world(), { jwks: { json: 5 } as never })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG', detail: { option: 'jwks.json' } }));
  });

  test('a fixed set counts the keys that can be used', () => {
    const one = isolate(world(), { jwks: { keys: [key('a'), { kty: 'EC', kid: 'b' }] } });
    expect(one.source.stats().keys).toBe(1);
  });

  test('a fixed set never asks anyone', async () => {
    const at = world();
    const one = isolate(at, { jwks: { keys: [key('a')] } });
    expect(await one.lookUp('b')).toBe('ERR_KEY_NOT_FOUND');
    expect(isolate(at, { jwks: { json: '{"keys":[]}' } }).source.current()?.json).toBe('{"keys":[]}');
    expect(at.origin.asked).toBe(0);
  });
});
