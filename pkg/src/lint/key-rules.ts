/** Where keys come from, and how long they are trusted. */
import { isAbove, members, providerKind, texts, type Entry, type Rule } from './rule.js';

const DAY = 86_400;

export const KEY_RULES: readonly Rule[] = [
  {
    id: 'jwks.shared',
    severity: 'warning',
    option: 'jwks',
    message: 'Several issuers share one key set: whoever holds a key of one can sign as the others.',
    fix: 'Give each issuer a configuration with its own keys.',
    // Keys of Entra name their issuer, and the issuers of AD FS are two names of one farm.
    applies: (entry, all) =>
      entry.provider === undefined && issuersOf(entry, all.filter(hasSameKeysAs(entry))).size > 1,
  },
  {
    id: 'jwks.fixed',
    severity: 'info',
    option: 'jwks',
    message: 'The key set is fixed: a rotated or withdrawn key needs a deployment.',
    fix: 'Use { discovery } or { url }, with these keys as seed.',
    applies: ({ jwks }) => 'keys' in members(jwks) || 'json' in members(jwks),
  },
  {
    id: 'allowHttpLoopback.on',
    severity: 'warning',
    option: 'allowHttpLoopback',
    message: 'Keys may be fetched without TLS from this machine: right for development only.',
    fix: 'Remove the option from the configuration that is deployed.',
    applies: ({ allowHttpLoopback }) => allowHttpLoopback === true,
  },
  {
    id: 'cache.max_stale',
    severity: 'warning',
    option: 'cache.maxStale',
    message: 'Keys are used for days without a word of the provider; a withdrawn key stays good that long.',
    fix: 'Leave the default of 86400 (one day), and purge(kid) in an emergency.',
    applies: ({ cache }) => isAbove(members(cache)['maxStale'], 2 * DAY),
  },
  {
    id: 'cache.fresh_for',
    severity: 'warning',
    option: 'cache.freshFor',
    message: 'The provider is not asked for a day: a withdrawn key is not noticed.',
    fix: 'Leave the default of 3600: refreshes happen behind the answer and cost no request.',
    applies: ({ cache }) => isAbove(members(cache)['freshFor'], DAY - 1),
  },
  {
    id: 'cache.retain_missing',
    severity: 'warning',
    option: 'cache.retainMissing',
    message: 'A key that the provider withdrew stays trusted for longer than a day.',
    fix: 'Entra needs 43200 (12 hours), others 0.',
    applies: ({ cache }) => isAbove(members(cache)['retainMissing'], DAY),
  },
  {
    id: 'cache.retain_missing_elsewhere',
    severity: 'info',
    option: 'cache.retainMissing',
    message: 'Keys that vanish are kept, as only the key sets of Entra are known to need.',
    fix: 'Leave retainMissing at 0, unless you saw this provider drop keys and bring them back.',
    applies: (entry) =>
      !['entra', 'entraExternalId'].includes(providerKind(entry) as string) &&
      isAbove(members(entry.cache)['retainMissing'], 0),
  },
  {
    id: 'seed.old',
    severity: 'warning',
    option: 'cache.seedMaxAge',
    message: 'Keys that ship with the deployment are trusted for more than a month.',
    fix: 'Leave the default of 604800 (a week).',
    applies: ({ cache }) => isAbove(members(cache)['seedMaxAge'], 30 * DAY),
  },
];

/** The distinct issuers that use these keys; an address with and without its scheme is one. */
function issuersOf(entry: Entry, others: readonly Entry[]): Set<string> {
  const issuers = [entry, ...others].flatMap(({ issuer }) => texts(issuer));
  return new Set(issuers.map((issuer) => issuer.replace(/^https?:\/\//, '')));
}

function hasSameKeysAs(entry: Entry): (other: Entry) => boolean {
  const keys = textOf(entry.jwks);
  return (other) => keys !== undefined && textOf(other.jwks) === keys;
}

/** The JSON text of a value, if it has one. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
