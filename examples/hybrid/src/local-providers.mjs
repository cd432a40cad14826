// Stand-ins for both providers, without a network: their documents by a function in place of `fetch`, and tokens in
// their shapes, signed by keys that are made here.

import { createSign, generateKeyPairSync } from 'node:crypto';

const TENANT = 'c0ffee00-0000-4000-8000-000000000001';
const ENTRA = 'https://login.microsoftonline.com';
const ADFS = 'https://adfs.contoso.com/adfs';

export function localProviders() {
  const entraKey = generateKey('entra-key', { issuer: `${ENTRA}/{tenantid}/v2.0` });
  const adfsKey = generateKey('adfs-key', {});
  const documents = new Map([
    [
      `${ENTRA}/${TENANT}/v2.0/.well-known/openid-configuration`,
      { issuer: `${ENTRA}/${TENANT}/v2.0`, jwks_uri: `${ENTRA}/common/discovery/v2.0/keys` },
    ],
    [`${ENTRA}/common/discovery/v2.0/keys`, { keys: [entraKey.jwk] }],
    [`${ADFS}/.well-known/openid-configuration`, { issuer: ADFS, jwks_uri: `${ADFS}/discovery/keys` }],
    [`${ADFS}/discovery/keys`, { keys: [adfsKey.jwk] }],
  ]);
  return {
    /** @param {string} url */
    fetch: async (url) => {
      const document = documents.get(url);
      return document === undefined ? new Response(null, { status: 404 }) : Response.json(document);
    },
    /** A token of Entra for a person in these groups. */
    entraToken: (groups) =>
      entraKey.sign({
        iss: `${ENTRA}/${TENANT}/v2.0`,
        aud: 'a91ca7e5-0000-4000-8000-000000000001',
        ver: '2.0',
        tid: TENANT,
        oid: '0b1ec700-0000-4000-8000-000000000001',
        sub: 'pairwise-by-entra',
        azp: 'c11e47a0-0000-4000-8000-000000000001',
        scp: 'orders.read',
        groups,
      }),
    /** A token of AD FS for a person with these groups and roles. */
    adfsToken: (group, role) =>
      adfsKey.sign({
        iss: 'http://adfs.contoso.com/adfs/services/trust',
        aud: 'https://orders.contoso.com',
        ver: '1.0',
        appid: 'orders-desktop',
        sub: 'pairwise-by-adfs',
        scp: 'openid orders.read',
        group,
        role,
      }),
  };
}

function generateKey(kid, members) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', ...members };
  return { jwk, sign: (claims) => signed(privateKey, kid, claims) };
}

function signed(key, kid, claims) {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { typ: 'JWT', alg: 'RS256', kid },
    { iat: now, nbf: now, exp: now + 3600, ...claims },
  ];
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`;
}
