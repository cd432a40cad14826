/** The record in the memory of the isolate, and the key set it gives at a time. */
import { LONGEST_TOLD_KID, type TellOfKeys } from '../events.js';
import { isUsable, keysInForce, nextChange } from './freshness.js';
import type { LoadedKeys } from './key-source.js';
import { EMPTY_RECORD, keySetText, type KeyRecord, type KnownKey } from './record.js';
import type { CacheRules } from './rules.js';

/** A key set made from a record, and for how long it is what that record gives. */
interface View {
  readonly of: KeyRecord;
  readonly from: number;
  readonly until: number;
  readonly loaded: LoadedKeys;
  readonly usable: number;
}

export class KeyMemory {
  readonly #rules: CacheRules;
  readonly #tell: TellOfKeys;
  #record = EMPTY_RECORD;
  #seed: KeyRecord | undefined;
  #view: View | undefined;

  constructor(rules: CacheRules, tell: TellOfKeys) {
    this.#rules = rules;
    this.#tell = tell;
  }

  get record(): KeyRecord {
    return this.#record;
  }

  /**
   * The record or, once it was let in, the seed: whichever may be used at `now`. Withdrawals hold for both.
   */
  inUse(now: number): KeyRecord | undefined {
    if (isUsable(this.#record, this.#rules, now)) {
      return this.#record;
    }
    // As for records: a time that is wrong by more than it may be old must not keep keys alive for ever.
    const isOfTheTime = Math.abs(now - (this.#seed?.fetchedAt ?? -Infinity)) < this.#rules.seedMaxAge;
    return isOfTheTime ? this.#seed : undefined;
  }

  /** The keys that may be used at `now`, without I/O. */
  current(now: number): LoadedKeys | undefined {
    const record = this.inUse(now);
    if (record === undefined) {
      return undefined;
    }
    const view = this.#view;
    if (view?.of === record && view.from <= now && now < view.until) {
      return view.loaded;
    }
    return this.#look(record, now).loaded;
  }

  #look(record: KeyRecord, now: number): View {
    const keys = [...keysInForce(record, this.#rules, now)].sort(byName);
    const before = this.#view?.loaded;
    const json = keySetText(keys);
    const generation = (before?.generation ?? 0) + (before?.json === json ? 0 : 1);
    this.#view = {
      of: record,
      from: now,
      until: nextChange(record, this.#rules, now),
      loaded: { json, generation, fetchedAt: record.fetchedAt ?? now },
      usable: keys.filter(({ usable }) => usable).length,
    };
    return this.#view;
  }

  /**
   * Whether a key of this kid is in force.
   *
   * @param kid as the engine reports it: cut to 64 characters; undefined for a token that names none, for
   *   which any key may be the one
   */
  knows(kid: string | undefined, now: number): boolean {
    const record = this.inUse(now);
    const isNamed = (known: string | undefined) => kid === undefined || known === kid
      || (kid.length >= LONGEST_TOLD_KID && known?.startsWith(kid) === true);
    return record !== undefined && keysInForce(record, this.#rules, now).some((key) => isNamed(key.kid));
  }

  /** Replaces the record. Returns whether keys or withdrawals changed. */
  learn(record: KeyRecord, now: number): boolean {
    const before = this.#record;
    this.#record = record;
    if (this.#seed !== undefined) {
      this.#seed = withWithdrawals(this.#seed, record);
    }
    for (const { kid, missingSince } of lost(before, record)) {
      const name = kid === undefined ? {} : { kid };
      this.#tell({ type: 'jwks.retained', ...name, missingSince: missingSince ?? now });
    }
    const old = keysInForce(before, this.#rules, now).map(nameOf);
    const current = keysInForce(record, this.#rules, now).map(nameOf);
    const added = current.filter((name) => !old.includes(name));
    const removed = old.filter((name) => !current.includes(name));
    const isChanged = added.length + removed.length > 0;
    if (old.length > 0 && isChanged) {
      this.#tell({ type: 'jwks.rotation', added: added.map(shown), removed: removed.map(shown) });
    }
    return isChanged || record.tombstones.length !== before.tombstones.length;
  }

  /** Lets the seed in, for as long as the record cannot be used. */
  admitSeed(seed: KeyRecord | undefined): void {
    this.#seed = seed === undefined ? undefined : withWithdrawals(seed, this.#record);
  }

  /** Keys that verify something at `now`, and the generation of the set. */
  count(now: number): { readonly keys: number; readonly generation: number } {
    const { generation = 0 } = this.current(now) ?? this.#view?.loaded ?? {};
    return { keys: this.inUse(now) === undefined ? 0 : this.#view?.usable ?? 0, generation };
  }
}

function withWithdrawals(seed: KeyRecord, { tombstones, purgedAt }: KeyRecord): KeyRecord {
  return { ...seed, tombstones, ...(purgedAt === undefined ? {} : { purgedAt }) };
}

/** Keys that the provider published before and does not publish now, and that are kept. */
function lost(before: KeyRecord, after: KeyRecord): readonly KnownKey[] {
  const published = new Set(before.keys.filter(({ missingSince }) => missingSince === undefined).map(nameOf));
  return after.keys.filter((key) => key.missingSince !== undefined && published.has(nameOf(key)));
}

/** Kid and material: the same key has the same name, whatever its history. */
function nameOf({ kid, thumbprint }: KnownKey): string {
  return JSON.stringify([kid, thumbprint]);
}

function shown(name: string): string {
  const [kid, thumbprint] = JSON.parse(name) as readonly [string | null, string | null];
  return kid ?? thumbprint ?? '';
}

/** Providers change the order of keys without a reason; that is no change of the set. */
function byName(one: KnownKey, other: KnownKey): number {
  return nameOf(one) < nameOf(other) ? -1 : 1;
}
