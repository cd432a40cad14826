/** Keys that ship with a deployment: the tier of last resort. */
import type { TellOfKeys } from '../events.js';
import { isFiniteNumber } from '../json.js';
import { configError } from '../options.js';
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

/** Beyond any time in seconds (the year 5138), and before all times of our days in milliseconds (1973). */
const SURELY_MILLISECONDS = 1e11;

/**
 * The clock is not asked: where a Worker starts it stands at 0.
 * @throws ClaimgateError `ERR_CONFIG`
 */
export function checkSeed(seed: SeedKeys | undefined): void {
  if (seed === undefined) {
    return;
  }
  const { keys, fetchedAt } = Object(seed) as Partial<Record<'keys' | 'fetchedAt', unknown>>;
  if (!Array.isArray(keys) || !isFiniteNumber(fetchedAt) || fetchedAt >= SURELY_MILLISECONDS) {
    throw configError('seed', 'seed takes a list of keys, and fetchedAt in seconds.');
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
