/**
 * The shared stores of one source: reads and writes of its record, each bounded, none of them able to fail a
 * request.
 */
import type { TellOfKeys } from '../events.js';
import { TIMED_OUT, within } from '../within.js';
import { lacksWithdrawal } from './merge.js';
import type { KeyImporter } from './key-source.js';
import { EMPTY_RECORD, parseRecord, serializeRecord, type KeyRecord } from './record.js';
import type { CacheRules } from './rules.js';
import type { Store } from './store.js';

/** Least seconds between two writes that only mend what a store has lost. */
const MEND_INTERVAL = 60;

/** What one store had. */
export interface Found {
  readonly store: Store;
  /** Absent when it had nothing that can be used. */
  readonly record?: KeyRecord;
  /** Whether it could be read at all. */
  readonly answered: boolean;
}

export class RecordStores {
  /** When they were last read, in seconds. */
  readAt: number | undefined;
  reads = 0;
  writes = 0;
  readonly #stores: readonly Store[];
  readonly #identify: () => Promise<string>;
  readonly #importer: KeyImporter;
  readonly #rules: CacheRules;
  readonly #now: () => number;
  readonly #tell: TellOfKeys;
  readonly #writtenAt = new Map<Store, number>();
  #id: string | undefined;

  constructor(options: {
    readonly stores: readonly Store[];
    /** The id of the source, which names its record and is checked when it is read. */
    readonly identify: () => Promise<string>;
    readonly importer: KeyImporter;
    readonly rules: CacheRules;
    readonly now: () => number;
    readonly tell: TellOfKeys;
  }) {
    this.#stores = options.stores;
    this.#identify = options.identify;
    this.#importer = options.importer;
    this.#rules = options.rules;
    this.#now = options.now;
    this.#tell = options.tell;
  }

  /** Whether one of them shows the writes of others late, so that isolates cannot agree on who asks. */
  get areLate(): boolean {
    return !this.#stores.every(isStronglyConsistent);
  }

  get all(): readonly Store[] {
    return this.#stores;
  }

  /** Whether they were not read for this many seconds, or the clock went back since. */
  unreadFor(seconds: number): boolean {
    return this.#stores.length > 0 && isPast(this.readAt, seconds, this.#now());
  }

  /**
   * Reads the stores in order, until one has what is enough.
   *
   * @param onStep called before each store, which may take up to the timeout
   */
  async read(isEnough: (record: KeyRecord) => boolean, onStep: () => void): Promise<readonly Found[]> {
    this.readAt = this.#now();
    const found: Found[] = [];
    for (const store of this.#stores) {
      onStep();
      const one = await this.#readOne(store);
      found.push(one);
      if (one.record !== undefined && isEnough(one.record)) {
        break;
      }
    }
    return found;
  }

  async #readOne(store: Store): Promise<Found> {
    const id = await this.#sourceId();
    this.reads += 1;
    let text: string | null;
    try {
      text = await within(this.#rules.timeout, store.get(storeKey(id)));
    } catch (error) {
      this.#failed(store, 'get', error);
      return { store, answered: false };
    }
    if (typeof text !== 'string') {
      return { store, answered: true };
    }
    const record = parseRecord(text, id, this.#importer, this.#rules);
    if (record === undefined) {
      const reason = 'store.invalid_record';
      this.#tell({ type: 'store.failure', store: store.name, operation: 'get', reason });
      return { store, answered: true };
    }
    return { store, record, answered: true };
  }

  /** Those that take a write that changes no key: notes of attempts are rationed as each store asks. */
  takingNotes(): readonly Store[] {
    return this.#stores.filter((store) =>
      isPast(this.#writtenAt.get(store), store.attemptWriteInterval ?? 0, this.#now()));
  }

  /**
   * Those that lost the record, or a withdrawal in it: to a failure, an expiry, or a late write of another
   * isolate.
   */
  needingMending(found: readonly Found[], record: KeyRecord): readonly Store[] {
    const now = this.#now();
    const hasLost = (stored: KeyRecord | undefined) => stored === undefined
      ? record.fetchedAt !== undefined || lacksWithdrawal(EMPTY_RECORD, record, now)
      : lacksWithdrawal(stored, record, now);
    return found
      .filter(({ answered, record: stored }) => answered && hasLost(stored))
      .map(({ store }) => store)
      .filter((store) => isPast(this.#writtenAt.get(store), MEND_INTERVAL, now));
  }

  /** @param targets default: all */
  async write(record: KeyRecord, targets: readonly Store[] = this.#stores): Promise<void> {
    await Promise.all(targets.map((store) => this.#writeOne(store, record)));
  }

  async #writeOne(store: Store, record: KeyRecord): Promise<void> {
    const now = this.#now();
    const id = await this.#sourceId();
    this.writes += 1;
    this.#writtenAt.set(store, now);
    // A withdrawal must not expire in the store before it ends.
    const ttl = Math.max(this.#rules.maxStale, ...record.tombstones.map(({ until }) => until - now));
    try {
      const text = serializeRecord(record, id);
      await within(this.#rules.timeout, store.put(storeKey(id), text, { ttl: Math.ceil(ttl) }));
    } catch (error) {
      this.#failed(store, 'put', error);
    }
  }

  /**
   * Announces an attempt at the strongly consistent stores. Of several isolates that do so at once the last
   * to write wins: each reads back whose announcement stayed.
   *
   * @returns the record of the isolate that was first; undefined when this one makes the attempt
   */
  async announce(record: KeyRecord, attemptedAt: number, onStep: () => void): Promise<KeyRecord | undefined> {
    const claim = crypto.randomUUID();
    for (const store of this.#stores.filter(isStronglyConsistent)) {
      onStep();
      await this.#writeOne(store, { ...record, attemptedAt, claim });
      onStep();
      const { record: stored } = await this.#readOne(store);
      // A record from before is what a store shows that is not as consistent as it says: it decides nothing.
      if (stored !== undefined && stored.claim !== claim && (stored.attemptedAt ?? 0) >= attemptedAt) {
        return stored;
      }
    }
    return undefined;
  }

  async #sourceId(): Promise<string> {
    // Each request awaits its own digest: a pending one belongs to the request that started it.
    this.#id ??= await this.#identify();
    return this.#id;
  }

  #failed(store: Store, operation: 'get' | 'put', error: unknown): void {
    // The text of a foreign error may hold anything: it is not passed on.
    const reason = error === TIMED_OUT ? 'store.timeout' : 'store.error';
    this.#tell({ type: 'store.failure', store: store.name, operation, reason });
  }
}

function isStronglyConsistent({ attemptWriteInterval = 0 }: Store): boolean {
  return attemptWriteInterval === 0;
}

function storeKey(id: string): string {
  return `jwks:${id}`;
}

function isPast(since: number | undefined, seconds: number, now: number): boolean {
  return since === undefined || since > now || now - since >= seconds;
}
