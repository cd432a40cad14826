/** Brings keys from the network and the stores into memory, and tells the stores what memory knows. */
import type { TellOfKeys } from '../events.js';
import type { WaitUntil } from '../types.js';
import { afterwards } from './background.js';
import { asKeyFailure, type KeyFailure } from './failure.js';
import { cooldownLeft, isDue, isFresh, pauseLeft, refreshLeft } from './freshness.js';
import { headStart } from './head-start.js';
import type { KeyMemory } from './key-memory.js';
import { mergeAnswer, mergeRecords, type Answer } from './merge.js';
import type { Provider } from './provider.js';
import type { KeyRecord } from './record.js';
import type { Found, RecordStores } from './record-stores.js';
import type { CacheRules } from './rules.js';

/** Seconds after which what a store said is read again before it is overwritten. */
const READ_BEFORE_WRITE = 1;

/** Why the network is asked. */
export type Occasion = 'load' | 'stale' | 'unknown-key' | 'purge';

/** Tells the others that this one is still at work, before each step of I/O. */
export type OnStep = () => void;

export interface KeeperParts {
  readonly rules: CacheRules;
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly tell: TellOfKeys;
  readonly memory: KeyMemory;
  readonly stores: RecordStores;
  readonly provider: Provider;
}

export class Keeper {
  /** Failed attempts so far. */
  failures = 0;
  /**
   * How the last attempt of this isolate failed. Absent before the first, while one is under way, and after a
   * good one.
   */
  lastFailure: KeyFailure | undefined;
  /** When this isolate last asked the network, in seconds. */
  #askedAt: number | undefined;
  /** Whether that attempt ended with a good answer. */
  #isAnswered = false;
  /** By how many seconds this isolate replaces the record at hand before its time. */
  #headStart = 0;
  readonly #rules: CacheRules;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #tell: TellOfKeys;
  readonly #memory: KeyMemory;
  readonly #stores: RecordStores;
  readonly #provider: Provider;

  constructor({ rules, now, random, tell, memory, stores, provider }: KeeperParts) {
    this.#rules = rules;
    this.#now = now;
    this.#random = random;
    this.#tell = tell;
    this.#memory = memory;
    this.#stores = stores;
    this.#provider = provider;
  }

