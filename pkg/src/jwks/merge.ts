/**
 * How what is learnt joins what is known. Pure: records in, a record out.
 *
 * Keys are told apart by kid, those without one by thumbprint. A kid that comes back with other material
 * replaces what was known under it at once. Providers' key sets flap: a key missing from a good answer is
 * marked, and stays for as long as `keptUntil` allows.
 */
import { isFuture, isNewer, keptUntil } from './freshness.js';
import type { KeyRecord, KnownKey, Tombstone } from './record.js';
import type { CacheRules } from './rules.js';

/** A good answer of the provider, before anything is known of its keys' past. */
export interface Answer {
  readonly keys: readonly Pick<KnownKey, 'kid' | 'thumbprint' | 'jwk' | 'usable'>[];
  /** When it was asked for: what happened at the provider after that is not in it for certain. */
  readonly askedAt: number;
  readonly maxAge?: number;
  readonly discovered?: KeyRecord['discovered'];
}

/**
 * Joins a good answer. One that was asked for before the answer at hand came too late and changes nothing.
 */
export function mergeAnswer(known: KeyRecord, answer: Answer, rules: CacheRules, now: number): KeyRecord {
  const { askedAt, maxAge, discovered } = answer;
  if (!isNewer(askedAt, known, now) && askedAt !== known.fetchedAt) {
    return known;
  }
  const seen = answer.keys.map((key) => ({ ...key, firstSeen: askedAt, lastSeen: askedAt }));
  return {
    keys: mergeKeys(known.keys, seen, askedAt, rules, now),
    fetchedAt: askedAt,
    attemptedAt: Math.max(askedAt, latest(known.attemptedAt, undefined, now) ?? askedAt),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(discovered === undefined ? {} : { discovered }),
    tombstones: mergeTombstones(known.tombstones, [], now),
    ...purgeBefore(askedAt, known),
  };
}

/**
 * Joins what another isolate stored. A newer record is an answer with a history; of an older one only
 * withdrawals and the time of the last attempt are news: its keys are those that our answer no longer had.
 */
export function mergeRecords(ours: KeyRecord, stored: KeyRecord, rules: CacheRules, now: number): KeyRecord {
  const known = isPurgeAhead(ours, stored, now)
    ? { ...forgetKeys(ours, now), purgeSeen: stored.purgedAt }
    : ours;
  const isNews = stored.fetchedAt !== undefined && stored.fetchedAt >= (stored.purgedAt ?? -Infinity)
    && isNewer(stored.fetchedAt, known, now);
  const base = isNews ? stored : known;
  const attemptedAt = latest(known.attemptedAt, stored.attemptedAt, now);
  return {
    ...base,
    claim: claimOf(known, stored),
    keys: isNews ? mergeKeys(known.keys, stored.keys, stored.fetchedAt, rules, now) : known.keys,
    ...(attemptedAt === undefined ? {} : { attemptedAt }),
    tombstones: mergeTombstones(known.tombstones, stored.tombstones, now),
    ...laterPurge(known, stored, now),
  };
}

type Purge = Pick<KeyRecord, 'purgedAt' | 'purgeSeen'>;

/** Whether a purge is news whose time, by the clock of another isolate, is still to come here. */
function isPurgeAhead(ours: KeyRecord, { purgedAt = -Infinity }: KeyRecord, now: number): boolean {
  return purgedAt > Math.max(now, ours.purgedAt ?? -Infinity, ours.purgeSeen ?? -Infinity);
}

/** The later purge of two records; one that is ahead of this clock was carried out when it was first seen. */
function laterPurge(
  known: KeyRecord, { purgedAt = -Infinity, purgeSeen = -Infinity }: KeyRecord, now: number,
): Purge {
  const ours = known.purgedAt ?? -Infinity;
  const seen = Math.max(known.purgeSeen ?? -Infinity, purgeSeen);
  return purge(purgedAt > now ? ours : Math.max(ours, purgedAt), seen);
}

/** The purge of a record, once an answer was asked for that knew of it: whatever the clocks say, it came before. */
function purgeBefore(askedAt: number, { purgedAt = -Infinity, purgeSeen = -Infinity }: KeyRecord): Purge {
  return purgedAt > askedAt ? purge(askedAt, Math.max(purgedAt, purgeSeen)) : purge(purgedAt, purgeSeen);
}

