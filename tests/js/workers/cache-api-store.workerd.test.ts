/** `cacheApiStore` on the Cache API of workerd, alone and before KV. */
import { createVerifier, type VerifierEvent, type VerifierOptions } from 'claimgate';
import { cacheApiStore, kvStore } from 'claimgate/workers';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { AUDIENCE, codeOf, ISSUER, NOW, sharedKey, sign } from '../suite/support.js';

const { JWKS } = env as unknown as { readonly JWKS: Parameters<typeof kvStore>[0] };

/** An origin that counts, and options whose record no other test shares. */
async function setUp(name: string) {
  const key = await sharedKey();
  const events: VerifierEvent[] = [];
  const state = { clock: NOW, asked: 0, isUp: true };
  const options: VerifierOptions = {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { url: `${ISSUER}/${name}` },
    now: () => state.clock,
    stores: [cacheApiStore()],
    onEvent: (event) => events.push(event),
    fetch: () => {
      state.asked += 1;
      return Promise.resolve(
        state.isUp ? Response.json({ keys: [key.publicJwk] }) : new Response('down', { status: 500 }),
      );
    },
  };
  return { key, events, state, options };
}

/** The one record that the cache holds for a source, under the address that the store gives it. */
async function recordOf(options: VerifierOptions): Promise<{ address: string; response: Response }> {
  const addresses: string[] = [];
  const cache = await caches.open('claimgate');
  // The address is made of a digest: it is seen when a store of the same options is asked.
  const spy = {
    name: 'spy',
    get: (key: string) => {
      addresses.push(`https://claimgate.invalid/${encodeURIComponent(key)}`);
      return Promise.resolve(null);
    },
    put: () => Promise.resolve(),
  };
  await createVerifier({ ...options, stores: [spy] }).hydrate();
  const [address] = addresses;
  const response = await cache.match(address!);
  return { address: address!, response: response! };
}

describe('cacheApiStore', () => {
  test('a second isolate starts from it, without the network', async () => {
    const { key, state, options, events } = await setUp('second-isolate');
    const token = await sign(key);
    await createVerifier(options).verify(token);
    events.length = 0;
    await createVerifier(options).verify(token);
    expect(state.asked).toBe(1);
    expect(events.map((event) => ('tier' in event ? event.tier : event.type))).toEqual([
      'cache-api',
      'token.verified',
    ]);
  });

  test('keeps the versioned record under an https address, until maxStale', async () => {
    const { key, options } = await setUp('what-is-kept');
    await createVerifier(options).verify(await sign(key));
    const { response } = await recordOf(options);
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ format: 1, fetchedAt: NOW, keys: [{ kid: 'key-1' }] });
  });

  test.each([
    ['a truncated record', (text: string) => text.slice(0, text.length / 2)],
    ['another format', (text: string) => text.replace('"format":1', '"format":2')],
    ['a page', () => '<!doctype html>'],
  ])('%s is an event and a fetch', async (name, spoil) => {
    const { key, state, options, events } = await setUp(name.replaceAll(' ', '-'));
    const token = await sign(key);
    await createVerifier(options).verify(token);
    const { address, response } = await recordOf(options);
    const headers = { 'cache-control': 'max-age=60' };
    const cache = await caches.open('claimgate');
    await cache.put(address, new Response(spoil(await response.text()), { headers }));
    const asked = state.asked;
    events.length = 0;
    await createVerifier(options).verify(token);
    expect(state.asked).toBe(asked + 1);
    expect(events[0]).toMatchObject({
      type: 'store.failure', store: 'cache-api', operation: 'get', reason: 'store.invalid_record',
    });
  });

  test('a poisoned record lets no token in', async () => {
    const { key, options } = await setUp('poisoned');
    const poison = await sharedKey('poison');
    await createVerifier(options).verify(await sign(key));
    const { address, response } = await recordOf(options);
    const record: { keys: { jwk: object }[] } = await response.json();
    record.keys[0]!.jwk = { ...poison.publicJwk, kid: 'key-1' };
    const headers = { 'cache-control': 'max-age=60' };
    await (await caches.open('claimgate')).put(address, Response.json(record, { headers }));
    const forged = await sign(poison, { header: { kid: 'key-1' } });
    expect(await codeOf(() => createVerifier(options).verify(forged))).toBe('ERR_SIGNATURE_INVALID');
  });

  test('before KV: gets a copy of what KV has, and isolates agree on who asks', async () => {
    const { key, state, options } = await setUp('before-kv');
    const token = await sign(key);
    const far = { ...options, stores: [kvStore(JWKS)] };
    const both = { ...options, stores: [cacheApiStore(), kvStore(JWKS)] };
    await createVerifier(far).verify(token);
    await createVerifier(both).verify(token);
    expect(state.asked).toBe(1);
    state.isUp = false;
    // From the Cache API alone.
    await createVerifier(options).verify(token);
    expect(state.asked).toBe(1);
    state.isUp = true;
    const isolates = Array.from({ length: 8 }, () => createVerifier(both));
    await Promise.all(isolates.map((verifier) => verifier.verify(token)));
    state.clock += 3601;
    const waiting: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>) => void waiting.push(work);
    const late = await sign(key, { claims: { exp: NOW + 7200 } });
    await Promise.all(isolates.map((verifier) => verifier.verify(late, { waitUntil })));
    await Promise.all(waiting);
    expect(state.asked).toBe(2);
  });

  test('a name and an address of its own', async () => {
    const store = cacheApiStore({ cacheName: 'mine', baseUrl: 'https://keys.example/a?k=' });
    await store.put('jwks:x', 'text', { ttl: 60 });
    expect(await store.get('jwks:x')).toBe('text');
    expect(await store.get('jwks:y')).toBeNull();
    expect(await cacheApiStore().get('jwks:x')).toBeNull();
    const cache = await caches.open('mine');
    expect(await (await cache.match('https://keys.example/a?k=jwks%3Ax'))?.text()).toBe('text');
  });

  test.each([[{ baseUrl: 'http://keys.example/' }], [{ baseUrl: 'keys' }], [{ cacheName: '' }]])(
    '%j is ERR_CONFIG',
    async (options) => {
      expect(await codeOf(() => cacheApiStore(options))).toBe('ERR_CONFIG');
    },
  );
});
