// Tokens and keys for the page, signed by `jose`: never by our own code.

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
