// Runs as many verifications as a request asks for. Clocks stand still inside a request: the client times it.

import { createVerifier, engine } from 'claimgate';
import { importJWK, jwtVerify } from 'jose';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

let contenders;

export default {
  async fetch(request) {
    const { setUp, copies, contender, calls, tampered } = await request.json();
    if (setUp !== undefined) {
      contenders = await makeContenders(setUp);
      return Response.json({ kernel: engine().kernel });
    }
    if (copies !== undefined) {
      contenders.makeCopies(copies);
      return Response.json({ copies });
    }
    const call = contenders[contender];
    try {
      for (let index = 0; index < calls; index += 1) {
        const result = call(tampered ? -1 : index);
        if (result instanceof Promise) await result;
      }
      return Response.json({ accepted: true });
    } catch {
      return Response.json({ accepted: false });
    }
  },
};

async function makeContenders({ jwk, tokens, tampered, issuer, audience, clockTolerance }) {
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
