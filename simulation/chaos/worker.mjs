// One of several isolates that share a KV namespace: answers 200 for a good token, else as RFC 6750 says.

import { kvStore, withAuth } from 'claimgate/workers';

export default {
  fetch: withAuth(
    (env) => ({
      issuer: env.ISSUER,
      audience: env.AUDIENCE,
      jwks: { url: env.JWKS_URL },
      allowHttpLoopback: true,
      stores: [kvStore(env.JWKS)],
      cache: env.CACHE,
    }),
    (_request, _env, _ctx, verified) => Response.json({ kid: verified.key.kid }),
  ),
};
