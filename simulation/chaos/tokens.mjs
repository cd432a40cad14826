// Good tokens of each key, and forged ones of every kind.

import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://orders';
const LIFETIME = 3600; // seconds, longer than any run
const EACH = 48; // different tokens of a kind: more than one, so that not all are known already

/** @param {readonly string[]} kids */
export async function makeTokens(kids) {
  const pairs = await Promise.all([...kids, 'attacker'].map(() => generateKeyPair('RS256', { extractable: true })));
  const attacker = pairs.at(-1).privateKey;
  const keys = await Promise.all(
    kids.map(async (kid, index) => ({
      kid,
      privateKey: pairs[index].privateKey,
      jwk: { ...(await exportJWK(pairs[index].publicKey)), kid, use: 'sig', alg: 'RS256' },
    })),
  );
  const good = new Map();
  for (const { kid, privateKey } of keys) {
    good.set(kid, await Promise.all(Array.from({ length: EACH }, (_, index) => sign(privateKey, kid, index))));
  }
  return { jwks: keys.map(({ jwk }) => jwk), good, forge: forger(attacker, keys, good) };
}

function sign(privateKey, kid, index, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: `user-${index}`, iat: now, exp: now + LIFETIME, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(privateKey);
}

/** Makes a token that must never be accepted. */
function forger(attacker, keys, good) {
  return async (random) => {
    const { kid, privateKey } = keys[Math.floor(random() * keys.length)];
    const index = Math.floor(random() * EACH);
    const [header, payload, signature] = good.get(kid)[index].split('.');
    const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const kinds = {
      'another signer': () => sign(attacker, kid, index),
      'unknown kid': () => sign(attacker, `made-up-${Math.floor(random() * 1e6)}`, index),
      'no algorithm': () => `${base64url({ alg: 'none', kid })}.${payload}.`,
      'another payload': () =>
        `${header}.${base64url({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'admin' })}.${signature}`,
      'cut signature': () => `${header}.${payload}.${signature.slice(0, -8)}`,
      expired: () => sign(privateKey, kid, index, { exp: Math.floor(Date.now() / 1000) - 3600 }),
      'another audience': () => sign(privateKey, kid, index, { aud: 'api://another' }),
      'another issuer': () => sign(privateKey, kid, index, { iss: 'https://another.example' }),
    };
    const names = Object.keys(kinds);
    const kind = names[Math.floor(random() * names.length)];
    return { kind, token: await kinds[kind]() };
  };
}
