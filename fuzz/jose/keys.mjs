// Two keys of a provider and one of a stranger, new in each run: what is compared does not depend on them.

import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';

export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** @typedef {(alg: string, input: string) => Buffer} Signer */

export function makeKeys() {
  const [first, second, stranger] = [newKey(), newKey(), newKey()];
  return {
    /** By the name under which the set has them. @type {Map<string, Signer>} */
    byKid: new Map([
      ['first', first.signer],
      ['second', second.signer],
    ]),
    stranger: stranger.signer,
    jwks: {
      keys: [
        { ...first.jwk, kid: 'first', use: 'sig' },
        { ...second.jwk, kid: 'second', alg: 'RS256' },
      ],
    },
  };
}

/** @typedef {ReturnType<typeof makeKeys>} Keys */

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { jwk: publicKey.export({ format: 'jwk' }), signer: rememberingSigner(privateKey) };
}

/** Many tokens are a good one with a change after its signature, and signing is the slowest part of a run. */
const MOST_REMEMBERED = 10_000;

/**
 * @param {import('node:crypto').KeyObject} key
 * @returns {Signer}
 */
function rememberingSigner(key) {
  /** @type {Map<string, Buffer>} */
  const known = new Map();
  return (alg, input) => {
    const name = `${alg} ${input}`;
    const signature = known.get(name) ?? signatureOf(alg, key, input);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(name, signature);
    return signature;
  };
}

/** An RSA signature; a name that is no algorithm signs as RS256. */
function signatureOf(alg, key, input) {
  const known = ALGORITHMS.includes(alg) ? alg : 'RS256';
  const padding = known.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
  return sign(`sha${known.slice(2)}`, Buffer.from(input), { key, ...padding });
}

export const digestOf = (bytes) => createHash('sha256').update(bytes).digest();
