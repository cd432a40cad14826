/** An API whose routes under /api/ need a token of the configured provider. All else is static files. */
import { authorize, oidc, type Verified, type VerifierOptions } from 'claimgate';
import {
  consoleEvents,
  eventCounter,
  listeners,
  PROMETHEUS_CONTENT_TYPE,
  prometheusText,
} from 'claimgate/telemetry';
import {
  analyticsEngine,
  cacheApiStore,
  kvStore,
  withAuth,
  type AuthenticatedFetch,
} from 'claimgate/workers';
import { changeRevocations } from './revocations';

/** The bindings and variables of wrangler.jsonc. */
interface Env {
  readonly JWKS: KVNamespace;
  readonly REVOKED: KVNamespace;
  /** Where events are counted, if the binding is there. */
  readonly EVENTS?: AnalyticsEngineDataset;
  readonly ISSUER: string;
  readonly AUDIENCE: string;
  readonly JWKS_URL: string;
  readonly ADMIN_ROLE: string;
  readonly COOLDOWN: string;
  readonly REVOCATION_FRESH_FOR: string;
  readonly ALLOW_HTTP_LOOPBACK: string;
}

/** Counts of this isolate, for /api/metrics. */
const counter = eventCounter();

function verifierOptions(env: Env): VerifierOptions {
  return {
    ...oidc({ issuer: env.ISSUER, audience: env.AUDIENCE }),
    ...(env.JWKS_URL === '' ? {} : { jwks: { url: env.JWKS_URL } }),
    stores: [cacheApiStore(), kvStore(env.JWKS)],
    onEvent: listeners(
      consoleEvents(),
      counter.listen,
      ...(env.EVENTS === undefined ? [] : [analyticsEngine(env.EVENTS)]),
    ),
    allowHttpLoopback: env.ALLOW_HTTP_LOOPBACK === 'true',
    cache: { cooldown: Number(env.COOLDOWN) },
    revocation: { store: kvStore(env.REVOKED), freshFor: Number(env.REVOCATION_FRESH_FOR) },
  };
}

/** Answers requests without a good token itself: 401, or 503 while the provider's keys cannot be had. */
const api: AuthenticatedFetch<Env, ExecutionContext> = withAuth(verifierOptions, answer);

async function answer(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  verified: Verified,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  switch (pathname) {
    case '/api/me':
      return Response.json(verified.claims);
    case '/api/admin':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return Response.json({ subject: verified.claims.sub, roles: verified.roles });
    case '/api/revocations':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return changeRevocations(request, kvStore(env.REVOKED), env.ISSUER);
    case '/api/metrics':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return new Response(prometheusText(api.verifier(env).stats(), counter), {
        headers: { 'Content-Type': PROMETHEUS_CONTENT_TYPE },
      });
    case '/api/keys/purge':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return purge(request, searchParams.get('kid'), env, ctx);
    default:
      return notFound();
  }
}

/** Withdraws a key that the provider lost control of: see the runbook in docs/OPERATIONS.md. */
async function purge(
  request: Request,
  kid: string | null,
  env: Env,
  ctx: ExecutionContext,
): Promise<Response> {
  if (request.method !== 'POST' || kid === null || kid === '') {
    return Response.json({ error: 'invalid_request' }, { status: 400 });
  }
  await api.verifier(env).purge(kid, { waitUntil: (work) => ctx.waitUntil(work) });
  return Response.json({ purged: kid });
}

function notFound(): Response {
  return Response.json({ error: 'not_found' }, { status: 404 });
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return Response.json({ status: 'ok' });
    return pathname.startsWith('/api/') ? api(request, env, ctx) : notFound();
  },
} satisfies ExportedHandler<Env>;
