import { authorize, oidc } from 'claimgate';
import { kvStore, withAuth } from 'claimgate/workers';

const rules = (env) => ({
  ...oidc({ issuer: env.ISSUER, audience: env.AUDIENCE }),
  stores: [kvStore(env.JWKS)],
  // Keys of your own while you develop, in .dev.vars: see dev-token.mjs. Never set it where you deploy.
  ...(env.DEV_JWKS ? { jwks: { json: env.DEV_JWKS } } : {}),
});

export default {
  fetch: withAuth(rules, (request, env, ctx, verified) => {
    if (request.method !== 'GET') authorize(verified, { scopes: ['orders.write'] });
    return Response.json({ hello: verified.claims.sub, scopes: verified.scopes });
  }),
};
