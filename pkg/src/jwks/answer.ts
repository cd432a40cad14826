/** Reads a provider's JWKS document. */
import { isObject, parseJson } from '../json.js';
import type { KeyDescription } from '../types.js';
import { KeyFailure, asKeyFailure } from './failure.js';
import type { KeyImporter } from './key-source.js';
import type { Answer } from './merge.js';

type AnsweredKey = Answer['keys'][number];

/** The public members of a JWK: of a key that cannot be used no value of another one is kept. */
const PUBLIC_MEMBERS = ['kty', 'kid', 'use', 'key_ops', 'alg', 'n', 'e'];

/**
 * The keys of a document, reduced to what verification needs.
 *
 * A document without a single usable key is refused: no provider works that way, and dropping all keys for it
 * would turn the provider's slip into an outage. Keys that must go at once are purged.
 *
 * @throws KeyFailure `ERR_JWKS_INVALID`
 */
export function readJwks(text: string, importer: KeyImporter, maxKeys: number): readonly AnsweredKey[] {
  const document = parseJson(text);
  if (!isObject(document) || !Array.isArray(document['keys'])) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'jwks.not_a_key_set');
  }
  const published: readonly unknown[] = document['keys'];
  if (published.length > maxKeys) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'jwks.too_many_keys');
  }
  const descriptions = describe(text, importer, maxKeys);
  const keys = descriptions.flatMap((description, index): AnsweredKey[] => {
    const { kid, thumbprint, usable, jwk } = description;
    const name = kid === undefined ? {} : { kid };
    const needed = jwk === undefined ? undefined : parseJson(jwk);
    if (usable && thumbprint !== undefined && isObject(needed)) {
      return [{ ...name, thumbprint, jwk: needed, usable: true }];
    }
    return kid === undefined ? [] : [{ kid, jwk: unusable(published[index], description, importer), usable: false }];
  });
  if (!keys.some(({ usable }) => usable)) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'jwks.no_usable_key');
  }
  return withoutDuplicates(keys);
}

function describe(text: string, importer: KeyImporter, maxKeys: number) {
  try {
    return importer.describe(text, maxKeys);
  } catch (error) {
    throw asKeyFailure(error, 'jwks.import');
  }
}

/**
 * A stand-in that is refused as the original was, so that a token that names the key learns why. What only dropped
 * members made unusable stays unusable.
 */
function unusable(
  published: unknown, { kid, reason }: KeyDescription, importer: KeyImporter,
): Readonly<Record<string, unknown>> {
  const marker = { kty: 'unusable', kid };
  if (!isObject(published)) {
    return marker;
  }
  const members = PUBLIC_MEMBERS.filter((name) => Object.hasOwn(published, name));
  const standIns = [
    Object.fromEntries(members.map((name) => [name, published[name]])),
    // Of a private key: that it is one, and nothing of it.
    { kty: published['kty'], kid, d: '' },
  ];
  const isRefusedAlike = (jwk: object) => {
    const seen = described(jwk, importer);
    return seen?.usable === false && seen.kid === kid && seen.reason === reason;
  };
  return standIns.find(isRefusedAlike) ?? marker;
}

function described(jwk: object, importer: KeyImporter): KeyDescription | undefined {
  try {
    return importer.describe(JSON.stringify({ keys: [jwk] }), 1)[0];
  } catch {
    return undefined;
  }
}

/** The same key twice counts once. */
function withoutDuplicates(keys: readonly AnsweredKey[]): readonly AnsweredKey[] {
  const distinct = new Map(keys.map((key) => [JSON.stringify([key.kid, key.thumbprint, key.usable]), key]));
  return [...distinct.values()];
}
