/** A Hono API on Workers. Everything under /api/ needs a token, one route a role as well. */
import { oidc } from 'claimgate';
import { auth, requires } from 'claimgate/hono';
import { kvStore } from 'claimgate/workers';
import { Hono } from 'hono';

/** The bindings and variables of wrangler.jsonc. */
interface Env {
  readonly JWKS: KVNamespace;
  readonly ISSUER: string;
  readonly AUDIENCE: string;
}

const api = new Hono()
  .use(
    auth<Env>((env) => ({
      ...oidc({ issuer: env.ISSUER, audience: env.AUDIENCE }),
      stores: [kvStore(env.JWKS)],
    })),
  )
  // The type of `c.var.verified` comes from the middleware.
  .get('/me', (c) => c.json({ subject: c.var.verified.claims.sub, scopes: c.var.verified.scopes }))
  .delete('/orders/:id', requires({ roles: ['orders.admin'] }), (c) => c.json({ deleted: c.req.param('id') }));

const app = new Hono<{ Bindings: Env }>();
app.get('/healthz', (c) => c.json({ status: 'ok' }));
app.route('/api', api);

export default app;