  /**
   * Seconds until anyone may ask the network again; attempts of other isolates count as far as they are
   * known.
   */
  cooldown(): number {
    return cooldownLeft(this.#memory.record.attemptedAt, this.#rules, this.#now());
  }

  /** Whether the record at hand is to be replaced now: it is stale or about to be, and nobody tried a moment ago. */
  isRefreshDue(): boolean {
    const { record } = this.#memory;
    const now = this.#now();
    return isDue(record, this.#rules, now, this.#headStart) && refreshLeft(record, this.#rules, now) === 0;
  }

  /**
   * Whether an isolate without any keys may ask the network. The failures of others do not hold it back, and
   * neither does an attempt that never ended: its request was cancelled. A good answer does, unless its keys were
   * forgotten since, or may not be used for as long as the cooldown is.
   */
  mayAskWithoutKeys(): boolean {
    const { cooldown, maxStale } = this.#rules;
    const askedAt = this.#askedAt ?? -Infinity;
    const isForgotten = (this.#memory.record.purgedAt ?? -Infinity) > askedAt;
    if (this.lastFailure === undefined && (!this.#isAnswered || isForgotten)) {
      return true;
    }
    const pause = this.#isAnswered ? Math.min(cooldown, maxStale) : cooldown;
    return pauseLeft(this.#askedAt, pause, this.#now()) === 0;
  }

  /** Whether another isolate announced an attempt whose outcome may still come. */
  isOtherAtWork(): boolean {
    const { attemptedAt = -Infinity, claim } = this.#memory.record;
    return claim !== undefined && this.#now() - attemptedAt < this.#rules.timeout / 1000;
  }

  /** One attempt at the network. Gives the failure, if it is one. */
  async ask(
    occasion: Occasion, onStep: OnStep, waitUntil: WaitUntil | undefined,
  ): Promise<KeyFailure | undefined> {
    const askedAt = this.#now();
    this.#askedAt = askedAt;
    this.#isAnswered = false;
    this.lastFailure = undefined;
    this.#learn({ ...this.#memory.record, attemptedAt: askedAt, claim: undefined });
    let answer: Answer;
    try {
      answer = await this.#provider.ask({
        askedAt,
        known: this.#memory.record,
        discoverAfter: occasion === 'unknown-key' ? this.#rules.freshFor : this.#rules.maxStale,
        onStep,
      });
    } catch (error) {
      const failure = asKeyFailure(error, 'jwks.failed');
      this.#noteFailure(failure);
      await afterwards(waitUntil, this.#publish(true));
      return failure;
    }
    this.#isAnswered = true;
    this.#headStart = 0;
    const changed = this.#learn(mergeAnswer(this.#memory.record, answer, this.#rules, this.#now()));
    this.#tell({ type: 'jwks.refresh', keys: answer.keys.filter(({ usable }) => usable).length, changed });
    await afterwards(waitUntil, this.#publish(occasion === 'unknown-key' && !changed));
    return undefined;
  }

  #noteFailure(failure: KeyFailure): void {
    const { code, detail: { reason = 'jwks.failed' }, answered } = failure;
    this.failures += 1;
    this.lastFailure = failure;
    const status = answered === undefined ? {} : { status: answered };
    this.#tell({ type: 'jwks.failure', code, reason, ...status });
    // The address may be the fault: the next attempt asks the configuration for it.
    this.#learn({ ...this.#memory.record, discovered: undefined });
  }

  /** Reads all stores into memory. */
  async readStores(onStep: OnStep): Promise<void> {
    this.#adopt(await this.#stores.read(() => false, onStep));
  }

  /**
   * Reads the stores into memory until one has fresh keys; those asked before it get a copy.
   *
   * @returns the name of the store whose keys are in use, if any
   */
  async loadFromStores(onStep: OnStep, waitUntil: WaitUntil | undefined): Promise<string | undefined> {
    const found = await this.#stores.read((record) => isFresh(record, this.#rules, this.#now()), onStep);
    this.#adopt(found);
    await afterwards(waitUntil, this.#mend(found));
    const { fetchedAt } = this.#memory.record;
    return found.find(({ record }) => record !== undefined && record.fetchedAt === fetchedAt)?.store.name;
  }

  /** Compares memory with all stores, in both directions. */
  async checkStores(): Promise<void> {
    const found = await this.#stores.read(() => false, () => undefined);
    this.#adopt(found);
    await this.#mend(found);
  }

  /**
   * Agrees with the other isolates on who makes an attempt, where a store allows it.
   *
   * @returns whether it is this one
   */
  async isOurTurn(onStep: OnStep): Promise<boolean> {
    const winner = await this.#stores.announce(this.#memory.record, this.#now(), onStep);
    if (winner !== undefined) {
      this.#learn(mergeRecords(this.#memory.record, winner, this.#rules, this.#now()));
    }
    return winner === undefined;
  }

  #adopt(found: readonly Found[]): void {
    const { fetchedAt } = this.#memory.record;
    for (const { record } of found) {
      if (record !== undefined) {
        this.#learn(mergeRecords(this.#memory.record, record, this.#rules, this.#now()));
      }
    }
    if (this.#memory.record.fetchedAt !== fetchedAt) {
      this.#headStart = this.#stores.areLate
        ? headStart(this.#memory.record, this.#rules, this.#random)
        : 0;
    }
  }

  async #mend(found: readonly Found[]): Promise<void> {
    const { record } = this.#memory;
    await this.#stores.write(record, this.#stores.needingMending(found, record));
  }

  /** Tells the stores what is known. A note changes no key and is rationed. */
  async #publish(isNote: boolean): Promise<void> {
    const targets = isNote ? this.#stores.takingNotes() : this.#stores.all;
    if (targets.length === 0) {
      return;
    }
    if (this.#stores.unreadFor(READ_BEFORE_WRITE)) {
      // The answer was slow. What others wrote meanwhile must not be lost.
      await this.readStores(() => undefined);
    }
    await this.#stores.write(this.#memory.record, targets);
  }

  #learn(record: KeyRecord): boolean {
    return this.#memory.learn(record, this.#now());
  }
}
