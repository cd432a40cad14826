// The contenders of hosts that have the web's interfaces alone, workerd and browsers: the libraries and the platform, with the
// same rules.

import { createVerifier } from 'claimgate';
import { importJWK, jwtVerify } from 'jose';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * @returns by name, functions of an index of tokens; below 0 it is the tampered one. `makeCopies` prepares the texts of
 *   `claimgate, cached`.
 */
export async function makeContenders({ jwk, tokens, tampered, issuer, audience, clockTolerance }) {
  const key = await importJWK(jwk, 'RS256');
  const webKey = await crypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['verify']);
  const policy = { issuer, audience, typ: 'JWT', clockTolerance };
  const joseOptions = { ...policy, algorithms: ['RS256'], requiredClaims: ['exp'] };
  const verifier = (options) => createVerifier({ ...policy, jwks: { keys: [jwk] }, ...options });
  const cold = verifier({ tokenCache: false });
  const warm = verifier({});
  const inputs = [...tokens, tampered].map(signedParts);
  const rotating = (index) => tokens[index % tokens.length] ?? tampered;
  // A token of a request is a string that nobody has seen: its hash is not known yet.
  const sameInBytes = new TextEncoder().encode(tokens[0]);
  let copies = [];
  return {
    makeCopies: (count) => {
      copies = Array.from({ length: count }, () => new TextDecoder().decode(sameInBytes));
    },
    nothing: () => {},
    'claimgate, cold': (index) => cold.verifySync(rotating(index)),
    'claimgate, cached': (index) => warm.verifySync(copies[index] ?? tampered),
    jose: (index) => jwtVerify(rotating(index), key, joseOptions),
    'crypto.subtle.verify alone': async (index) => {
      const { signature, data } = inputs.at(index < 0 ? -1 : index % tokens.length);
      if (!(await crypto.subtle.verify(ALGORITHM, webKey, signature, data))) throw new Error('refused');
    },
  };
}

function signedParts(token) {
  const end = token.lastIndexOf('.');
  const signature = atob(token.slice(end + 1).replaceAll('-', '+').replaceAll('_', '/'));
  return {
    data: new TextEncoder().encode(token.slice(0, end)),
    signature: Uint8Array.from(signature, (character) => character.charCodeAt(0)),
  };
}
