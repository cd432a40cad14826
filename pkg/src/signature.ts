/** Signatures alone: no claims, no time, no issuer. */
import { call } from './engine.js';
import { ClaimgateError } from './errors.js';
import { handleOfGiven } from './keys.js';
import { checkMembers, configError } from './options.js';
import { checkToken } from './token.js';
import type { Algorithm, Jwk, JwkSet, TokenHeader, VerifiedKey } from './types.js';

/** How `verifySignature` judges. */
export interface VerifySignatureOptions {
  /** Default `['RS256']`. */
  readonly algorithms?: readonly Algorithm[] | undefined;
}

/** A JWS whose signature is good. The payload may be any bytes. */
export interface VerifiedSignature {
  /** The JOSE header. */
  readonly header: TokenHeader;
  /** The bytes that were signed. */
  readonly payload: Uint8Array;
  /** The key that verified the signature. */
  readonly key: VerifiedKey;
}

/**
 * Verifies a compact JWS (RFC 7515, section 5.2). For a JWT use `createVerifier`: a good signature alone says
 * nothing about whom the token is for and until when.
 * @param jwks a key set, one key, or either as JSON text
 * @throws ClaimgateError with a code of the structure, header, key or signature families; ERR_CONFIG for
 *   options
 */
export function verifySignature(
  token: string,
  jwks: Jwk | JwkSet | string,
  options: VerifySignatureOptions = {},
): VerifiedSignature {
  checkMembers(options, ['algorithms'], 'options');
  const algorithms = options.algorithms ?? ['RS256'];
  if (!Array.isArray(algorithms) || !algorithms.every((name) => typeof name === 'string')) {
    throw configError('algorithms', 'algorithms must be a list of names.');
  }
  checkToken(token);
  const keys = handleOfGiven(jwks);
  const { header, payload, key } = call((bindings) =>
    bindings.verifySignature(token, keys.get(bindings), algorithms),
  );
  return { header: JSON.parse(header) as TokenHeader, payload, key: key as VerifiedKey };
}

/**
 * Verifies RSASSA over bytes (RFC 8017, sections 8.1.2 and 8.2.2).
 * @returns whether the signature is good; a signature of the wrong length is not
 * @throws ClaimgateError ERR_KEY_UNUSABLE, ERR_JWKS_INVALID for the key; ERR_CONFIG for an unknown algorithm
 *   or an argument that is not bytes
 */
export function verifyBytes(alg: Algorithm, jwk: Jwk, signature: Uint8Array, data: Uint8Array): boolean {
  if (typeof alg !== 'string') {
    throw configError('alg', 'alg must be the name of an algorithm.');
  }
  if (!(signature instanceof Uint8Array) || !(data instanceof Uint8Array)) {
    throw new ClaimgateError('ERR_CONFIG', 'signature and data must be Uint8Array.');
  }
  const keys = handleOfGiven(jwk);
  return call((bindings) => bindings.verifyBytes(alg, keys.get(bindings), signature, data));
}
