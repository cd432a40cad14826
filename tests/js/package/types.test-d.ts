/** What must not compile: `tsc` fails on an expected error that is not there. */
/* eslint-disable @typescript-eslint/no-unsafe-call -- calls that do not compile have no types */
import { authorize, createVerifier, oidc, type Verified, type VerifierOptions } from 'claimgate';

declare const verified: Verified;
const good: VerifierOptions = { issuer: 'i', audience: 'a', jwks: { url: 'https://i/jwks' } };

createVerifier(good);
createVerifier([good, { ...oidc({ issuer: 'https://i', audience: null }), algorithms: ['PS256'] }]);
verified.claims.exp.toFixed();

// @ts-expect-error the audience must be thought of
createVerifier({ issuer: 'i', jwks: { keys: [] } });
// @ts-expect-error the issuer too
createVerifier({ audience: 'a', jwks: { keys: [] } });
// @ts-expect-error an option that does not exist
createVerifier({ ...good, audiences: ['a'] });
// @ts-expect-error an algorithm that this build does not have
createVerifier({ ...good, algorithms: ['HS256'] });
// @ts-expect-error requirements are lists
authorize(verified, { scopes: 'orders.read' });
// @ts-expect-error other claims have no known type
verified.claims['email'].toUpperCase();
// @ts-expect-error a result is not to be changed
verified.roles.push('admin');
