/** What must not compile, and next to it what must: `tsc` fails on an expected error that is not there. */
/* eslint-disable @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access,
   @typescript-eslint/switch-exhaustiveness-check -- code that does not compile has no types */
import {
  authorize,
  createVerifier,
  entra,
  entraExternalId,
  inspect,
  isClaimgateError,
  type Jwk,
  oidc,
  type Verified,
  type VerifierEvent,
  type VerifierOptions,
  verifyBytes,
  verifySignature,
} from 'claimgate';
import { auth } from 'claimgate/hono';
import { expressAuth, fastifyAuth } from 'claimgate/node';
import { consoleEvents } from 'claimgate/telemetry';
import { analyticsEngine, cacheApiStore, kvStore, withAuth } from 'claimgate/workers';
import { Hono } from 'hono';
import type { JSONWebKeySet, JWK } from 'jose';
import type { webcrypto } from 'node:crypto';

declare const verified: Verified;
declare const thrown: unknown;
const good: VerifierOptions = { issuer: 'i', audience: 'a', jwks: { url: 'https://i/jwks' } };

// What must be thought about.

createVerifier(good);
createVerifier([good, { ...oidc({ issuer: 'https://i', audience: null }), algorithms: ['PS256'] }]);
entra({ tenants: ['5c2a0b1e-0000-4000-8000-000000000000'], audience: 'a' });
// @ts-expect-error the audience comes first
createVerifier({ issuer: 'i', jwks: { keys: [] } });
// @ts-expect-error the issuer, too
createVerifier({ audience: 'a', jwks: { keys: [] } });
// @ts-expect-error where the keys are
createVerifier({ issuer: 'i', audience: 'a' });
// @ts-expect-error the audience, in a profile too
oidc({ issuer: 'https://i' });
// @ts-expect-error the tenants
entra({ audience: 'a' });
// @ts-expect-error the audience of Entra
entra({ tenants: 'any' });
// @ts-expect-error the tenant of External ID
entraExternalId({ audience: 'a' });

// Options that do not exist, or have other values.

// @ts-expect-error a misspelt option
createVerifier({ ...good, audiences: ['a'] });
// @ts-expect-error an algorithm that this build does not have
createVerifier({ ...good, algorithms: ['HS256'] });
// @ts-expect-error `none` least of all
createVerifier({ ...good, algorithms: ['none'] });
// @ts-expect-error undefined is no audience: null is the opt-out
createVerifier({ ...good, audience: undefined });
// @ts-expect-error two sources of keys
createVerifier({ ...good, jwks: { url: 'https://i/jwks', keys: 'https://i' } });
// @ts-expect-error requirements are lists
authorize(verified, { scopes: 'orders.read' });

// Keys, by whatever name the host or a library has for them.

declare const keyOfBrowser: JsonWebKey;
declare const keyOfNode: webcrypto.JsonWebKey;
declare const keyOfJose: JWK;
declare const setOfJose: JSONWebKeySet;
declare const bytes: Uint8Array;
for (const key of [keyOfBrowser, keyOfNode, keyOfJose]) {
  const named: Jwk = key;
  createVerifier({ ...good, jwks: { keys: [key] }, seed: { keys: [named], fetchedAt: 0 } });
  verifySignature('token', { keys: [key] });
  inspect('token', { jwks: key });
  verifyBytes('RS256', key, bytes, bytes);
}
createVerifier({ ...good, jwks: setOfJose });
verifySignature('token', setOfJose);
verifySignature('token', { keys: [{ kty: 'RSA', n: 'n', e: 'AQAB', x5t: 'x' }], issued: 0 });
// @ts-expect-error a key id is text
verifyBytes('RS256', { kty: 'RSA', kid: 1 }, bytes, bytes);
// @ts-expect-error a key is an object
createVerifier({ ...good, jwks: { keys: ['key'] } });
// @ts-expect-error a response is no key set
verifySignature('token', new Response());

// An option that is undefined is one that is not given.

declare const number: number | undefined;
declare const text: string | undefined;
declare const skip: readonly VerifierEvent['type'][] | undefined;
createVerifier({
  ...good,
  cache: {
    freshFor: number,
    maxStale: number,
    retainMissing: number,
    cooldown: number,
    storeCheck: number,
    timeout: number,
    maxBytes: number,
    maxKeys: number,
    seedMaxAge: number,
  },
});
kvStore({ get: () => Promise.resolve(null), put: () => Promise.resolve() }, { prefix: text, cacheTtl: number });
cacheApiStore({ cacheName: text, baseUrl: text });
consoleEvents({ skip, log: undefined });
analyticsEngine({ writeDataPoint: () => undefined }, { skip });

// Claims.

verified.claims.exp.toFixed();
// @ts-expect-error other claims have no known type
verified.claims['email'].toUpperCase();
// @ts-expect-error a result is not to be changed
verified.roles.push('admin');
// @ts-expect-error nor are its claims
verified.claims.sub = 'admin';

interface OrderClaims {
  readonly department: string;
}
const { claims } = createVerifier(good).verifySync<OrderClaims>('token');
claims.department.toUpperCase();
claims.exp.toFixed();
// @ts-expect-error not a member of OrderClaims
claims['region'].toUpperCase();

// Errors.

if (isClaimgateError(thrown)) {
  switch (thrown.code) {
    case 'ERR_TOKEN_EXPIRED':
      thrown.detail.seconds.toFixed();
      break;
    case 'ERR_CLAIM_MISSING':
      thrown.detail.claim.toUpperCase();
      // @ts-expect-error a missing claim is no matter of time
      thrown.detail.seconds.toFixed();
      break;
    case 'ERR_SCOPE_INSUFFICIENT':
      thrown.detail.expected.join(' ');
      break;
    // @ts-expect-error there is no such code
    case 'ERR_EXPIRED':
      break;
    default:
      // @ts-expect-error the others promise nothing
      thrown.detail.seconds.toFixed();
  }
}

// Adapters.

withAuth(good, (_request, _env, _ctx, { claims: { iss } }) => new Response(iss));
// @ts-expect-error a misspelt option of the adapter
withAuth(good, () => new Response(), { require: { roles: ['admin'] } });
// @ts-expect-error a place where no token is
fastifyAuth(good, { token: 'cookie' });
// @ts-expect-error a factory makes no sense where no request brings an environment
expressAuth(() => good);

new Hono().use(auth(good)).get('/', (c) => c.json(c.var.verified.claims.iss.toUpperCase()));
// @ts-expect-error without the middleware there is no such variable
new Hono().get('/', (c) => c.json(c.var.verified.claims));
