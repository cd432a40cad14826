/** An API whose routes under /api/ need a token of the configured provider. All else is static files. */
import { authorize, oidc, type VerifierOptions } from 'claimgate';
import { kvStore, withAuth } from 'claimgate/workers';
import { changeRevocations } from './revocations';

/** The bindings and variables of wrangler.jsonc. */
interface Env {
  readonly JWKS: KVNamespace;
  readonly REVOKED: KVNamespace;
  readonly ISSUER: string;
  readonly AUDIENCE: string;
  readonly JWKS_URL: string;
  readonly ADMIN_ROLE: string;
  readonly COOLDOWN: string;
  readonly REVOCATION_FRESH_FOR: string;
  readonly ALLOW_HTTP_LOOPBACK: string;
}

function verifierOptions(env: Env): VerifierOptions {
  return {
    ...oidc({ issuer: env.ISSUER, audience: env.AUDIENCE }),
    ...(env.JWKS_URL === '' ? {} : { jwks: { url: env.JWKS_URL } }),
    stores: [kvStore(env.JWKS)],
    allowHttpLoopback: env.ALLOW_HTTP_LOOPBACK === 'true',
    cache: { cooldown: Number(env.COOLDOWN) },
    revocation: { store: kvStore(env.REVOKED), freshFor: Number(env.REVOCATION_FRESH_FOR) },
  };
}

/** Answers requests without a good token itself: 401, or 503 while the provider's keys cannot be had. */
const api = withAuth<Env>(verifierOptions, (request, env, _ctx, verified) => {
  switch (new URL(request.url).pathname) {
    case '/api/me':
      return Response.json(verified.claims);
    case '/api/admin':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return Response.json({ subject: verified.claims.sub, roles: verified.roles });
    case '/api/revocations':
      authorize(verified, { roles: [env.ADMIN_ROLE] });
      return changeRevocations(request, kvStore(env.REVOKED), env.ISSUER);
    default:
      return notFound();
  }
});

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
