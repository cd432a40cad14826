// What the README calls https://id.example: its two documents, and tokens that it signed.

import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'https://id.example';

export async function makeProvider() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }];
  const documents = new Map([
    [`${ISSUER}/.well-known/openid-configuration`, { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }],
    [`${ISSUER}/keys`, { keys }],
  ]);
  const requests = [];
  return {
    /** The URLs that were asked for. @type {string[]} */
    requests,
    documents,
    /** @param {string} url */
    answer(url) {
      requests.push(url);
      const document = documents.get(url);
      return document === undefined ? new Response('not found', { status: 404 }) : Response.json(document);
    },
    /**
     * A good access token.
     * @param {Record<string, unknown>} claims a claim that is undefined is left out
     * @param {Record<string, unknown>} header
     */
    token(claims = {}, header = {}) {
      const exp = Math.floor(Date.now() / 1000) + 300;
      return new SignJWT({ iss: ISSUER, aud: 'api://orders', sub: 'user-1', exp, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'at+jwt', ...header })
        .sign(privateKey);
    },
  };
}

/** The same token for another subject: the signature is no longer its own. @param {string} token */
export function tampered(token) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
  return [header, changed, signature].join('.');
}
