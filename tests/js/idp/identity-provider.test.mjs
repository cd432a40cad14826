import { request as httpRequest } from 'node:http';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startIdentityProvider } from '../../../examples/idp/src/identity-provider.mjs';
import { signIn } from './sign-in.mjs';

const AUDIENCE = 'api://orders';
const PAGE_ORIGIN = 'http://127.0.0.1:8787';

let provider;
let description;

beforeEach(async () => {
  // The library warns that it keeps its state in memory, which is what this provider promises.
  vi.spyOn(console, 'warn').mockReturnValue();
  provider = await startIdentityProvider({ port: 0, audience: AUDIENCE, pageOrigins: [PAGE_ORIGIN] });
  description = provider.description;
});

afterEach(() => provider.close());

const getJson = async (url) => (await fetch(url)).json();
const post = (path, body, headers = {}) =>
  fetch(description.issuer + path, { method: 'POST', headers, body: JSON.stringify(body) });

function clientCredentials({ id, secret }, parameters = {}) {
  return fetch(description.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
  });
}

async function accessToken(response) {
  expect(response.status).toBe(200);
  return (await response.json()).access_token;
}

/** What a resource server with another implementation says. */
function verify(token) {
  const keys = createRemoteJWKSet(new URL(description.jwksUri));
  return jwtVerify(token, keys, { issuer: description.issuer, audience: AUDIENCE, typ: 'at+jwt' });
}

describe('metadata', () => {
  test('the discovery document names the issuer and the key set', async () => {
    const metadata = await getJson(description.discovery);
    expect(metadata.issuer).toBe(description.issuer);
    expect(metadata.jwks_uri).toBe(description.jwksUri);
    expect(metadata.token_endpoint).toBe(description.tokenEndpoint);
    expect(metadata.authorization_endpoint).toBe(description.authorizationEndpoint);
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
  });

  test('the key set holds public members only', async () => {
    const { keys } = await getJson(description.jwksUri);
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(keys[0]).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig' });
  });

  test('a page of any origin may read it', async () => {
    const response = await fetch(description.jwksUri, { headers: { origin: PAGE_ORIGIN } });
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN);
  });
});

describe('client credentials', () => {
  test('the access token is a JWT for the API with the roles of the client', async () => {
    const token = await accessToken(await clientCredentials(description.clients.admin));
    const { payload, protectedHeader } = await verify(token);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: 'orders-admin', roles: ['orders.admin', 'orders.read'] });
  });

  test('the other client lacks the role', async () => {
    const { payload } = await verify(await accessToken(await clientCredentials(description.clients.reader)));
    expect(payload.roles).toEqual(['orders.read']);
  });

  test('a wrong secret is refused', async () => {
    const response = await clientCredentials({ ...description.clients.admin, secret: 'wrong' });
    expect(response.status).toBe(401);
  });

  test('an API that is not registered is refused', async () => {
    const response = await clientCredentials(description.clients.admin, { resource: 'api://other' });
    expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_target']);
  });

  test('secrets differ from run to run', async () => {
    const other = await startIdentityProvider({ port: 0, audience: AUDIENCE, pageOrigins: [] });
    await other.close();
    expect(other.description.clients.admin.secret).not.toBe(description.clients.admin.secret);
  });
});

describe('authorization code with PKCE', () => {
  const page = { clientId: 'debugger-page', redirectUri: `${PAGE_ORIGIN}/`, origin: PAGE_ORIGIN };

  test('the page gets a token of the demo user', async () => {
    const response = await signIn(description, page);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN);
    const { payload } = await verify(await accessToken(response));
    expect(payload).toMatchObject({ sub: 'demo-user', roles: ['orders.read'], scope: 'orders.read' });
  });

  test('the command line may use any loopback port', async () => {
    const commandLine = { clientId: 'command-line', redirectUri: 'http://127.0.0.1:54321/callback' };
    const { payload } = await verify(await accessToken(await signIn(description, commandLine)));
    expect(payload.sub).toBe('demo-user');
  });

  test('another verifier is refused', async () => {
    const response = await signIn(description, { ...page, verifier: 'x'.repeat(43) });
    expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_grant']);
  });

  test('another origin gets neither token nor CORS header', async () => {
    const response = await signIn(description, { ...page, origin: 'http://127.0.0.1:1' });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('test routes', () => {
  test('rotation: new tokens have a new kid, old ones still verify', async () => {
    const before = await accessToken(await clientCredentials(description.clients.admin));
    const rotation = await (await post('/test/rotate', {})).json();
    const after = await accessToken(await clientCredentials(description.clients.admin));

    expect(decodeProtectedHeader(after).kid).toBe(rotation.kid);
    expect(decodeProtectedHeader(before).kid).not.toBe(rotation.kid);
    const published = (await getJson(description.jwksUri)).keys.map(({ kid }) => kid);
    expect(published).toEqual(rotation.published);
    await expect(verify(before)).resolves.toBeDefined();
    await expect(verify(after)).resolves.toBeDefined();
  });

  test('rotation with keepOld false withdraws the old key', async () => {
    const before = await accessToken(await clientCredentials(description.clients.admin));
    await post('/test/rotate', { keepOld: false });
    await expect(verify(before)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('signs exactly the given claims with the current key', async () => {
    await post('/test/rotate', {});
    const claims = { iss: description.issuer, aud: AUDIENCE, exp: 4102444800 };
    const { token } = await (await post('/test/sign', { claims })).json();
    expect((await verify(token)).payload).toEqual(claims);
  });

  test('header members are overridden or left out', async () => {
    const header = { typ: null, kid: 'unheard-of' };
    const { token } = await (await post('/test/sign', { claims: {}, header })).json();
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: 'unheard-of' });
  });

  test.each([
    ['no claims', '/test/sign', {}],
    ['another algorithm', '/test/sign', { claims: {}, header: { alg: 'none' } }],
    ['keepOld of another type', '/test/rotate', { keepOld: 'no' }],
    ['a body that is no object', '/test/rotate', []],
  ])('%s is refused', async (_name, path, body) => {
    expect((await post(path, body)).status).toBe(400);
  });

  test('counts the requests for both documents', async () => {
    const stats = () => getJson(`${description.issuer}/test/stats`);
    expect(await stats()).toEqual({ jwks: 0, discovery: 0 });
    await fetch(description.jwksUri);
    await fetch(description.jwksUri);
    await fetch(description.discovery);
    expect(await stats()).toEqual({ jwks: 2, discovery: 1 });
  });

  test('a request from a page is refused, even from the allowed origin', async () => {
    const response = await post('/test/sign', { claims: {} }, { origin: PAGE_ORIGIN });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a request under another host name is refused', async () => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(description.issuer);
      const headers = { host: `rebound.example:${port}` };
      const request = httpRequest({ hostname, port, path: '/test/stats', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end();
    });
    expect(status).toBe(421);
  });
});
