// Tokens and keys for the page, signed by `jose`: never by our own code.

import { createHash } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://orders';

/**
 * @param {string} [kid]
 * @returns {Promise<{ keySet: string, sign: (claims?: object, header?: object) => Promise<string> }>}
 */
export async function makeIssuer(kid = 'key-1') {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const key = { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' };
  const now = Math.floor(Date.now() / 1000);
  const usual = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    roles: ['orders.reader'],
    iat: now,
    exp: now + 3600,
  };
  return {
    keySet: JSON.stringify({ keys: [key] }, undefined, 2),
    sign: (claims = {}, header = {}) =>
      new SignJWT(JSON.parse(JSON.stringify({ ...usual, ...claims })))
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid, ...header })
        .sign(pair.privateKey),
  };
}

export const TENANT = '11111111-2222-4333-8444-555555555555';
/** The client id of an API. */
export const API = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

/** An issuer whose keys and tokens look like Microsoft Entra's. */
export async function makeEntra(kid = 'entra-key') {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  const keySet = {
    keys: [{ ...jwk, kid, use: 'sig', issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }],
  };
  const now = Math.floor(Date.now() / 1000);
  const usual = {
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    aud: API,
    iat: now - 60,
    nbf: now - 60,
    exp: now + 4740,
    azp: 'cccccccc-0000-4000-8000-000000000001',
    azpacr: '1',
    oid: 'dddddddd-0000-4000-8000-000000000002',
    scp: 'orders.read',
    sub: 'pairwise-subject',
    tid: TENANT,
    ver: '2.0',
  };
  const sign = (claims = {}, header = {}) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...usual, ...claims })))
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, ...header })
      .sign(pair.privateKey);
  return {
    now,
    keySet: JSON.stringify(keySet),
    sign,
    /** As for Microsoft Graph: the signature is over a header that has the hash of the nonce instead of it. */
    signForGraph: async (claims = {}) => {
      const nonce = 'nonce-of-the-header';
      const hashed = createHash('sha256').update(nonce).digest('base64url');
      const [header, ...rest] = (await sign(claims, { nonce: hashed })).split('.');
      const sent = Buffer.from(header, 'base64url').toString('utf8').replace(hashed, nonce);
      return [encode(sent), ...rest].join('.');
    },
  };
}

/** The same header and signature around other claims. */
export function withClaims(token, change) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return [header, encode({ ...claims, ...change }), signature].join('.');
}

/** A token of any header and payload, with a signature that nobody made. */
export function unsignedToken(header, payload) {
  return [encode(header), encode(payload), 'c2lnbmF0dXJl'].join('.');
}

function encode(value) {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}
