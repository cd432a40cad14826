/**
 * What may be done with a record at a time: pure functions of record, rules and `now` (seconds).
 *
 * Clocks differ and jump. A record from the future, by more than `SKEW`, is stale: it is refreshed, any good
 * answer counts as newer, and its `attemptedAt` holds nobody back. It may be served as long as it is not
 * further ahead than `maxStale`, so that a wrong clock cannot keep keys alive for ever.
 */
import type { KeyRecord, KnownKey, Tombstone } from './record.js';
import type { CacheRules } from './rules.js';

/** Seconds by which the clocks of isolates may differ. */
export const SKEW = 60;

/** The longest pause between two attempts to replace a stale set, in seconds. */
const LONGEST_PAUSE = 300;

/** What part of the time for which a set has been stale goes by between two attempts to replace it. */
const PAUSE_SHARE = 1 / 5;

/**
 * Seconds for which an answer is fresh: as configured, or shorter by its own word, but no shorter than the
 * cooldown.
 */
export function freshFor({ maxAge = Infinity }: KeyRecord, rules: CacheRules): number {
  return Math.min(rules.freshFor, Math.max(rules.cooldown, maxAge));
}

/** Served at once, nothing to do. */
export function isFresh(record: KeyRecord, rules: CacheRules, now: number): boolean {
  const { fetchedAt } = record;
  return fetchedAt !== undefined && isUsable(record, rules, now) && !isFuture(fetchedAt, now)
    && now - fetchedAt < freshFor(record, rules);
}

/** Whether it is time to replace a record, `headStart` seconds before it stops being fresh. */
export function isDue(record: KeyRecord, rules: CacheRules, now: number, headStart: number): boolean {
  return !isFresh(record, rules, now)
    || now + headStart - (record.fetchedAt ?? now) >= freshFor(record, rules);
}

/** May be served: fresh, or stale within `maxStale`. */
export function isUsable(record: KeyRecord, rules: CacheRules, now: number): boolean {
  const { fetchedAt, purgedAt = -Infinity } = record;
  return fetchedAt !== undefined && fetchedAt >= purgedAt && Math.abs(now - fetchedAt) < rules.maxStale;
}

export function isFuture(time: number, now: number): boolean {
  return time > now + SKEW;
}

/** Whether an answer asked for at `time` tells more than the record. One from the future is older than any other. */
export function isNewer(time: number, { fetchedAt }: KeyRecord, now: number): boolean {
  if (fetchedAt === undefined) {
    return true;
  }
  return isFuture(fetchedAt, now) === isFuture(time, now) ? time > fetchedAt : isFuture(fetchedAt, now);
}

/** Seconds until the next attempt at the network is due; 0 when it may be made. */
export function cooldownLeft(attemptedAt: number | undefined, rules: CacheRules, now: number): number {
  return pauseLeft(attemptedAt, rules.cooldown, now);
}

/**
 * Seconds until a stale set may be asked for again. It still serves, so a provider that has been down for long
 * is asked ever less often: after a fifth of the time that it has been stale, five minutes at most. The
 * cooldown is the least, and holds alone for what cannot wait: a key that nobody knows, or no keys at all.
 */
export function refreshLeft(record: KeyRecord, rules: CacheRules, now: number): number {
  const { fetchedAt = now, attemptedAt } = record;
  const staleFor = now - fetchedAt - freshFor(record, rules);
  const pause = Math.max(rules.cooldown, Math.min(LONGEST_PAUSE, staleFor * PAUSE_SHARE));
  return pauseLeft(attemptedAt, pause, now);
}

/** Seconds of a pause that are left; an attempt from the future holds nobody back. */
export function pauseLeft(attemptedAt: number | undefined, pause: number, now: number): number {
  return attemptedAt === undefined || isFuture(attemptedAt, now) ? 0 : Math.max(0, attemptedAt + pause - now);
}

/** Whether the last attempt ended with a good answer; else it failed or is unfinished. */
export function lastAttemptWasGood({ attemptedAt, fetchedAt }: KeyRecord): boolean {
  return fetchedAt !== undefined && (attemptedAt === undefined || attemptedAt <= fetchedAt);
}

export function isBanned(key: KnownKey, tombstones: readonly Tombstone[], now: number): boolean {
  return tombstones.some(({ kid, thumbprint, until }) =>
    now < until && (kid === key.kid || (thumbprint !== undefined && thumbprint === key.thumbprint)));
}

/** When a key is no longer kept: never while the provider publishes it. */
export function keptUntil({ missingSince, lastSeen }: KnownKey, rules: CacheRules): number {
  if (missingSince === undefined) {
    return Infinity;
  }
  return Math.min(missingSince + rules.retainMissing, lastSeen + rules.maxStale);
}

/** The keys of a record that count at this time. */
export function keysInForce(record: KeyRecord, rules: CacheRules, now: number): readonly KnownKey[] {
  const { keys, tombstones, purgedAt = -Infinity } = record;
  return keys.filter((key) =>
    key.lastSeen >= purgedAt && now < keptUntil(key, rules) && !isBanned(key, tombstones, now));
}

/** The times at which `keysInForce` may change its answer next. */
export function nextChange(record: KeyRecord, rules: CacheRules, now: number): number {
  const ends = record.keys.map((key) => keptUntil(key, rules));
  const returns = record.tombstones.map(({ until }) => until);
  return Math.min(Infinity, ...[...ends, ...returns].filter((time) => time > now));
}
