import { ClaimgateError, createVerifier, type VerifierEvent } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { optionsOf, REFUSED_TOKENS } from './refused-tokens.js';
import { AUDIENCE, codeOf, ISSUER, NOW, optionsFor, refusalOf, sharedKey, sign } from './support.js';

describe('verify with a fixed key set', () => {
  test('accepts a good token and says who it speaks for', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key, {
      claims: { scope: 'read write', roles: ['clerk'] },
      header: { typ: 'at+jwt' },
    });
    const verified = await verifier.verify(token);
    expect(verified.claims).toMatchObject({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'subject-of-the-token',
      exp: NOW + 600,
    });
    expect(verified.header).toEqual({ alg: 'RS256', kid: 'key-1', typ: 'at+jwt' });
    expect(verified.key).toMatchObject({ kid: 'key-1', alg: 'RS256' });
    expect(verified.key.thumbprint).toMatch(/^[\w-]{43}$/);
    expect(verified).toMatchObject({ issuer: ISSUER, scopes: ['read', 'write'], roles: ['clerk'] });
    expect(verified.subject).toMatchObject({
      object: 'subject-of-the-token',
      scopes: ['read', 'write'],
      roles: ['clerk'],
    });
  });

  test('verifySync gives the same answer', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key);
    expect(verifier.verifySync(token)).toEqual(await verifier.verify(token));
  });

  test('a claim named __proto__ is a claim and nothing else', async () => {
    const key = await sharedKey();
    const { claims } = createVerifier(optionsFor(key)).verifySync(
      await sign(key, { claims: JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown> }),
    );
    expect((claims as Record<string, unknown>)['admin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('`now` of the call moves the time of that call alone', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key);
    expect(await codeOf(() => verifier.verify(token, { now: NOW + 10_000 }))).toBe('ERR_TOKEN_EXPIRED');
    expect(await codeOf(() => verifier.verifySync(token, { now: NOW + 10_000 }))).toBe('ERR_TOKEN_EXPIRED');
    expect((await verifier.verify(token)).issuer).toBe(ISSUER);
  });

  test.each([NaN, Infinity, '5' as unknown as number])('a time of %s judges nothing', async (now) => {
    const key = await sharedKey();
    const token = await sign(key);
    expect(await codeOf(() => createVerifier(optionsFor(key)).verify(token, { now }))).toBe('ERR_CONFIG');
    expect(await codeOf(() => createVerifier({ ...optionsFor(key), now: () => now }).verify(token))).toBe(
      'ERR_CONFIG',
    );
  });

  test('two usable keys of one kid are refused, the same key twice is not', async () => {
    const [key, other] = [await sharedKey(), await sharedKey('other')];
    const impostor = { ...other, publicJwk: { ...other.publicJwk, kid: 'key-1' } };
    const token = await sign(key);
    expect(await codeOf(() => createVerifier(optionsFor(key, impostor)).verify(token))).toBe(
      'ERR_KEY_AMBIGUOUS',
    );
    expect((await createVerifier(optionsFor(key, key)).verify(token)).issuer).toBe(ISSUER);
  });

  test('a private key in the set is not used', async () => {
    const key = await sharedKey();
    const leaked = { ...key, publicJwk: key.privateJwk as typeof key.publicJwk };
    expect(await codeOf(async () => createVerifier(optionsFor(leaked)).verify(await sign(key)))).toBe(
      'ERR_KEY_UNUSABLE',
    );
  });

  test('takes the key set as text', async () => {
    const key = await sharedKey();
    const json = JSON.stringify({ keys: [key.publicJwk] });
    expect(
      (await createVerifier({ ...optionsFor(key), jwks: { json } }).verify(await sign(key))).issuer,
    ).toBe(ISSUER);
  });

  test('a malformed fixed set is ERR_JWKS_INVALID', async () => {
    const key = await sharedKey();
    const token = await sign(key);
    for (const json of ['', '{', '[]', '{"keys":{}}']) {
      expect(
        await codeOf(async () => createVerifier({ ...optionsFor(key), jwks: { json } }).verify(token)),
      ).toBe('ERR_JWKS_INVALID');
    }
  });
});

describe('refusals', () => {
  test.each(REFUSED_TOKENS)('$name: $code', async (refused) => {
    const verifier = createVerifier(await optionsOf(refused));
    const token = await refused.token();
    const error = await refusalOf(() => verifier.verify(token));
    expect(error).toBeInstanceOf(ClaimgateError);
    expect(error.code).toBe(refused.code);
    expect(error.status).toBe(401);
    expect(await codeOf(() => verifier.verifySync(token))).toBe(refused.code);
  });

  test.each([
    [undefined, 'ERR_TOKEN_EMPTY'],
    [null, 'ERR_TOKEN_EMPTY'],
    [7, 'ERR_TOKEN_MALFORMED'],
    [{}, 'ERR_TOKEN_MALFORMED'],
  ])('a token of %s is %s', async (token, code) => {
    const verifier = createVerifier(optionsFor(await sharedKey()));
    expect(await codeOf(() => verifier.verify(token as string))).toBe(code);
    expect(await codeOf(() => verifier.verifySync(token as string))).toBe(code);
  });

  test('details name the rule', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const wrong = await refusalOf(async () => verifier.verify(await sign(key, { claims: { aud: 'x' } })));
    expect(wrong.detail).toMatchObject({ claim: 'aud', expected: [AUDIENCE] });
    const expired = await refusalOf(async () =>
      verifier.verify(await sign(key, { claims: { exp: NOW - 100 } })),
    );
    expect(expired.detail).toMatchObject({ claim: 'exp', seconds: 70 });
  });
});

describe('events and counts', () => {
  test('tell what happened, to whom and when', async () => {
    const key = await sharedKey();
    const events: VerifierEvent[] = [];
    const verifier = createVerifier({ ...optionsFor(key), onEvent: (event) => events.push(event) });
    await verifier.verify(await sign(key));
    await refusalOf(async () => verifier.verify(await sign(key, { header: { kid: 'k'.repeat(100) } })));
    const tokens = events.filter(({ type }) => type.startsWith('token.'));
    expect(tokens[0]).toEqual({ type: 'token.verified', kid: 'key-1', issuer: ISSUER, at: NOW });
    expect(tokens[1]).toMatchObject({
      type: 'token.refused',
      code: 'ERR_KEY_NOT_FOUND',
      kid: 'k'.repeat(64),
      issuer: ISSUER,
      at: NOW,
    });
    expect(tokens).toHaveLength(2);
    expect(verifier.stats()).toMatchObject({ verified: 1, refused: 1, configurations: [{ issuer: ISSUER }] });
  });

  test('a listener that throws changes nothing', async () => {
    const key = await sharedKey();
    const onEvent = () => {
      throw new Error('broken listener');
    };
    expect((await createVerifier({ ...optionsFor(key), onEvent }).verify(await sign(key))).issuer).toBe(
      ISSUER,
    );
  });
});
