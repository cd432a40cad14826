/** The numbers by which a remote key set is kept, checked and with their defaults. */
import { checkFreshness, numberOptions } from '../number-options.js';
import { checkMembers } from '../options.js';
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

/** Those for which 0 means something. Of the others nothing would ever be served, fetched or accepted. */
const MAY_BE_ZERO = ['freshFor', 'retainMissing', 'cooldown', 'storeCheck', 'seedMaxAge'] as const;

/** @throws ClaimgateError `ERR_CONFIG` for an unknown member or a number out of range */
export function cacheRules(options: CacheOptions = {}): CacheRules {
  checkMembers(options, Object.keys(DEFAULTS), 'cache', 'cache.');
  const rules = numberOptions('cache', options, DEFAULTS, MAY_BE_ZERO);
  checkFreshness('cache', rules);
  return rules;
}
