/** Key sets in the engine's memory: one import a set, never one a token. */
import { call, keySetHandle, type KeySetHandle } from './engine.js';
import { ClaimgateError } from './errors.js';
import type { LoadedKeys } from './jwks/key-source.js';
import { DEFAULT_MAX_KEYS } from './options.js';
import type { Jwk, JwkSet, KeyDescription } from './types.js';

/** Holds no key: every token that gets as far as its key ends with ERR_KEY_NOT_FOUND. */
export const NO_KEYS: KeySetHandle = keySetHandle('{"keys":[]}', 1);

/** The import of the newest key set of one source. */
export class ImportedKeys {
  readonly #maxKeys: number;
  #generation: number | undefined;
  #handle: KeySetHandle | undefined;

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  handleOf(loaded: LoadedKeys): KeySetHandle {
    if (this.#handle === undefined || this.#generation !== loaded.generation) {
      this.#handle?.free();
      this.#handle = keySetHandle(loaded.json, this.#maxKeys);
      this.#generation = loaded.generation;
    }
    return this.#handle;
  }
}

/**
 * What the keys of a document are, without keeping them.
 * @throws ClaimgateError ERR_JWKS_INVALID
 */
export function describeKeys(json: string, maxKeys: number): readonly KeyDescription[] {
  return call((bindings) => {
    const keys = new bindings.KeySet(json, maxKeys);
    try {
      return keys.describe();
    } finally {
      keys.free();
    }
  });
}

let recent: { readonly json: string; readonly handle: KeySetHandle } | undefined;

/**
 * The handle of a key set that a caller passes with each call. Callers pass the same set again and again: the
 * last one is kept, found by its text, so that a changed object is a changed set.
 * @throws ClaimgateError ERR_JWKS_INVALID
 */
export function handleOfGiven(jwks: Jwk | JwkSet | string): KeySetHandle {
  const json = textOfKeys(jwks);
  if (recent?.json !== json) {
    recent?.handle.free();
    recent = { json, handle: keySetHandle(json, DEFAULT_MAX_KEYS) };
  }
  return recent.handle;
}

/** @throws ClaimgateError ERR_JWKS_INVALID for what has no JSON text */
export function textOfKeys(jwks: Jwk | JwkSet | string): string {
  if (typeof jwks === 'string') {
    return jwks;
  }
  let json: unknown;
  try {
    json = JSON.stringify(jwks);
  } catch {
    // Cycles and big integers: not JSON, reported below.
  }
  if (typeof json !== 'string') {
    throw new ClaimgateError('ERR_JWKS_INVALID');
  }
  return json;
}
