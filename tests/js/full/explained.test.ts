/** `claimgate/full` from JavaScript: explained reports, keys in any form, and the algorithms beyond RSA. */
import {
  ClaimgateError,
  createVerifier,
  engine,
  type FullAlgorithm,
  inspect,
  readKeys,
  reasonTexts,
  secretKey,
  verifySignature,
} from 'claimgate/full';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { AUDIENCE, ISSUER, NOW, sharedKey, sign } from '../suite/support.js';

const POLICY = { issuer: ISSUER, audience: AUDIENCE };

function claimsAt(now: number) {
  return new SignJWT({}).setIssuer(ISSUER).setAudience(AUDIENCE).setIssuedAt(now).setExpirationTime(now + 600);
}

test('a refusal comes with cause, fix and near miss; notes and keys with words', async () => {
  const key = await sharedKey();
  const token = await sign(key, { claims: { aud: `${AUDIENCE}/`, email: 'a@b.example' } });
  const report = inspect(token, { jwks: { keys: [key.publicJwk] }, policy: POLICY, now: NOW });
  expect(report.code).toBe('ERR_AUDIENCE_MISMATCH');
  const audience = report.checks.find(({ id }) => id === 'audience');
  expect(audience).toMatchObject({
    reason: 'aud.mismatch',
    nearMiss: 'trailing_slash',
  });
  expect(audience?.cause).toContain('slash');
  expect(audience?.fix).toMatch(/\.$/);
  expect(report.notes).toContainEqual(
    expect.objectContaining({ reason: 'security.personal_data', severity: 'info', claim: 'email' }),
  );
  expect(report.keys).toMatchObject([{ index: 0, kid: 'key-1', kty: 'RSA', bits: 2048, picked: true, usable: true }]);
});

test('what is not given is not checked, and says so', async () => {
  const key = await sharedKey();
  const report = inspect(await sign(key, {}), { jwks: { keys: [key.publicJwk] }, policy: {}, now: NOW });
  expect(report.verdict).toBe('incomplete');
  expect(report.checks.find(({ id }) => id === 'issuer')).toMatchObject({
    state: 'not-checked',
    reason: 'policy.no_issuer',
  });
});

test.each<[FullAlgorithm, string | undefined]>([
  ['ES256', undefined],
  ['ES384', undefined],
  ['ES512', undefined],
  ['EdDSA', 'Ed25519'],
])('%s verifies what jose signed, through every way in', async (alg, crv) => {
  const pair = await generateKeyPair(alg, { extractable: true, ...(crv === undefined ? {} : { crv }) });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
  const token = await claimsAt(NOW).setProtectedHeader({ alg, kid: 'k' }).sign(pair.privateKey);
  const verifier = createVerifier({ ...POLICY, algorithms: [alg], jwks: { keys: [jwk] }, now: () => NOW });
  expect((await verifier.verify(token)).key.alg).toBe(alg);
  expect(inspect(token, { jwks: jwk, policy: { ...POLICY, algorithms: [alg] }, now: NOW }).verdict).toBe('valid');
  expect(verifySignature(token, jwk, { algorithms: [alg] as never }).key.thumbprint).toMatch(/^[\w-]{43}$/);
  const { jwks } = readKeys(await exportSPKI(pair.publicKey), { kid: 'k' });
  expect(inspect(token, { jwks: jwks ?? '', policy: { ...POLICY, algorithms: [alg] }, now: NOW }).verdict).toBe('valid');
  // The default of a verifier stays RS256 alone.
  const strict = createVerifier({ ...POLICY, jwks: { keys: [jwk] }, now: () => NOW });
  await expect(strict.verify(token)).rejects.toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED' });
});

test('a shared secret is text or base64, and short ones are noted', async () => {
  const secret = 'a secret of fewer than 64 bytes, but more than 32';
  const bytes = new TextEncoder().encode(secret);
  const token = await claimsAt(NOW).setProtectedHeader({ alg: 'HS512' }).sign(bytes);
  const policy = { ...POLICY, algorithms: ['HS512'] } as const;
  for (const jwk of [secretKey(secret), secretKey(btoa(secret), 'base64')]) {
    const report = inspect(token, { jwks: jwk, policy, now: NOW });
    expect(report.verdict).toBe('valid');
    expect(report.notes.map(({ reason }) => reason)).toContain('security.weak_secret');
  }
  expect(() => secretKey('')).toThrow(ClaimgateError);
  // A secret that a provider publishes is not taken from it.
  const verifier = createVerifier({
    ...policy,
    jwks: { url: 'https://issuer.example/keys' },
    fetch: async () => Response.json({ keys: [{ ...secretKey(secret), kid: 'k' }] }),
    now: () => NOW,
  });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' });
});

test('what is no text is refused, and breaks no engine', () => {
  for (const call of [() => readKeys(5 as never), () => secretKey(undefined as never), () => secretKey('s', 5 as never)]) {
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_CONFIG' }));
  }
});

test('a key without a name takes that of the token', async () => {
  const key = await sharedKey();
  const { kid: _, ...nameless } = key.publicJwk;
  const read = readKeys(JSON.stringify(nameless), { kid: 'key-1' });
  expect(read.jwks?.keys[0]?.kid).toBe('key-1');
  expect(readKeys(JSON.stringify(key.publicJwk), { kid: 'x' }).jwks?.keys[0]?.kid).toBe('key-1');
  expect(readKeys('no key at all')).toMatchObject({ found: [], problems: [{ reason: 'keys.unrecognised' }] });
});

test('the texts can be listed', () => {
  const texts = reasonTexts();
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.every(({ cause }) => cause.length > 10)).toBe(true);
  expect(texts).toContainEqual(expect.objectContaining({ reason: 'sig.wrong_key' }));
  expect(texts).toContainEqual(expect.objectContaining({ reason: 'aud.mismatch', variant: 'graph' }));
});

test('the engine says what it is', () => {
  const { build, algorithms, wasmSha256, edgeWasmSha256 } = engine();
  expect(build).toBe('full');
  expect(algorithms).toContain('Ed25519');
  expect([wasmSha256, edgeWasmSha256].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});
