/** The order in which a token meets the network. What the cache does behind it is tested with the cache. */
import { createVerifier, type VerifierOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { REFUSED_TOKENS } from './refused-tokens.js';
import { codeOf, ISSUER, NOW, optionsFor, refusalOf, sharedKey, sign, type SigningKey } from './support.js';

const URL_OF_KEYS = 'https://issuer.example/jwks';

/** A provider in memory, a clock that tests move, and a record of the requests. */
async function provider(...keys: readonly SigningKey[]) {
  const state = { keys: [...keys], now: NOW, down: false, requests: 0 };
  const options: VerifierOptions = {
    ...optionsFor(await sharedKey()),
    jwks: { url: URL_OF_KEYS },
    now: () => state.now,
    fetch: (url) => {
      expect(url).toBe(URL_OF_KEYS);
      state.requests += 1;
      return state.down
        ? Promise.reject(new TypeError('connection refused'))
        : Promise.resolve(Response.json({ keys: state.keys.map(({ publicJwk }) => publicJwk) }));
    },
  };
  return { state, options };
}

describe('verify with remote keys', () => {
  test('fetches once for many tokens', async () => {
    const key = await sharedKey();
    const { state, options } = await provider(key);
    const verifier = createVerifier(options);
    const token = await sign(key);
    for (let count = 0; count < 5; count += 1) {
      expect((await verifier.verify(token)).issuer).toBe(ISSUER);
    }
    expect(state.requests).toBe(1);
  });

  const beforeTheKey =
    /^ERR_(TOKEN_(EMPTY|TOO_LARGE|MALFORMED|ENCRYPTED|BASE64URL|JSON|DUPLICATE_MEMBER)|HEADER_\w+|ALG_\w+)$/;
  test.each(REFUSED_TOKENS.filter(({ code }) => beforeTheKey.test(code)))(
    '$name is refused without a request',
    async (refused) => {
      const { state, options } = await provider(await sharedKey());
      const verifier = createVerifier({ ...options, ...refused.options });
      const token = await refused.token();
      expect(await codeOf(() => verifier.verify(token))).toBe(refused.code);
      expect(await codeOf(() => verifier.verifySync(token))).toBe(refused.code);
      expect((await verifier.inspect(token)).code).toBe(refused.code);
      expect(state.requests).toBe(0);
    },
  );

  test('malformed tokens cause no refresh of a stale set, good ones do', async () => {
    const key = await sharedKey();
    const { state, options } = await provider(key);
    const verifier = createVerifier(options);
    const token = await sign(key, { claims: { exp: NOW + 100_000 } });
    await verifier.verify(token);
    state.now += 4000;
    await refusalOf(() => verifier.verify('not a token'));
    expect(state.requests).toBe(1);
    const background: Promise<unknown>[] = [];
    await verifier.verify(token, { waitUntil: (promise) => background.push(promise) });
    await Promise.all(background);
    expect(state.requests).toBe(2);
  });

  test('an unknown kid makes one more request, and finds a rotated key', async () => {
    const [key, next] = [await sharedKey(), await sharedKey('next')];
    const { state, options } = await provider(key);
    const verifier = createVerifier(options);
    await verifier.verify(await sign(key));
    state.keys.push(next);
    state.now += 60;
    expect((await verifier.verify(await sign(next))).key.kid).toBe('next');
    expect(state.requests).toBe(2);
    expect(await codeOf(async () => verifier.verify(await sign(key, { header: { kid: 'nobody' } })))).toBe(
      'ERR_KEY_NOT_FOUND',
    );
    expect(state.requests).toBe(2);
  });

  test('no keys at all is 503, not 401', async () => {
    const key = await sharedKey();
    const { state, options } = await provider(key);
    state.down = true;
    const verifier = createVerifier(options);
    const token = await sign(key);
    const error = await refusalOf(() => verifier.verify(token));
    expect(error).toMatchObject({ code: 'ERR_JWKS_UNAVAILABLE', status: 503, retryable: true });
    expect(await verifier.inspect(token)).toMatchObject({ verdict: 'incomplete' });
  });

  test('verifySync answers from memory only', async () => {
    const [key, next] = [await sharedKey(), await sharedKey('next')];
    const { state, options } = await provider(key);
    const verifier = createVerifier(options);
    const token = await sign(key);
    expect(await refusalOf(() => verifier.verifySync(token))).toMatchObject({
      code: 'ERR_JWKS_NOT_LOADED',
      status: 503,
    });
    await verifier.hydrate();
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
    expect(await codeOf(async () => verifier.verifySync(await sign(next)))).toBe('ERR_JWKS_NOT_LOADED');
    expect(
      await codeOf(async () => verifier.verifySync(await sign(next, { header: { kid: 'key-1' } }))),
    ).toBe('ERR_SIGNATURE_INVALID');
    expect(state.requests).toBe(1);
    expect(verifier.stats().configurations[0]?.jwks).toMatchObject({ keys: 1, fetches: 1 });
  });

  test('verifySync starts the upkeep of the keys, and does not wait for it', async () => {
    const [key, next] = [await sharedKey(), await sharedKey('next')];
    const { state, options } = await provider(key);
    const verifier = createVerifier(options);
    const token = await sign(key, { claims: { exp: NOW + 100_000 } });
    await verifier.hydrate();
    state.now += 4000;
    await codeOf(async () => verifier.verifySync('not a token'));
    expect(state.requests).toBe(1);
    state.keys.splice(0, 1, next);
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
    await verifier.hydrate();
    expect(state.requests).toBe(2);
    expect(await codeOf(async () => verifier.verifySync(token))).toBe('ERR_JWKS_NOT_LOADED');
  });

  test('verifySync hears of a key that another isolate withdrew', async () => {
    const key = await sharedKey();
    const { state, options } = await provider(key, await sharedKey('next'));
    const texts = new Map<string, string>();
    const store = {
      name: 'shared',
      get: async (name: string) => texts.get(name) ?? null,
      put: async (name: string, text: string) => void texts.set(name, text),
    };
    const one = createVerifier({ ...options, stores: [store] });
    const other = createVerifier({ ...options, stores: [store] });
    const token = await sign(key, { claims: { exp: NOW + 100_000 } });
    await one.hydrate();
    await other.hydrate();
    await one.purge('key-1');
    state.now += 60;
    const background: Promise<unknown>[] = [];
    expect(other.verifySync(token, { waitUntil: (work) => void background.push(work) }).issuer).toBe(ISSUER);
    await Promise.all(background);
    expect(await codeOf(async () => other.verifySync(token))).toBe('ERR_JWKS_NOT_LOADED');
  });

  test.each([null, 5, '', {}])('purge(%j) is ERR_CONFIG, and withdraws nothing', async (kid) => {
    const key = await sharedKey();
    const { options } = await provider(key);
    const verifier = createVerifier(options);
    const token = await sign(key);
    await verifier.verify(token);
    expect(await codeOf(() => verifier.purge(kid as string))).toBe('ERR_CONFIG');
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
  });

  test('a purged key verifies nothing any more', async () => {
    const [key, next] = [await sharedKey(), await sharedKey('next')];
    const { options } = await provider(key, next);
    const verifier = createVerifier(options);
    const token = await sign(key);
    await verifier.verify(token);
    await verifier.purge('key-1');
    await refusalOf(() => verifier.verify(token));
    await refusalOf(() => verifier.verifySync(token));
    expect((await verifier.verify(await sign(next))).key.kid).toBe('next');
  });
});
