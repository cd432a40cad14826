/** The answers of RFC 6750 over real HTTP, the same from every framework. */
import { createVerifier } from 'claimgate';
import { requires } from 'claimgate/hono';
import { expressRefusals, expressRequires, fastifyRefusals, fastifyRequires } from 'claimgate/node';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOW, optionsFor, refusalOf, sharedKey, sign } from '../suite/support.js';
import { type CommonOptions, type RunningServer, SERVERS } from './servers.js';

const wrongRealm = { realm: 5 } as unknown as { readonly realm: string };

let running: RunningServer | undefined;
let good = '';

beforeAll(async () => {
  good = await sign(await sharedKey());
});

afterEach(async () => {
  await running?.close();
  running = undefined;
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** `fetch` cannot send a header twice. */
function get(path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${running?.url}${path}`, { headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const isJson = response.headers['content-type']?.includes('json') || text.startsWith('{');
        resolve({ status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text });
      });
    });
    outgoing.on('error', reject).end();
  });
}

const bearer = (token: string, scheme = 'Bearer') => ({ authorization: `${scheme} ${token}` });

describe.each(Object.entries(SERVERS))('%s', (_name, start) => {
  const serve = async (options: CommonOptions = {}) => {
    running = await start(optionsFor(await sharedKey()), { realm: 'orders', ...options });
  };

  test.each(['Bearer', 'bearer', 'BEARER'])('a good token passes: %s', async (scheme) => {
    await serve();
    const { status, body } = await get('/me', bearer(good, scheme));
    expect([status, body]).toEqual([200, { sub: 'subject-of-the-token' }]);
  });

  test.each([{}, { authorization: 'Basic YTpi' }])('no credentials: 401 without an error', async (headers) => {
    await serve();
    const answer = await get('/me', headers);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="orders"');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ code: 'ERR_TOKEN_EMPTY' });
  });

  test('two Authorization headers: 400, whichever comes first', async () => {
    await serve();
    for (const values of [[`Bearer ${good}`, 'Bearer x'], ['Bearer x', `Bearer ${good}`], [`Bearer ${good}`, `Bearer ${good}`]]) {
      const answer = await get('/me', { authorization: values } as never);
      expect(answer.status).toBe(400);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="orders", error="invalid_request"/);
      expect(answer.body).toMatchObject({ error: 'invalid_request' });
    }
  });

  test('a bad token: 401 invalid_token', async () => {
    await serve();
    const answer = await get('/me', bearer(await sign(await sharedKey(), { claims: { exp: NOW - 600 } })));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/error="invalid_token"/);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.body).toEqual({
      error: 'invalid_token',
      code: 'ERR_TOKEN_EXPIRED',
      message: 'The token has expired.',
    });
  });

  test.each([
    ['/admin', 'ERR_ROLE_INSUFFICIENT', { roles: ['orders.admin'] }],
    ['/scoped', 'ERR_SCOPE_INSUFFICIENT', { scope: 'orders.read' }],
  ])('%s needs more than a good token', async (path, code, claims) => {
    await serve();
    const refused = await get(path, bearer(good));
    expect([refused.status, refused.body]).toEqual([403, expect.objectContaining({ code })]);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer realm="orders", error="insufficient_scope"/);
    expect((await get(path, bearer(await sign(await sharedKey(), { claims })))).status).toBe(200);
  });

  test('requirements for every route', async () => {
    await serve({ requires: { roles: ['orders.reader'] } });
    expect((await get('/me', bearer(good))).status).toBe(403);
    const reader = await sign(await sharedKey(), { claims: { roles: ['orders.reader'] } });
    expect((await get('/me', bearer(reader))).status).toBe(200);
  });

  test('the errors of a handler are not answered in its place', async () => {
    await serve();
    const { status, headers, body } = await get('/broken', bearer(good));
    expect(status).toBe(500);
    expect(headers['www-authenticate']).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain('ERR_');
  });

  test('keys that cannot be had: 503 with Retry-After, no challenge', async () => {
    const options = optionsFor();
    const fetch = () => Promise.reject(new TypeError('refused'));
    running = await start({ ...options, jwks: { url: 'https://issuer.example/jwks' }, fetch }, {});
    const { status, headers, body } = await get('/me', bearer(good));
    expect([status, body]).toEqual([503, expect.objectContaining({ code: 'ERR_JWKS_UNAVAILABLE' })]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers['www-authenticate']).toBeUndefined();
  });

  test('a verifier of one\'s own', async () => {
    const verifier = createVerifier(optionsFor(await sharedKey()));
    running = await start(verifier, {});
    await get('/me', bearer(good));
    await get('/me', bearer('x'));
    expect(verifier.stats()).toMatchObject({ verified: 1, refused: 1 });
  });

  describe('from a cookie', () => {
    test.each([
      ['alone', () => `session=${good}`, 200],
      ['among others', () => `a=b; session=${good}; xsession=no`, 200],
      ['quoted', () => `session="${good}"`, 200],
      ['under a name that only ends the same', () => `xsession=${good}`, 401],
      ['cleared', () => 'session=', 401],
      ['twice', () => `session=${good}; session=${good}`, 400],
      ['two at once', () => `session=${good},${good}`, 400],
    ])('%s', async (_case, cookie, status) => {
      await serve({ token: { cookie: 'session' } });
      expect((await get('/me', { cookie: cookie() })).status).toBe(status);
      expect((await get('/me', bearer(good))).status).toBe(401);
    });
  });

  test('from one of two sources, never from both', async () => {
    await serve({ token: ['authorization', { cookie: 'session' }] });
    const cookie = `session=${good}`;
    expect((await get('/me', bearer(good))).status).toBe(200);
    expect((await get('/me', { cookie })).status).toBe(200);
    expect((await get('/me', { cookie, ...bearer(good) })).status).toBe(400);
    expect((await get('/me', { cookie, authorization: 'Basic YTpi' })).status).toBe(200);
    expect((await get('/me')).status).toBe(401);
  });

  test('from the header of Cloudflare Access', async () => {
    await serve({ token: { header: 'Cf-Access-Jwt-Assertion' } });
    const name = 'cf-access-jwt-assertion';
    expect((await get('/me', { [name]: good })).status).toBe(200);
    expect((await get('/me', { [name]: [good, good] })).status).toBe(400);
    expect((await get('/me', { [name]: '' })).status).toBe(401);
  });

  test('from a function of the framework\'s request', async () => {
    const token = (request: object) => 'method' in request ? good : undefined;
    await serve({ token } as unknown as CommonOptions);
    expect((await get('/me')).status).toBe(200);
    await running?.close();
    await serve({ token: (() => undefined) } as unknown as CommonOptions);
    expect((await get('/me')).status).toBe(401);
  });

  test('a function that throws lets nobody in, and its text goes nowhere', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const token = () => {
      throw new TypeError(`cannot read ${good}`);
    };
    await serve({ token } as unknown as CommonOptions);
    const answer = await get('/me');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain(good);
    expect(log.mock.calls).toEqual([['claimgate: The function token threw a TypeError.']]);
    log.mockRestore();
  });

  test('options that cannot be used are refused at once', async () => {
    const wrong: unknown[] = [
      { token: [] },
      { token: { header: 'not a name' } },
      { token: { cookie: 'a', header: 'b' } },
      { token: 'cookie' },
      { requires: {} },
      { requires: { scopes: 'orders.read' } },
      { require: { scopes: ['orders.read'] } },
      { realm: 5 },
    ];
    for (const options of wrong) {
      await expect(start(optionsFor(await sharedKey()), options as CommonOptions)).rejects.toMatchObject({
        code: 'ERR_CONFIG',
      });
    }
  });
});

test.each([
  ['expressRequires', () => expressRequires({ roles: ['a'] }, wrongRealm)],
  ['expressRefusals', () => expressRefusals(wrongRealm)],
  ['fastifyRequires', () => fastifyRequires({ roles: ['a'] }, wrongRealm)],
  ['fastifyRefusals', () => fastifyRefusals(wrongRealm)],
  ['requires of Hono', () => requires({ roles: ['a'] }, wrongRealm)],
])('a realm that is no text is refused at once: %s', async (_name, make) => {
  expect(await refusalOf(make)).toMatchObject({ code: 'ERR_CONFIG', detail: { option: 'realm' } });
});
