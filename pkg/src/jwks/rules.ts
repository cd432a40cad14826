/** The numbers by which a remote key set is kept, checked and with their defaults. */
import { ClaimgateError } from '../errors.js';
import type { CacheOptions } from '../types.js';

/** All numbers decided. Seconds; `timeout` in milliseconds. */
export type CacheRules = { readonly [Name in keyof CacheOptions]-?: number };

const DEFAULTS: CacheRules = {
  freshFor: 3600,
  maxStale: 86400,
  retainMissing: 0,
  cooldown: 30,
  storeCheck: 60,
  timeout: 5000,
  maxBytes: 65536,
  maxKeys: 64,
  seedMaxAge: 604800,
};

/** Of these, zero makes no sense: nothing would ever be served, fetched or accepted. */
const POSITIVE: ReadonlySet<string> = new Set(['maxStale', 'timeout', 'maxBytes', 'maxKeys']);

/** @throws ClaimgateError `ERR_CONFIG` for an unknown member or a number out of range */
export function cacheRules(options: CacheOptions = {}): CacheRules {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw invalid(name, 'is not an option');
    }
    if (value !== undefined && !isDuration(value)) {
      throw invalid(name, 'must be a finite number of at least 0');
    }
    if (value === 0 && POSITIVE.has(name)) {
      throw invalid(name, 'must be above 0');
    }
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const rules = { ...DEFAULTS, ...Object.fromEntries(given) };
  if (rules.freshFor > rules.maxStale) {
    throw invalid('freshFor', 'must not be above cache.maxStale');
  }
  return rules;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function invalid(name: string, fault: string): ClaimgateError {
  return new ClaimgateError('ERR_CONFIG', `cache.${name} ${fault}.`, { option: `cache.${name}` });
}
