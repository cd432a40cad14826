// Tokens that every contender gets: RS256, of a given size, each with a subject of its own.

import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://id.example/tenant';
export const AUDIENCE = 'api://orders';

/** Seconds that clocks may differ, for the contenders that have such an option. */
export const CLOCK_TOLERANCE = 30;

/** What is compared unless a program says otherwise. */
export const DEFAULTS = { bits: 2048, tokenBytes: 1200, tokens: 64 };

const LIFETIME = 6 * 3600; // longer than any run

/**
 * @param {{ bits?: number, tokenBytes?: number, tokens?: number }} [wanted]
 * @returns {Promise<{ jwk: Record<string, string>, pem: string, tokens: string[], tampered: string }>}
 *   `tampered` is the first token with another subject: well-formed, and not what was signed
 */
export async function makeFixture(wanted = {}) {
  const { bits, tokenBytes, tokens: count } = { ...DEFAULTS, ...wanted };
  const { privateKey, publicKey } = await generateKeyPair('RS256', {
    modulusLength: bits,
    extractable: true,
  });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' };
  const shortest = (await signed(privateKey, 0, '')).length;
  // Three bytes of JSON are four characters of base64url.
  const padding = 'x'.repeat(Math.max(0, Math.round(((tokenBytes - shortest) * 3) / 4)));
  const tokens = [];
  for (let index = 0; index < count; index += 1) tokens.push(await signed(privateKey, index, padding));
  return { jwk, pem: await exportSPKI(publicKey), tokens, tampered: withOtherSubject(tokens[0]) };
}

function signed(privateKey, index, padding) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `user-${String(index).padStart(4, '0')}`,
    iat: now,
    nbf: now,
    exp: now + LIFETIME,
    roles: ['orders.reader'],
    padding,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1' }).sign(privateKey);
}

function withOtherSubject(token) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'user-9999' })).toString('base64url');
  return [header, changed, signature].join('.');
}
