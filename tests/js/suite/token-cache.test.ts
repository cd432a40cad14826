/**
 * The cache of verified tokens: what it may skip, and each way in which such caches have gone wrong elsewhere.
 */
import { createVerifier, type Verifier, type VerifierOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import {
  codeOf,
  NOW,
  optionsFor,
  sharedKey,
  sign,
  type SigningKey,
  withCharacterChanged,
} from './support.js';

/** A verifier whose clock and published keys a test moves. */
async function movable(options: Partial<VerifierOptions> = {}) {
  const key = await sharedKey();
  const state = { now: NOW, keys: [key] as SigningKey[] };
  const verifier = createVerifier({
    ...optionsFor(key),
    jwks: { url: 'https://issuer.example/jwks' },
    now: () => state.now,
    fetch: () => Promise.resolve(Response.json({ keys: state.keys.map(({ publicJwk }) => publicJwk) })),
    ...options,
  });
  return { key, state, verifier };
}

const hits = (verifier: Verifier) => verifier.stats().fromTokenCache;

describe('the cache of verified tokens', () => {
  test('checks a signature once', async () => {
    const { key, verifier } = await movable();
    const token = await sign(key);
    const first = await verifier.verify(token);
    expect(hits(verifier)).toBe(0);
    expect(verifier.verifySync(token)).toEqual(first);
    expect(hits(verifier)).toBe(1);
    expect(Object.keys(first).sort()).toEqual(
      ['claims', 'header', 'issuer', 'key', 'roles', 'scopes', 'subject'].sort(),
    );
  });

  test('can be turned off, and takes no nonsense', async () => {
    const { key, verifier } = await movable({ tokenCache: false });
    const token = await sign(key);
    await verifier.verify(token);
    await verifier.verify(token);
    expect(hits(verifier)).toBe(0);
    for (const maxEntries of [0, -1, 1.5, Number.NaN, 1e9]) {
      expect(await codeOf(() => createVerifier({ ...optionsFor(key), tokenCache: { maxEntries } }))).toBe(
        'ERR_CONFIG',
      );
    }
  });

  test('a token without iat is refused after its exp', async () => {
    const { key, state, verifier } = await movable();
    const token = await sign(key, { claims: { iat: undefined, exp: NOW + 100 } });
    await verifier.verify(token);
    state.now = NOW + 129.9;
    expect(verifier.verifySync(token).claims.exp).toBe(NOW + 100);
    state.now = NOW + 130;
    expect(await codeOf(() => verifier.verifySync(token))).toBe('ERR_TOKEN_EXPIRED');
  });

  test('a token that grows too old, or is not valid yet at the time of a call, is refused', async () => {
    const { key, state, verifier } = await movable({ maxTokenAge: 60 });
    const token = await sign(key, { claims: { nbf: NOW - 5 } });
    await verifier.verify(token);
    const before = { now: NOW - 36 };
    expect(await codeOf(() => verifier.verifySync(token, before))).toBe('ERR_TOKEN_NOT_YET_VALID');
    state.now = NOW + 90;
    expect(await codeOf(() => verifier.verifySync(token))).toBe('ERR_TOKEN_TOO_OLD');
  });

  test('a token is refused after its key was withdrawn', async () => {
    const { key, state, verifier } = await movable();
    const token = await sign(key, { claims: { exp: NOW + 1e6 } });
    await verifier.verify(token);
    state.keys = [await sharedKey('next')];
    state.now += 4000;
    await verifier.hydrate();
    expect(await codeOf(() => verifier.verify(token))).toBe('ERR_KEY_NOT_FOUND');
  });

  test('a token is refused after its key was purged', async () => {
    const { key, verifier } = await movable();
    const token = await sign(key);
    await verifier.verify(token);
    await verifier.purge('key-1');
    expect(await codeOf(() => verifier.verify(token))).toBe('ERR_KEY_NOT_FOUND');
  });

  test('a token is refused when the keys are too old to be used', async () => {
    const { key, state, verifier } = await movable();
    const token = await sign(key, { claims: { exp: NOW + 1e6 } });
    await verifier.verify(token);
    state.now += 86_401;
    expect(await codeOf(() => verifier.verifySync(token))).toBe('ERR_JWKS_NOT_LOADED');
  });

  test('a policy does not profit from the verdict of another', async () => {
    const key = await sharedKey();
    const token = await sign(key);
    createVerifier(optionsFor(key)).verifySync(token);
    const other = createVerifier({ ...optionsFor(key), audience: 'api://others' });
    expect(await codeOf(() => other.verifySync(token))).toBe('ERR_AUDIENCE_MISMATCH');
  });

  test.each([true, false])('what a caller does to the claims reaches no later caller: %s', async (cached) => {
    const { key, verifier } = await movable(cached ? {} : { tokenCache: false });
    const token = await sign(key, { claims: { roles: ['reader'], nested: { deep: [1] } } });
    const { claims, roles } = await verifier.verify(token);
    expect(() => {
      (claims as Record<string, unknown>)['sub'] = 'admin';
    }).toThrow(TypeError);
    expect(() => (roles as string[]).push('admin')).toThrow(TypeError);
    expect(() => ((claims['nested'] as { deep: number[] }).deep[0] = 2)).toThrow(TypeError);
    const again = verifier.verifySync(token);
    expect([again.claims.sub, again.roles, again.claims['nested']]).toEqual([
      'subject-of-the-token',
      ['reader'],
      { deep: [1] },
    ]);
  });

  test('a changed character anywhere is another token', async () => {
    const { key, verifier } = await movable();
    const token = await sign(key);
    await verifier.verify(token);
    for (let position = 0; position < token.length; position += 7) {
      await codeOf(() => verifier.verifySync(withCharacterChanged(token, position)));
    }
    expect(hits(verifier)).toBe(0);
  });

  test('keeps the tokens in use and forgets the others', async () => {
    const { key, verifier } = await movable({ tokenCache: { maxEntries: 2 } });
    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map((jti) => sign(key, { claims: { jti } })),
    );
    for (const token of [first, second, first, third]) {
      await verifier.verify(token as string);
    }
    expect(hits(verifier)).toBe(1);
    verifier.verifySync(first as string);
    expect(hits(verifier)).toBe(2);
    verifier.verifySync(second as string);
    expect(hits(verifier)).toBe(2);
  });
});
