/** Keys that ship with a deployment: the tier of last resort. */
import { ClaimgateError } from '../errors.js';
import type { TellOfKeys } from '../events.js';
import type { Jwk } from '../types.js';
import { readJwks } from './answer.js';
import { asKeyFailure } from './failure.js';
import type { KeyImporter } from './key-source.js';
import type { KeyRecord } from './record.js';
import type { CacheRules } from './rules.js';

/** Used when neither the stores nor the network have any keys. */
export interface SeedKeys {
  /** The keys, as a provider publishes them. */
  readonly keys: readonly Jwk[];
  /** When they were taken from the provider, in seconds. */
  readonly fetchedAt: number;
}

/** @throws ClaimgateError `ERR_CONFIG` */
export function checkSeed(seed: SeedKeys | undefined): void {
  if (seed !== undefined && !(Array.isArray(seed.keys) && Number.isFinite(seed.fetchedAt))) {
    const message = 'seed takes an array of keys and fetchedAt in seconds.';
    throw new ClaimgateError('ERR_CONFIG', message, { option: 'seed' });
  }
}

/**
 * The seed as a record. One that cannot be used is told and left out: it must not turn an outage into another
 * error.
 */
export function readSeed(
  seed: SeedKeys | undefined, importer: KeyImporter, rules: CacheRules, tell: TellOfKeys,
): KeyRecord | undefined {
  if (seed === undefined) {
    return undefined;
  }
  const { keys, fetchedAt } = seed;
  try {
    const read = readJwks(JSON.stringify({ keys }), importer, rules.maxKeys);
    return {
      keys: read.map((key) => ({ ...key, firstSeen: fetchedAt, lastSeen: fetchedAt })),
      fetchedAt,
      tombstones: [],
    };
  } catch (error) {
    const { code, detail: { reason = 'seed.invalid' } } = asKeyFailure(error, 'seed.invalid');
    tell({ type: 'jwks.failure', code, reason });
    return undefined;
  }
}
