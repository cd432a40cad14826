// The libraries, each set up as its documentation recommends for a service that keeps its keys in memory, and
// with the same rules as far as its options reach: RS256 only, this issuer, this audience, exp there and not
// over, typ JWT.

import { createPublicKey, verify as verifyNatively } from 'node:crypto';

import { JwtRsaVerifier } from 'aws-jwt-verify';
import { createVerifier } from 'claimgate';
import { createVerifier as createFastVerifier } from 'fast-jwt';
import { verify as verifyWithHono } from 'hono/jwt';
import { importJWK, jwtVerify } from 'jose';

import { AUDIENCE, CLOCK_TOLERANCE, ISSUER } from './fixture.mjs';
import { orThrow } from './measure.mjs';

const WEB_ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const BY_TEXT = { cache: true, cacheKeyBuilder: (token) => token };

/** @typedef {Awaited<ReturnType<typeof import('./fixture.mjs').makeFixture>>} Fixture */

/** Contenders without a cache of verdicts, over all tokens in rotation. @param {Fixture} fixture */
export async function coldContenders(fixture) {
  const { tokens, tampered } = fixture;
  const each = (name, verify, more = {}) => ({
    name,
    call: (index) => verify(tokens[index % tokens.length]),
    callTampered: () => verify(tampered),
    ...more,
  });
  const jose = await joseVerify(fixture);
  return [
    each('claimgate', claimgateVerify(fixture, { tokenCache: false })),
    each('jose', jose, {
      note: 'the key is imported beforehand and not looked for by kid; asynchronous, one call at a time',
    }),
    each('jose, 64 at once', jose, {
      concurrent: true,
      note: 'the same, 64 calls in flight: the signatures are checked on other threads as well',
    }),
    each('fast-jwt', fastJwtVerify(fixture, { cache: false }), {
      note: 'does not look for the key by kid; returns the payload only',
    }),
    each('aws-jwt-verify', awsVerify(fixture), {
      note: 'accepts a token without exp, and does not look at typ',
    }),
    each('hono/jwt', await honoVerify(fixture), {
      note: 'accepts a token without exp; no clock tolerance; does not look for the key by kid; asynchronous',
    }),
  ];
}

/** One token again and again, caches on where there are any. @param {Fixture} fixture */
export async function warmContenders(fixture) {
  const { tokens, tampered } = fixture;
  // The token of a request is a string that nobody has seen. The very same string again would have its hash
  // and its address known, and a cache would look better than it is.
  const bytes = Buffer.from(tokens[0], 'latin1');
  let copies = [];
  const each = (name, verify, more = {}) => ({
    name,
    prepare: (calls) => {
      copies = Array.from({ length: calls }, () => bytes.latin1Slice());
    },
    call: (index) => verify(copies[index]),
    callTampered: () => verify(tampered),
    ...more,
  });
  return [
    each('claimgate, cached', claimgateVerify(fixture, {}), { batch: 2048 }),
    each('fast-jwt, cached', fastJwtVerify(fixture, { cache: true }), {
      batch: 2048,
      note: 'as it comes: the cache is keyed by a hash of the token',
    }),
    each('fast-jwt, cached by text', fastJwtVerify(fixture, BY_TEXT), {
      batch: 2048,
      note: 'with its option cacheKeyBuilder set to the token itself, as claimgate does; it warns of it',
    }),
    each('jose', await joseVerify(fixture), { note: 'has no cache of verdicts' }),
  ];
}

/** The platform's signature check alone: no parsing, no claims. @param {Fixture} fixture */
export async function nativeContenders({ jwk, tokens }) {
  const inputs = tokens.map((token) => {
    const end = token.lastIndexOf('.');
    return {
      data: Buffer.from(token.slice(0, end)),
      signature: Buffer.from(token.slice(end + 1), 'base64url'),
    };
  });
  const nodeKey = createPublicKey({ key: jwk, format: 'jwk' });
  const webKey = await crypto.subtle.importKey('jwk', jwk, WEB_ALGORITHM, false, ['verify']);
  const nodeVerify = (data, signature) => orThrow(verifyNatively('RSA-SHA256', data, nodeKey, signature));
  const webVerify = async (data, signature) =>
    orThrow(await crypto.subtle.verify(WEB_ALGORITHM, webKey, signature, data));
  return [
    { name: 'crypto.verify alone', note: 'SHA-256 and RSA of bytes at hand', verify: nodeVerify },
    { name: 'crypto.subtle.verify alone', note: 'the same, asynchronous', verify: webVerify },
  ].map(({ verify, ...rest }) => ({
    ...rest,
    call: (index) => {
      const { data, signature } = inputs[index % inputs.length];
      return verify(data, signature);
    },
    callTampered: () => verify(inputs[0].data, inputs[1].signature),
  }));
}

/** @param {Fixture} fixture */
export function claimgateVerify({ jwk }, options) {
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: 'JWT',
    clockTolerance: CLOCK_TOLERANCE,
    jwks: { keys: [jwk] },
    ...options,
  });
  return (token) => verifier.verifySync(token);
}

async function joseVerify({ jwk }) {
  const key = await importJWK(jwk, 'RS256');
  const options = {
    algorithms: ['RS256'],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: 'JWT',
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['exp'],
  };
  return (token) => jwtVerify(token, key, options);
}

function fastJwtVerify({ pem }, options) {
  return createFastVerifier({
    key: pem,
    algorithms: ['RS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    checkTyp: 'JWT',
    clockTolerance: CLOCK_TOLERANCE * 1000,
    requiredClaims: ['exp'],
    ...options,
  });
}

function awsVerify({ jwk }) {
  const verifier = JwtRsaVerifier.create({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri: `${ISSUER}/keys`,
    graceSeconds: CLOCK_TOLERANCE,
  });
  verifier.cacheJwks({ keys: [jwk] });
  return (token) => verifier.verifySync(token);
}

async function honoVerify({ jwk }) {
  const key = await crypto.subtle.importKey('jwk', jwk, WEB_ALGORITHM, false, ['verify']);
  return (token) => verifyWithHono(token, key, { alg: 'RS256', iss: ISSUER, aud: AUDIENCE, typ: 'JWT' });
}
