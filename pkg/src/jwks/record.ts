/**
 * What is known about the keys of one source: kept in memory, written to stores as JSON, validated when read
 * back.
 *
 * A record holds only what verification needs. It names its source by a hash of issuer and configured
 * address, so that a record found under the wrong key is not used, and a credential in that address is not
 * written anywhere.
 */
import { isFiniteNumber, isObject, parseJson } from '../json.js';
import type { KeyImporter } from './key-source.js';
import type { CacheRules } from './rules.js';

/** One key with its history. Times are seconds. */
export interface KnownKey {
  readonly kid?: string;
  /** RFC 7638. Absent for a key that the engine cannot use. */
  readonly thumbprint?: string;
  /** The members that verification needs. */
  readonly jwk: Readonly<Record<string, unknown>>;
  /** An unusable key is kept so that a token that names it learns so; it never verifies anything. */
  readonly usable: boolean;
  /** When the first answer that had the key was asked for. */
  readonly firstSeen: number;
  /** When the last answer that had the key was asked for. */
  readonly lastSeen: number;
  /** When the first good answer without it was asked for; absent while the provider publishes it. */
  readonly missingSince?: number;
}

/** A key that an operator withdrew. It is refused by kid and by material, whoever publishes it. */
export interface Tombstone {
  readonly kid: string;
  readonly thumbprint?: string;
  /** The end of the ban, in seconds. */
  readonly until: number;
}

export interface KeyRecord {
  readonly keys: readonly KnownKey[];
  /** When the last good answer was asked for. Absent before the first. */
  readonly fetchedAt?: number | undefined;
  /** When the network was last tried. Above `fetchedAt`, that attempt failed or is unfinished. */
  readonly attemptedAt?: number | undefined;
  /** Seconds for which the last good answer calls itself fresh. */
  readonly maxAge?: number | undefined;
  /** The `jwks_uri` of the OpenID configuration, and when that was asked for. */
  readonly discovered?: { readonly jwksUri: string; readonly at: number } | undefined;
  readonly tombstones: readonly Tombstone[];
  /** Keys last seen before this time are void: an operator forgot them all. */
  readonly purgedAt?: number | undefined;
  /**
   * A time of that kind that was ahead of the clock here, by which it was carried out when it was first seen: it is
   * not carried out again. From an isolate whose clock is wrong, or from before a step of this one's.
   */
  readonly purgeSeen?: number | undefined;
  /** The name of an announced attempt that is under way, for stores that several isolates write at once. */
  readonly claim?: string | undefined;
}

export const EMPTY_RECORD: KeyRecord = { keys: [], tombstones: [] };

const FORMAT = 1;

/** The text to store. */
export function serializeRecord(record: KeyRecord, source: string): string {
  return JSON.stringify({ format: FORMAT, source, ...record });
}

/**
 * Reads a stored text. A record is used whole or not at all: whoever wrote something else cannot be reasoned
 * with.
 *
 * @returns the record, or undefined for a text of another format, of another source, truncated or made up
 */
export function parseRecord(
  text: string, source: string, importer: KeyImporter, rules: CacheRules,
): KeyRecord | undefined {
  if (text.length > largestRecord(rules)) {
    return undefined;
  }
  const value = parseJson(text);
  if (!isObject(value) || value['format'] !== FORMAT || value['source'] !== source) {
    return undefined;
  }
  if (!hasRecordShape(value) || !keysAreWhatTheySay(value.keys, importer, rules)) {
    return undefined;
  }
  const { keys, fetchedAt, attemptedAt, maxAge, discovered, tombstones, purgedAt, purgeSeen, claim } = value;
  return { keys, fetchedAt, attemptedAt, maxAge, discovered, tombstones, purgedAt, purgeSeen, claim };
}

/** Room for the histories and tombstones beside the keys. In characters. */
function largestRecord({ maxBytes }: CacheRules): number {
  return 2 * maxBytes + 65536;
}

/** Names a source without telling its address: SHA-256 of issuers and address, base64url. */
export async function sourceId(
  issuers: readonly string[], kind: 'url' | 'discovery', url: string,
): Promise<string> {
  const identity = new TextEncoder().encode(JSON.stringify([kind, url, ...issuers]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', identity));
  return btoa(String.fromCharCode(...digest)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The engine must see in each key what the record says about it. */
function keysAreWhatTheySay(keys: readonly KnownKey[], importer: KeyImporter, rules: CacheRules): boolean {
  try {
    const described = importer.describe(keySetText(keys), rules.maxKeys);
    return described.length === keys.length && keys.every((key, index) => {
      const seen = described[index];
      return seen?.kid === key.kid && seen?.usable === key.usable
        && (!key.usable || seen.thumbprint === key.thumbprint);
    });
  } catch {
    return false;
  }
}

/** The JWKS document of some keys. */
export function keySetText(keys: readonly KnownKey[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

function hasRecordShape(value: Record<string, unknown>): value is Record<string, unknown> & KeyRecord {
  const { keys, fetchedAt, attemptedAt, maxAge, discovered, tombstones, purgedAt, purgeSeen, claim } = value;
  const times = [fetchedAt, attemptedAt, purgedAt, purgeSeen, maxAge];
  return Array.isArray(keys) && keys.every(isKnownKey)
    && Array.isArray(tombstones) && tombstones.every(isTombstone)
    && times.every((time) => isOptional(time, isFiniteNumber))
    && isOptional(discovered, isDiscovered) && isOptional(claim, isText);
}

function isKnownKey(value: unknown): value is KnownKey {
  return isObject(value) && isOptional(value['kid'], isText) && isOptional(value['thumbprint'], isText)
    && isObject(value['jwk'])
    && typeof value['usable'] === 'boolean' && (!value['usable'] || isText(value['thumbprint']))
    && isFiniteNumber(value['firstSeen']) && isFiniteNumber(value['lastSeen'])
    && isOptional(value['missingSince'], isFiniteNumber);
}

function isTombstone(value: unknown): value is Tombstone {
  return isObject(value) && isText(value['kid']) && isOptional(value['thumbprint'], isText)
    && isFiniteNumber(value['until']);
}

function isDiscovered(value: unknown): boolean {
  return isObject(value) && isText(value['jwksUri']) && isFiniteNumber(value['at']);
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
