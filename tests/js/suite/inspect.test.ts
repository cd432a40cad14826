import { createVerifier, decode, engine, inspect, type InspectOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { optionsOf, REFUSED_TOKENS } from './refused-tokens.js';
import { CLAIMS, codeOf, NOW, optionsFor, rawToken, sharedKey, sign } from './support.js';

const FAR_TOO_LONG = 'x'.repeat(3_000_000);

describe('inspect', () => {
  test('a good token passes every check that applies', async () => {
    const key = await sharedKey();
    const token = await sign(key);
    const policy = optionsFor(key);
    const report = inspect(token, { jwks: key.publicJwk, policy, now: NOW });
    expect(report.verdict).toBe('valid');
    expect(report.code).toBeUndefined();
    expect(report.header).toMatchObject({ alg: 'RS256' });
    expect(report.claims).toMatchObject({ sub: 'subject-of-the-token' });
    expect(report.checks.filter(({ state }) => state === 'pass').map(({ id }) => id)).toEqual([
      'structure',
      'header',
      'key',
      'signature',
      'time',
      'issuer',
      'audience',
    ]);
    expect(await createVerifier(policy).inspect(token)).toEqual(report);
  });

  test.each(REFUSED_TOKENS)('$name: the verdict of verify', async (refused) => {
    const options = await optionsOf(refused);
    const token = await refused.token();
    const report = await createVerifier(options).inspect(token);
    expect(report).toMatchObject({ verdict: 'refused', code: refused.code });
    expect(
      inspect(token, { jwks: { keys: [(await sharedKey()).publicJwk] }, policy: options, now: NOW }),
    ).toEqual(report);
  });

  test('goes on after the first failure', async () => {
    const token = await sign(await sharedKey('other'), {
      header: { kid: 'key-1' },
      claims: { exp: NOW - 600, aud: 'x' },
    });
    const report = inspect(token, {
      jwks: (await sharedKey()).publicJwk,
      policy: optionsFor(await sharedKey()),
      now: NOW,
    });
    expect(report.code).toBe('ERR_SIGNATURE_INVALID');
    expect(report.checks.filter(({ state }) => state === 'fail').map(({ id }) => id)).toEqual([
      'signature',
      'time',
      'audience',
    ]);
  });

  test('what a policy leaves out is not checked', async () => {
    const options = optionsFor(await sharedKey());
    const states = (policy: InspectOptions['policy']) => {
      const { checks, verdict } = inspect(token, { jwks: key.publicJwk, policy, now: NOW });
      return [verdict, ...checks.filter(({ id }) => /issuer|audience/.test(id)).map(({ state }) => state)];
    };
    const key = await sharedKey();
    const token = await sign(key);
    expect(states({})).toEqual(['incomplete', 'not-checked', 'not-checked']);
    expect(states({ issuer: options.issuer })).toEqual(['incomplete', 'pass', 'not-checked']);
    expect(states({ audience: 'x' })).toEqual(['refused', 'not-checked', 'fail']);
    expect(states({ issuer: options.issuer, audience: null })).toEqual(['valid', 'pass', 'pass']);
    expect(states({ algorithms: ['PS256'] })[0]).toBe('refused');
  });

  test('without keys and policy nothing is valid', async () => {
    const report = inspect(await sign(await sharedKey()), { now: NOW });
    expect(report.verdict).toBe('incomplete');
    expect(report.claims).toMatchObject({ iss: CLAIMS.iss });
  });

  test('anything that is no token is a report', async () => {
    const verifier = createVerifier(optionsFor(await sharedKey()));
    for (const token of [undefined, null, 7, {}, '', '.', '..', '\0', '💥.💥.💥', FAR_TOO_LONG]) {
      expect(inspect(token as string).verdict).toBe('refused');
      expect((await verifier.inspect(token as string)).verdict).toBe('refused');
    }
    expect((await verifier.inspect(FAR_TOO_LONG)).code).toBe('ERR_TOKEN_TOO_LARGE');
  });

  test('options are strict', async () => {
    const token = await sign(await sharedKey());
    expect(await codeOf(() => inspect(token, { keys: [] } as object))).toBe('ERR_CONFIG');
    expect(await codeOf(() => inspect(token, { policy: { isuer: 'x' } as never }))).toBe('ERR_CONFIG');
    expect(await codeOf(() => inspect(token, { policy: { issuer: 7 } as never }))).toBe('ERR_CONFIG');
    expect(await codeOf(() => inspect(token, { now: NaN }))).toBe('ERR_CONFIG');
    expect(await codeOf(() => inspect(token, { jwks: 'no key set' }))).toBe('ERR_JWKS_INVALID');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(await codeOf(() => inspect(token, { jwks: circular }))).toBe('ERR_JWKS_INVALID');
  });
});

describe('decode', () => {
  test('gives the parts of a token', async () => {
    const decoded = decode(await sign(await sharedKey()));
    expect(decoded.faults).toEqual([]);
    expect(decoded.header).toEqual({ alg: 'RS256', kid: 'key-1' });
    expect(decoded.payload).toEqual(CLAIMS);
    expect(decoded.signature).toHaveLength(256);
  });

  test('names every fault and gives the rest', () => {
    const decoded = decode(`e_!.${rawToken({}, { sub: 'x' }).split('.')[1]}.AA=`);
    expect(decoded.header).toBeUndefined();
    expect(decoded.payload).toEqual({ sub: 'x' });
    expect(decoded.faults).toMatchObject([
      { segment: 'header', code: 'ERR_TOKEN_BASE64URL', offset: 2 },
      { segment: 'signature', code: 'ERR_TOKEN_BASE64URL', offset: 2 },
    ]);
  });

  test('does not throw', () => {
    for (const token of [undefined, null, 7, '', '.', '....', '💥', FAR_TOO_LONG]) {
      expect(decode(token as string).faults.length).toBeGreaterThan(0);
    }
  });
});

test('engine says what it is', () => {
  expect(engine()).toMatchObject({
    version: '0.1.0',
    build: 'edge',
    algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  });
  expect(engine().wasmSha256).toMatch(/^[0-9a-f]{64}$/);
});
