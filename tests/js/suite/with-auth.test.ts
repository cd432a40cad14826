/**
 * The answers of RFC 6750, through the adapter; `ctx` and `env` are plain objects here, real ones in the
 * workerd test.
 */
import { authorize, ClaimgateError, oidc, type Store, type VerifierEvent, type VerifierOptions } from 'claimgate';
import { bearer, withAuth } from 'claimgate/workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeOf, NOW, optionsFor, refusalOf, sharedKey, sign } from './support.js';

const ctx = { waitUntil: () => undefined };

function request(authorization?: string): Request {
  return new Request(
    'https://api.example/me',
    authorization === undefined ? {} : { headers: { authorization } },
  );
}

async function protectedApi(changes: Partial<VerifierOptions> = {}) {
  const handler = withAuth(
    { ...optionsFor(await sharedKey()), ...changes },
    (_request, _env, _ctx, verified) => {
      authorize(verified, { scopes: ['orders.read'] });
      return Response.json({ sub: verified.claims.sub });
    },
    { realm: 'orders' },
  );
  return (authorization?: string) => handler(request(authorization), {}, ctx);
}

const CLAIMS = { scope: 'orders.read' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('withAuth', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'bEARER'])('lets a good token through: %s', async (scheme) => {
    const api = await protectedApi();
    const response = await api(`${scheme} ${await sign(await sharedKey(), { claims: CLAIMS })}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: 'subject-of-the-token' });
  });

  test.each([undefined, 'Basic YTpi', 'Digest username="a", uri="/b,c", realm="d, e f"', 'Bearerish x'])(
    'no bearer credential (%s): 401 without an error',
    async (authorization) => {
      const response = await (await protectedApi())(authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="orders"');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
    },
  );

  test.each([
    'Bearer a, Bearer b',
    'Basic YTpi, Bearer b',
    'Basic YTpi=, Basic YTpi=',
    'Negotiate, Digest username="a", realm="b"',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a,b',
  ])('not exactly one credential (%s): 400 invalid_request', async (authorization) => {
    const response = await (await protectedApi())(authorization);
    expect(response.status).toBe(400);
    const sentence = 'The request must carry exactly one bearer token.';
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer realm="orders", error="invalid_request", error_description="${sentence}"`,
    );
    expect(await response.json()).toMatchObject({ error: 'invalid_request', message: sentence });
  });

  test('two Authorization headers: 400', async () => {
    const headers = new Headers();
    headers.append('Authorization', 'Bearer a');
    headers.append('Authorization', 'Bearer b');
    const handler = withAuth(optionsFor(await sharedKey()), () => new Response('in'));
    expect((await handler(new Request('https://api.example/', { headers }), {}, ctx)).status).toBe(400);
  });

  test('a bad token: 401 invalid_token with the generic sentence and the code', async () => {
    const token = await sign(await sharedKey(), { claims: { exp: NOW - 600 } });
    const response = await (await protectedApi())(`Bearer ${token}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      'Bearer realm="orders", error="invalid_token", error_description="The token has expired."',
    );
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      code: 'ERR_TOKEN_EXPIRED',
      message: 'The token has expired.',
    });
  });

  test('the answer holds nothing of the configuration', async () => {
    const token = await sign(await sharedKey(), { claims: { aud: 'api://else' } });
    const response = await (await protectedApi())(`Bearer ${token}`);
    const shown = `${JSON.stringify([...response.headers])} ${await response.text()}`;
    expect(shown).toContain('ERR_AUDIENCE_MISMATCH');
    expect(shown).not.toContain('api://orders');
  });

  test('a missing right: 403 insufficient_scope', async () => {
    const response = await (await protectedApi())(`Bearer ${await sign(await sharedKey())}`);
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toMatch(/error="insufficient_scope"/);
    expect(await response.json()).toMatchObject({
      error: 'insufficient_scope',
      code: 'ERR_SCOPE_INSUFFICIENT',
    });
  });

  test('keys that cannot be had: 503 with Retry-After, no challenge', async () => {
    const api = await protectedApi({
      jwks: { url: 'https://issuer.example/jwks' },
      fetch: () => Promise.reject(new TypeError('refused')),
    });
    const response = await api(`Bearer ${await sign(await sharedKey())}`);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(response.headers.get('WWW-Authenticate')).toBeNull();
    expect(await response.json()).toMatchObject({
      error: 'temporarily_unavailable',
      code: 'ERR_JWKS_UNAVAILABLE',
    });
  });

  test('a configuration that cannot be used: thrown at once, or 500 from a factory', async () => {
    const wrong = { ...optionsFor(await sharedKey()), clockTolerance: 999 };
    expect(await codeOf(() => withAuth(wrong, () => new Response('in')))).toBe('ERR_CONFIG');
    const consoleError = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const handler = withAuth(
      () => wrong,
      () => new Response('in'),
    );
    const response = await handler(request('Bearer x'), {}, ctx);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: 'server_error',
      code: 'ERR_CONFIG',
      message: 'The configuration is not valid.',
    });
    expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('clockTolerance'));
  });

  test('errors of the handler pass through', async () => {
    const handler = withAuth(optionsFor(await sharedKey()), () => {
      throw new RangeError('mine');
    });
    await expect(handler(request(`Bearer ${await sign(await sharedKey())}`), {}, ctx)).rejects.toThrow(
      RangeError,
    );
  });

  test('an error of another copy of the package is answered too', async () => {
    const handler = withAuth(optionsFor(await sharedKey()), () => {
      const { message, ...members } = new ClaimgateError('ERR_ROLE_INSUFFICIENT').toJSON();
      throw Object.assign(new Error(message), members);
    });
    const response = await handler(request(`Bearer ${await sign(await sharedKey())}`), {}, ctx);
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'ERR_ROLE_INSUFFICIENT' }),
    ]);
  });

  test('a realm that is no text is refused at once', async () => {
    const options = { realm: 5 } as unknown as { readonly realm: string };
    const error = await refusalOf(async () =>
      withAuth(optionsFor(await sharedKey()), () => new Response(), options),
    );
    expect(error).toMatchObject({ code: 'ERR_CONFIG', detail: { option: 'realm' } });
  });

  test('a realm cannot break out of its quotes', async () => {
    const handler = withAuth(optionsFor(await sharedKey()), () => new Response('in'), {
      realm: 'a", error="x\r\n',
    });
    const response = await handler(request(), {}, ctx);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="a, error=x"');
  });

  test('one verifier for each environment, and for equal options of different environments', async () => {
    const key = await sharedKey();
    let made = 0;
    let requests = 0;
    const handler = withAuth(
      (env: { readonly audience: string }) => {
        made += 1;
        return {
          ...optionsFor(key),
          audience: env.audience,
          jwks: { url: 'https://issuer.example/jwks' },
          fetch: () => {
            requests += 1;
            return Promise.resolve(Response.json({ keys: [key.publicJwk] }));
          },
        };
      },
      () => new Response('in'),
    );
    const call = async (env: { readonly audience: string }, aud: string) =>
      (await handler(request(`Bearer ${await sign(key, { claims: { aud } })}`), env, ctx)).status;
    const env = { audience: 'a' };
    expect([await call(env, 'a'), await call(env, 'a'), await call(env, 'b')]).toEqual([200, 200, 401]);
    expect([made, requests]).toEqual([1, 1]);
    expect(await call({ audience: 'a' }, 'a')).toBe(200);
    expect(requests).toBe(1);
    expect([await call({ audience: 'b' }, 'b'), await call({ audience: 'b' }, 'a')]).toEqual([200, 401]);
    expect(requests).toBe(2);
  });
});

describe('a factory', () => {
  /** Handles a request with each `env`; says how many verifiers were made, by the requests for keys. */
  async function verifiersFor(envs: readonly unknown[], changes: (env: unknown) => Partial<VerifierOptions>) {
    const key = await sharedKey();
    let requests = 0;
    const fetch = () => {
      requests += 1;
      return Promise.resolve(Response.json({ keys: [key.publicJwk] }));
    };
    const handler = withAuth(
      (env: unknown) => ({
        ...optionsFor(key),
        jwks: { url: 'https://issuer.example/jwks' },
        now: () => NOW,
        fetch,
        ...changes(env),
      }),
      () => new Response('in'),
    );
    const token = await sign(key);
    for (const env of envs) {
      expect((await handler(request(`Bearer ${token}`), env, ctx)).status).toBe(200);
    }
    return requests;
  }
  const store = () => ({ name: 'mine', get: async () => null, put: async () => undefined });

  test('may make options that refer to themselves: equal ones are still one configuration', async () => {
    const cyclic = () => {
      const own: Record<string, unknown> = store();
      own['self'] = { own };
      return { stores: [own as unknown as Store] };
    };
    expect(await verifiersFor([{}, {}, undefined], cyclic)).toBe(1);
  });

  test('may make options that cannot be read: one verifier an environment', async () => {
    const unreadable = () => {
      const own = Object.defineProperty(store(), 'secret', {
        enumerable: true,
        get: () => {
          throw new Error('not for you');
        },
      });
      return { stores: [own] };
    };
    const env = {};
    expect(await verifiersFor([env, env, {}], unreadable)).toBe(2);
  });

  test('makes no verifier for each request where the host makes an environment for each', async () => {
    expect(await verifiersFor(Array.from({ length: 5 }, () => ({})), () => ({ stores: [store()] }))).toBe(1);
    const named = (env: unknown) => ({ stores: [{ ...store(), name: String(env) }] });
    expect(await verifiersFor(['a', 'b', 'a', 'b'], named)).toBe(2);
  });

  test('is not made to call a binding', async () => {
    const called: unknown[] = [];
    const binding = () => ({
      random: Object.assign(() => 0, { toJSON: () => called.push('toJSON') }),
      stores: [{ ...store(), toJSON: () => called.push('toJSON') }],
    });
    expect(await verifiersFor([{}, {}], binding)).toBe(1);
    expect(called).toEqual([]);
  });
});

test('bearer gives the token or the reason', async () => {
  expect(bearer(request('Bearer a.b.c'))).toBe('a.b.c');
  expect(bearer(request('bearer   a.b.c'))).toBe('a.b.c');
  expect(await codeOf(() => bearer(request()))).toBe('ERR_TOKEN_EMPTY');
  expect((await refusalOf(() => bearer(request('Bearer a, Bearer b')))).detail.reason).toBe(
    'request.bad_credentials',
  );
});

test('oidc finds the configuration document', async () => {
  const key = await sharedKey();
  const asked: string[] = [];
  const issuer = 'https://issuer.example';
  const handler = withAuth(
    {
      ...oidc({ issuer, audience: 'api://orders' }),
      now: () => NOW,
      fetch: (url) => {
        asked.push(url);
        const answer = url.endsWith('/jwks')
          ? { keys: [key.publicJwk] }
          : { issuer, jwks_uri: `${issuer}/jwks` };
        return Promise.resolve(Response.json(answer));
      },
    },
    () => new Response('in'),
  );
  expect((await handler(request(`Bearer ${await sign(key)}`), {}, ctx)).status).toBe(200);
  expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/jwks`]);
});

