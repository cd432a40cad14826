// The rules for tokens, from the environment.

import { oidc } from 'claimgate';

const { ISSUER = 'https://issuer.example', AUDIENCE = 'api://orders', ALLOW_HTTP_LOOPBACK } = process.env;

export const rules = {
  ...oidc({ issuer: ISSUER, audience: AUDIENCE }),
  // A provider at http://127.0.0.1, for development only.
  allowHttpLoopback: ALLOW_HTTP_LOOPBACK === 'true',
};

export const port = Number(process.env.PORT ?? 3000);
