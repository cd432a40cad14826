/** Events into the Analytics Engine binding of workerd, whose local simulation takes data points and drops them. */
import type { VerifierEvent } from 'claimgate';
import { eventCounter, listeners, prometheusText } from 'claimgate/telemetry';
import { analyticsEngine, withAuth, type AnalyticsEngineLike } from 'claimgate/workers';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { codeOf, optionsFor, sharedKey, sign } from '../suite/support.js';

interface Env {
  readonly EVENTS: AnalyticsEngineLike;
}

test('a Worker writes data points, counts, and withdraws a key', async () => {
  const key = await sharedKey();
  const written: VerifierEvent['type'][] = [];
  const thrown: unknown[] = [];
  const counter = eventCounter();
  const api = withAuth(
    ({ EVENTS }: Env) => {
      const write = analyticsEngine(EVENTS);
      const observed = (event: VerifierEvent) => {
        try {
          write(event);
          written.push(event.type);
        } catch (error) {
          thrown.push(error);
        }
      };
      return {
        ...optionsFor(key),
        jwks: { url: 'https://issuer.example/keys' },
        fetch: () => Promise.resolve(Response.json({ keys: [key.publicJwk] })),
        onEvent: listeners(observed, counter.listen),
      };
    },
    () => new Response('in'),
  );
  const token = await sign(key);
  const bindings = env as unknown as Env;
  const request = async () => {
    const ctx = createExecutionContext();
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await api(new Request('https://api.example/', { headers }), bindings, ctx);
    await waitOnExecutionContext(ctx);
    return status;
  };
  expect(await request()).toBe(200);
  expect(thrown).toEqual([]);
  expect(written).toEqual(['jwks.refresh', 'jwks.hit', 'token.verified']);

  const verifier = api.verifier(bindings);
  const text = prometheusText(verifier.stats(), counter);
  expect(text).toContain('\nclaimgate_tokens_verified_total 1\n');
  expect(text).toContain('claimgate_jwks_hits_total{issuer="https://issuer.example",tier="network"} 1\n');

  await verifier.purge('key-1');
  expect(await request()).toBe(401);
  expect(await codeOf(() => verifier.verify(token))).toBe('ERR_KEY_NOT_FOUND');
  expect(prometheusText(undefined, counter)).toContain('claimgate_jwks_purges_total');
});