describe('withAuth with requirements for the whole route', () => {
  async function guarded(events: VerifierEvent[] = []) {
    const options = {
      ...optionsFor(await sharedKey()),
      onEvent: (event: VerifierEvent) => events.push(event),
    };
    const handler = withAuth(options, () => new Response('in'), {
      realm: 'orders',
      requires: { scopes: ['orders.read'], roles: ['clerk'] },
    });
    return async (claims: Readonly<Record<string, unknown>>) =>
      handler(request(`Bearer ${await sign(await sharedKey(), { claims })}`), {}, ctx);
  }

  test('lets through who meets them, and tells the listener', async () => {
    const events: VerifierEvent[] = [];
    const response = await (await guarded(events))({ ...CLAIMS, roles: ['clerk'] });
    expect(await response.text()).toBe('in');
    expect(events.at(-1)).toMatchObject({ type: 'access.decision', granted: true, missing: [] });
  });

  test('refuses who does not before the handler: 403', async () => {
    const events: VerifierEvent[] = [];
    const response = await (await guarded(events))(CLAIMS);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'ERR_ROLE_INSUFFICIENT' });
    expect(response.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="orders", error="insufficient_scope"/,
    );
    expect(events.at(-1)).toMatchObject({ granted: false, missing: ['clerk'] });
  });

  test('refuses requirements that require nothing, at once', async () => {
    const options = optionsFor(await sharedKey());
    expect(await codeOf(() => withAuth(options, () => new Response('in'), { requires: {} }))).toBe(
      'ERR_CONFIG',
    );
  });
});
