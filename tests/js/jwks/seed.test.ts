/** Keys that ship with the deployment: the tier of last resort. */
import { describe, expect, test } from 'vitest';
import { isolate, key, START, world } from './support.js';

const HOUR = 3600;

describe('the seed', () => {
  const seed = { keys: [key('s')], fetchedAt: START - HOUR };

  test('is used only when the network failed, and until its time is over', async () => {
    const at = world();
    at.origin.fail();
    const one = isolate(at, { seed });
    expect(one.source.current()).toBeUndefined();
    expect(await one.kids()).toBe('s');
    at.clock.now = seed.fetchedAt + 604800 - 1;
    expect(await one.kids()).toBe('s');
    await one.settle();
    at.clock.pass(1);
    expect(await one.kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test('gives way to the provider as soon as it answers', async () => {
    const at = world();
    at.origin.fail();
    const one = isolate(at, { seed });
    await one.kids();
    expect(await one.lookUp('a')).toBe('ERR_JWKS_UNAVAILABLE');
    at.origin.publish(key('a'));
    at.clock.pass(30);
    expect(await one.kids()).toBe('s');
    await one.settle();
    expect(await one.kids()).toBe('a');
  });

  test('does not bring back a purged key', async () => {
    const at = world();
    at.origin.fail();
    const one = isolate(at, { seed });
    await one.source.purge('s', {});
    expect(await one.kids()).toBe('');
  });

  test('of a time to come ends, too', async () => {
    const at = world();
    at.origin.fail();
    const one = isolate(at, { seed: { ...seed, fetchedAt: START + 604800 } });
    expect(await one.kids()).toBe('ERR_JWKS_UNAVAILABLE');
  });

  test.each([null, 'keys', { keys: [key('s')], fetchedAt: START * 1000 }, { keys: key('s'), fetchedAt: START }])(
    '%j is ERR_CONFIG',
    (wrong) => {
      expect(() => isolate(world(), { seed: wrong as typeof seed })).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG', detail: { option: 'seed' } }));
    },
  );

  test('is not used when the provider answers', async () => {
    const at = world();
    at.origin.publish(key('a'));
    expect(await isolate(at, { seed }).kids()).toBe('a');
  });
});
