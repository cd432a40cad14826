/** The provider's RSA keys: one that signs, and older ones that are still published. In memory only. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ALGORITHM = 'RS256';
const MODULUS_BITS = 2048;

/**
 * @typedef {object} SigningKeys
 * @property {() => string} currentKid
 * @property {() => string[]} publishedKids the signing key first
 * @property {() => { keys: import('jose').JWK[] }} privateSet for `oidc-provider`, which
 *   publishes the public half
 * @property {(keepOld: boolean) => Promise<void>} rotate makes a new key to sign with; the old ones stay
 *   published or not
 * @property {(claims: Record<string, unknown>, header: Record<string, unknown>) => Promise<string>} sign
 *   a compact JWS of exactly these claims; a header member overrides the usual one, null leaves it out
 */

/** @returns {Promise<SigningKeys>} */
export async function createSigningKeys() {
  let keys = [await generateKey()];

  return {
    currentKid: () => keys[0].jwk.kid,
    publishedKids: () => keys.map(({ jwk }) => jwk.kid),
    // A copy: oidc-provider must not be able to change the ring.
    privateSet: () => ({ keys: structuredClone(keys.map(({ jwk }) => jwk)) }),
    rotate: async (keepOld) => {
      const fresh = await generateKey();
      keys = keepOld ? [fresh, ...keys] : [fresh];
    },
    sign: (claims, overrides) => {
      const [{ jwk, privateKey }] = keys;
      const members = Object.entries({ typ: 'at+jwt', kid: jwk.kid, ...overrides });
      const header = Object.fromEntries(members.filter(([, value]) => value !== null));
      return new SignJWT(claims).setProtectedHeader({ ...header, alg: ALGORITHM }).sign(privateKey);
    },
  };
}

async function generateKey() {
  const { privateKey } = await generateKeyPair(ALGORITHM, { modulusLength: MODULUS_BITS, extractable: true });
  const jwk = await exportJWK(privateKey);
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: 'sig' } };
}
