/** The cache with the real engine: a real provider's key set, and whole verifications over a shared store. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier, type VerifierOptions } from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KeyImporter } from '../../../pkg/src/jwks/key-source.js';
import { initSync, KeySet } from '../../../pkg/wasm/core.js';
import { AUDIENCE, codeOf, ISSUER, NOW, sharedKey, sign } from '../suite/support.js';
import { isolate, kidsOf, MemoryStore, world } from './support.js';

const vectors = process.env['CLAIMGATE_VECTORS'];
const entra = vectors === undefined ? undefined : join(vectors, 'jwks', 'entra-common.jwks.json');
if (entra === undefined) {
  console.log('Skipped: the cache with the real Entra key set, because CLAIMGATE_VECTORS is not set.');
}

const engine: KeyImporter = {
  describe(json, maxKeys) {
    const keys = new KeySet(json, maxKeys);
    try {
      return keys.describe() as ReturnType<KeyImporter['describe']>;
    } finally {
      keys.free();
    }
  },
};

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../../../pkg/wasm/core_bg.wasm', import.meta.url)) });
});

test('a token that names a private key of the set learns so, and nothing of that key is kept', async () => {
  const { publicJwk } = await sharedKey();
  const leaked = { ...publicJwk, kid: 'leaked', d: 'private-part' };
  const at = world();
  at.origin.publish({ ...publicJwk }, leaked);
  const one = isolate(at, { engine });
  const { json } = await one.source.load(one.context);
  expect(json).not.toContain('private-part');
  const reasons = engine.describe(json, 64).map(({ kid, reason }) => [kid, reason]);
  expect(reasons).toContainEqual(['leaked', 'key.private']);
  expect(json).toContain('{"kty":"RSA","kid":"leaked","d":""}');
});

describe.runIf(entra !== undefined)('the Entra key set', () => {
  test('is reduced to what verification needs, stored, and read back by another isolate', async () => {
    const text = readFileSync(entra!, 'utf8');
    const published = JSON.parse(text) as { keys: { kid: string; issuer: string; n: string }[] };
    const at = world();
    at.origin.answer = () => new Response(text, { headers: { 'content-type': 'application/json' } });
    const store = new MemoryStore();
    const one = isolate(at, { engine, stores: [store] });
    const { json } = await one.source.load(one.context);
    await one.settle();
    expect(kidsOf(json)).toEqual(published.keys.map(({ kid }) => kid).sort());
    expect(one.source.stats().keys).toBe(published.keys.length);
    expect(json.length).toBeLessThan(text.length / 2);
    const kept = JSON.parse(json) as typeof published;
    for (const { kid, issuer, n } of published.keys) {
      expect(kept.keys.find((key) => key.kid === kid)).toMatchObject({ issuer, n });
    }
    at.origin.fail();
    const two = isolate(at, { engine, stores: [store] });
    expect((await two.source.load(two.context)).json).toBe(json);
    expect(two.types()).toEqual(['jwks.hit']);
    expect(at.origin.asked).toBe(1);
  });

  test('flaps without a refused token when missing keys are retained', async () => {
    const { keys } = JSON.parse(readFileSync(entra!, 'utf8')) as { keys: { kid: string }[] };
    const at = world();
    const one = isolate(at, { engine, cache: { retainMissing: 43_200 } });
    const all = kidsOf(JSON.stringify({ keys })).join(' ');
    for (let hour = 0; hour < 24; hour += 1) {
      at.origin.publish(...keys.filter((_, index) => hour % 2 === 0 || index % 3 !== hour % 3));
      await one.kids();
      await one.settle();
      expect(await one.kids()).toBe(all);
      at.clock.pass(3600);
    }
  });
});

describe('verifiers that share a store', () => {
  async function options(store: MemoryStore, ...published: readonly object[]) {
    const requests: string[] = [];
    const made: VerifierOptions = {
      issuer: ISSUER,
      audience: AUDIENCE,
      jwks: { url: 'https://issuer.example/keys' },
      now: () => NOW,
      stores: [store],
      fetch: (url) => {
        requests.push(url);
        return Promise.resolve(Response.json({ keys: published }));
      },
    };
    return { requests, made };
  }

  test('fetch once together', async () => {
    const key = await sharedKey();
    const { requests, made } = await options(new MemoryStore(), key.publicJwk);
    const token = await sign(key);
    for (let count = 0; count < 3; count += 1) {
      expect((await createVerifier(made).verify(token)).key.kid).toBe('key-1');
    }
    expect(requests).toHaveLength(1);
  });

  test('a poisoned key in the store verifies nothing', async () => {
    const [key, poison] = [await sharedKey(), await sharedKey('next')];
    const store = new MemoryStore();
    const { requests, made } = await options(store, key.publicJwk);
    await createVerifier(made).verify(await sign(key));
    store.replace((record) => {
      const [first] = record['keys'] as Record<string, unknown>[];
      return { ...record, keys: [{ ...first, jwk: { ...poison.publicJwk, kid: 'key-1' } }] };
    });
    const forged = await sign(poison, { header: { kid: 'key-1' } });
    expect(await codeOf(() => createVerifier(made).verify(forged))).toBe('ERR_SIGNATURE_INVALID');
    expect(requests).toHaveLength(2);
  });

  test('a published key that is too small is named, not unknown', async () => {
    const [key, small] = [await sharedKey(), await sharedKey('small', 2048)];
    const n = (small.publicJwk.n as string).slice(0, 171);
    const { requests, made } = await options(new MemoryStore(), key.publicJwk, { ...small.publicJwk, n });
    const token = await sign(small);
    const fixed = createVerifier({ ...made, jwks: { keys: [{ ...small.publicJwk, n }] } });
    expect(await codeOf(() => fixed.verify(token))).toBe('ERR_KEY_UNUSABLE');
    expect(await codeOf(() => createVerifier(made).verify(token))).toBe('ERR_KEY_UNUSABLE');
    expect(await codeOf(() => createVerifier(made).verify(token))).toBe('ERR_KEY_UNUSABLE');
    expect(requests).toHaveLength(1);
  });
});