function purge(purgedAt: number, purgeSeen: number): Purge {
  return {
    purgedAt: purgedAt === -Infinity ? undefined : purgedAt,
    purgeSeen: purgeSeen === -Infinity ? undefined : purgeSeen,
  };
}

/** The announcement of an attempt ends with the note of its outcome, which has the same time and no claim. */
function claimOf(known: KeyRecord, stored: KeyRecord): string | undefined {
  const { attemptedAt: ours = -Infinity } = known;
  const { attemptedAt: theirs = -Infinity } = stored;
  const isNews = theirs > ours || (theirs === ours && known.claim !== undefined);
  return isNews ? stored.claim : known.claim;
}

/** Withdraws a key, by its kid and by all material known under it. */
export function buryKey(known: KeyRecord, kid: string, until: number, now: number): KeyRecord {
  const material = known.keys
    .filter((key) => key.kid === kid)
    .flatMap(({ thumbprint }) => (thumbprint === undefined ? [] : [{ kid, thumbprint, until }]));
  const stones = material.length === 0 ? [{ kid, until }] : material;
  return { ...known, tombstones: mergeTombstones(known.tombstones, stones, now) };
}

/** Forgets all keys, so that only a later answer counts; withdrawals and the last attempt stay. */
export function forgetKeys({ attemptedAt, tombstones, purgeSeen }: KeyRecord, now: number): KeyRecord {
  return { keys: [], attemptedAt, tombstones, purgedAt: now, purgeSeen };
}

/** Whether `stored` lacks a withdrawal of `known`: some late write of another isolate overtook it. */
export function lacksWithdrawal(stored: KeyRecord, known: KeyRecord, now: number): boolean {
  const isThere = ({ kid, thumbprint, until }: Tombstone) => stored.tombstones.some((other) =>
    other.kid === kid && other.thumbprint === thumbprint && other.until >= until);
  return known.tombstones.some((stone) => now < stone.until && !isThere(stone))
    || (known.purgedAt ?? -Infinity) > (stored.purgedAt ?? -Infinity);
}

/** The later of two attempts; one from the future never happened. */
function latest(one: number | undefined, other: number | undefined, now: number): number | undefined {
  const times = [one, other].filter((time) => time !== undefined && !isFuture(time, now)) as number[];
  return times.length === 0 ? undefined : Math.max(...times);
}

function mergeKeys(
  older: readonly KnownKey[], newer: readonly KnownKey[], asOf: number, rules: CacheRules, now: number,
): readonly KnownKey[] {
  const past = new Map(older.map((key) => [`${identity(key)} ${key.thumbprint}`, key]));
  const published = new Set(newer.map(identity));
  const present = newer.map((key) => {
    const before = past.get(`${identity(key)} ${key.thumbprint}`);
    return before === undefined ? key : {
      ...key,
      firstSeen: Math.min(before.firstSeen, key.firstSeen),
      lastSeen: Math.max(Math.min(before.lastSeen, asOf), key.lastSeen),
    };
  });
  const missing = older
    .filter((key) => !published.has(identity(key)) && key.usable)
    .map((key) => ({
      ...key,
      lastSeen: Math.min(key.lastSeen, asOf),
      missingSince: Math.min(key.missingSince ?? asOf, asOf),
    }))
    .filter((key) => now < keptUntil(key, rules));
  return withinLimit(present, missing, rules.maxKeys);
}

/** Only keys that the provider no longer publishes give way, those that have been missing longest first. */
function withinLimit(
  present: readonly KnownKey[], missing: readonly KnownKey[], maxKeys: number,
): readonly KnownKey[] {
  const since = ({ missingSince = 0 }: KnownKey) => missingSince;
  const lastLostFirst = [...missing].sort((one, other) => since(other) - since(one));
  return [...present, ...lastLostFirst.slice(0, Math.max(0, maxKeys - present.length))];
}

function mergeTombstones(
  one: readonly Tombstone[], other: readonly Tombstone[], now: number,
): readonly Tombstone[] {
  const merged = new Map<string, Tombstone>();
  for (const stone of [...one, ...other]) {
    const key = JSON.stringify([stone.kid, stone.thumbprint]);
    if (now < stone.until && stone.until > (merged.get(key)?.until ?? -Infinity)) {
      merged.set(key, stone);
    }
  }
  return [...merged.values()];
}

/** What makes two entries the same key of the provider. */
function identity({ kid, thumbprint }: KnownKey): string {
  return JSON.stringify(kid === undefined ? [null, thumbprint] : [kid]);
}
