/** `withAuth` inside workerd, with its real requests, execution contexts and KV namespace. */
import { oidc } from 'claimgate';
import { kvStore, withAuth } from 'claimgate/workers';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { AUDIENCE, ISSUER, NOW, sharedKey, sign } from '../suite/support.js';

interface Env {
  readonly JWKS: Parameters<typeof kvStore>[0];
}

/** Counts what passes through to the real namespace. */
function counted(namespace: Env['JWKS']) {
  const counts = { reads: 0, writes: 0 };
  const counting: Env['JWKS'] = {
    get: (...given) => {
      counts.reads += 1;
      return namespace.get(...given);
    },
    put: (...given) => {
      counts.writes += 1;
      return namespace.put(...given);
    },
  };
  return { counts, counting };
}

test('100 requests: one fetch from the origin, one KV read a storeCheck', async () => {
  const key = await sharedKey();
  const { counts, counting } = counted((env as unknown as Env).JWKS);
  const clock = { now: NOW };
  const asked: string[] = [];
  const handler = withAuth(
    (bindings: Env) => ({
      ...oidc({ issuer: ISSUER, audience: AUDIENCE }),
      now: () => clock.now,
      stores: [kvStore(bindings.JWKS)],
      cache: { storeCheck: 60 },
      fetch: (url) => {
        asked.push(url);
        const isJwks = url.endsWith('/jwks');
        const answer = isJwks ? { keys: [key.publicJwk] } : { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` };
        return Promise.resolve(Response.json(answer));
      },
    }),
    (_request, _env, _ctx, verified) => Response.json({ sub: verified.claims.sub }),
  );

  const token = await sign(key, { claims: { exp: NOW + 10_000 } });
  const bindings: Env = { JWKS: counting };
  const request = async () => {
    const ctx = createExecutionContext();
    const response = await handler(
      new Request('https://api.example/me', { headers: { authorization: `Bearer ${token}` } }),
      bindings,
      ctx,
    );
    await waitOnExecutionContext(ctx);
    return response.status;
  };

  for (let count = 0; count < 100; count += 1) {
    expect(await request()).toBe(200);
  }
  expect(asked).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/jwks`]);
  expect(counts.reads).toBe(1);
  expect(counts.writes).toBe(1);

  clock.now += 61;
  for (let count = 0; count < 10; count += 1) {
    expect(await request()).toBe(200);
  }
  expect(counts.reads).toBe(2);
  expect(asked).toHaveLength(2);
});

test('another isolate starts from KV, without the origin', async () => {
  const key = await sharedKey();
  const { counting } = counted((env as unknown as Env).JWKS);
  let requests = 0;
  // Each withAuth is a configuration of its own, as each isolate is.
  const isolate = () =>
    withAuth(
      (bindings: Env) => ({
        issuer: ISSUER,
        audience: AUDIENCE,
        jwks: { url: `${ISSUER}/second-jwks` },
        now: () => NOW,
        stores: [kvStore(bindings.JWKS)],
        fetch: () => {
          requests += 1;
          return Promise.resolve(Response.json({ keys: [key.publicJwk] }));
        },
      }),
      () => new Response('in'),
    );
  const token = await sign(key);
  for (const handler of [isolate(), isolate()]) {
    const ctx = createExecutionContext();
    const request = new Request('https://api.example/me', { headers: { authorization: `Bearer ${token}` } });
    expect((await handler(request, { JWKS: counting }, ctx)).status).toBe(200);
    await waitOnExecutionContext(ctx);
  }
  expect(requests).toBe(1);
});

test('a service binding fetches the keys', async () => {
  const bindings = env as unknown as { readonly IDP: Fetcher };
  const handler = withAuth(
    (given: typeof bindings) => ({
      ...oidc({ issuer: ISSUER, audience: AUDIENCE }),
      now: () => NOW,
      fetch: given.IDP,
    }),
    () => new Response('in'),
  );
  const ctx = createExecutionContext();
  const headers = { authorization: `Bearer ${await sign(await sharedKey())}` };
  const response = await handler(new Request('https://api.example/me', { headers }), bindings, ctx);
  // The service has other keys, and only the service: the answer shows that it was asked.
  expect([response.status, await response.json()]).toEqual([
    401,
    expect.objectContaining({ code: 'ERR_KEY_NOT_FOUND' }),
  ]);
});
