// docs/GETTING_STARTED.md, the Worker behind Cloudflare Access: tokens of the shape that Access documents, signed by a key
// of the test's own.

import { createHash } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { snippetsOf } from './snippets.mjs';

const ISSUER = 'https://acme.cloudflareaccess.com';
const CERTS = `${ISSUER}/cdn-cgi/access/certs`;
const TAG = createHash('sha256').update('an application').digest('hex');

const env = { TEAM: 'acme', AUDIENCE_TAG: TAG };
const ctx = { waitUntil: () => undefined };
let worker;
let key;
const asked = [];

beforeAll(async () => {
  key = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'access-1', alg: 'RS256', use: 'sig' };
  vi.stubGlobal('fetch', async (url) => {
    asked.push(String(url));
    // The keys, and the same as certificates beside them.
    return Response.json({ keys: [jwk], public_cert: { kid: 'access-1', cert: '' }, public_certs: [] });
  });
  worker = (await (await snippetsOf('docs/GETTING_STARTED.md')).access.load()).default;
});

afterAll(() => vi.unstubAllGlobals());

function token(claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    aud: [TAG], email: 'user@acme.example', exp: now + 300, iat: now, nbf: now, iss: ISSUER, type: 'app',
    identity_nonce: 'nonce', sub: '7335d417-61da-459d-899c-0a01c76a2f94', country: 'US', ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid: 'access-1', typ: 'JWT' }).sign(key.privateKey);
}

const ask = (headers) => worker.fetch(new Request('https://api.example/', { headers }), env, ctx);

test('the token of Access, from its header, with keys from its own address', async () => {
  const response = await ask({ 'Cf-Access-Jwt-Assertion': await token() });
  expect([response.status, await response.json()]).toEqual([200, { email: 'user@acme.example' }]);
  expect(asked).toEqual([CERTS]);
});

test('nobody else gets in', async () => {
  const refused = async (headers) => {
    const response = await ask(headers);
    return [response.status, (await response.json()).code];
  };
  expect(await refused({})).toEqual([401, 'ERR_TOKEN_EMPTY']);
  expect(await refused({ authorization: `Bearer ${await token()}` })).toEqual([401, 'ERR_TOKEN_EMPTY']);
  const other = { 'Cf-Access-Jwt-Assertion': await token({ aud: ['another application'] }) };
  expect(await refused(other)).toEqual([401, 'ERR_AUDIENCE_MISMATCH']);
  const team = { 'Cf-Access-Jwt-Assertion': await token({ iss: 'https://else.cloudflareaccess.com' }) };
  expect(await refused(team)).toEqual([401, 'ERR_ISSUER_MISMATCH']);
});
