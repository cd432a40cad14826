// docs/MIGRATION.md: each pair runs before and after, on the same tokens, and differs where the text says so.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { makeProvider, tampered } from '../../readme/provider.mjs';
import { snippetsOf } from './snippets.mjs';

let snippets;
let provider;

beforeAll(async () => {
  snippets = await snippetsOf('docs/MIGRATION.md');
  provider = await makeProvider();
  vi.stubGlobal('fetch', async (url) => provider.answer(String(url)));
});

afterAll(() => vi.unstubAllGlobals());

const jwks = () => provider.documents.get('https://id.example/keys');

/** What a snippet makes of a token: the subject, or `refused`. */
const JUDGES = {
  'jose-before': async ({ subjectOf }) => subjectOf,
  'jose-after': async ({ subjectOf }) => subjectOf,
  'aws-before': async ({ subjectOf, verifier }) => {
    // It fetches with Node's https module, which has no https://id.example to go to.
    verifier.cacheJwks(jwks());
    return subjectOf;
  },
  'aws-after': async ({ subjectOf }) => subjectOf,
  'hono-before': async ({ app }) => viaApp(app),
  'hono-after': async ({ app }) => viaApp(app),
};

function viaApp(app) {
  return async (token) => {
    const response = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return response.text();
  };
}

async function judge(name) {
  const subjectOf = await JUDGES[name](await snippets[name].load());
  return (token) => subjectOf(token).catch(() => 'refused');
}

test('every pair of the document is tested', () => {
  expect(Object.keys(snippets).sort()).toEqual(Object.keys(JUDGES).sort());
});

describe.each(['jose', 'aws', 'hono'])('%s', (name) => {
  test.each(['before', 'after'])('%s: accepts a good token and refuses bad ones', async (when) => {
    const subjectOf = await judge(`${name}-${when}`);
    const past = Math.floor(Date.now() / 1000) - 600;
    expect(await subjectOf(await provider.token({}, { typ: 'JWT' }))).toBe('user-1');
    expect(await subjectOf(tampered(await provider.token({}, { typ: 'JWT' })))).toBe('refused');
    expect(await subjectOf(await provider.token({ exp: past }, { typ: 'JWT' }))).toBe('refused');
    expect(await subjectOf(await provider.token({ aud: 'api://else' }, { typ: 'JWT' }))).toBe('refused');
    expect(await subjectOf(await provider.token({ iss: 'https://evil.example' }, { typ: 'JWT' }))).toBe('refused');
  });

  test('a token without exp: accepted before, refused after', async () => {
    const token = await provider.token({ exp: undefined }, { typ: 'JWT' });
    expect(await (await judge(`${name}-before`))(token)).toBe('user-1');
    expect(await (await judge(`${name}-after`))(token)).toBe('refused');
  });
});

test('hono/jwk refuses at+jwt, and fetches the keys for each request', async () => {
  const token = await provider.token();
  expect(await (await judge('hono-before'))(token)).toBe('refused');
  const [before, after] = [await judge('hono-before'), await judge('hono-after')];
  const plain = await provider.token({}, { typ: 'JWT' });
  const requests = async (subjectOf) => {
    await subjectOf(plain);
    provider.requests.length = 0;
    for (let count = 0; count < 3; count += 1) await subjectOf(plain);
    return provider.requests.length;
  };
  expect(await requests(before)).toBe(3);
  expect(await requests(after)).toBe(0);
});

test('the names of error codes are those that the libraries throw', async () => {
  const { createLocalJWKSet, jwtVerify } = await import('jose');
  const { createVerifier } = await import('claimgate');
  const policy = { issuer: 'https://id.example', audience: 'api://orders' };
  const verifier = createVerifier({ ...policy, jwks: jwks() });
  const codes = async (token) => [
    await jwtVerify(token, createLocalJWKSet(jwks()), policy).then(() => 'accepted', ({ code }) => code),
    await verifier.verify(token).then(() => 'accepted', ({ code }) => code),
  ];
  expect(await codes(await provider.token({ exp: 1 }))).toEqual(['ERR_JWT_EXPIRED', 'ERR_TOKEN_EXPIRED']);
  expect(await codes(await provider.token({ aud: 'x' }))).toEqual([
    'ERR_JWT_CLAIM_VALIDATION_FAILED',
    'ERR_AUDIENCE_MISMATCH',
  ]);
  expect(await codes(tampered(await provider.token()))).toEqual([
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    'ERR_SIGNATURE_INVALID',
  ]);
  expect(await codes(await provider.token({}, { kid: 'other' }))).toEqual([
    'ERR_JWKS_NO_MATCHING_KEY',
    'ERR_KEY_NOT_FOUND',
  ]);
});
