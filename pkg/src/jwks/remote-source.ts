/**
 * A remote key set: memory, then the stores in order, then the network, then the seed.
 *
 * Who does what (all of it bounded; nobody awaits what another request started, see in-flight.ts):
 * - Keys in memory that may be used are used at once. Work that is due (a refresh of stale keys, a look at
 *   the stores) is done behind the answer, by one request at a time.
 * - No keys in memory: the first request reads the stores and, where they have none, asks the network. A
 *   request that arrives meanwhile looks at the memory by its own timers until the first is through, and
 *   makes an attempt of its own only when the first is gone: it gave no sign of life for longer than a step
 *   of I/O may take. That is the one case of two attempts within a cooldown. In the cooldown after a failed
 *   attempt, everyone fails at once.
 * - A token names an unknown key: the stores are read again, then the network is asked, both at most once a
 *   cooldown. A request that arrives meanwhile waits for at most a second; if the attempt is still unfinished
 *   then, nobody knows whether the key exists: ERR_JWKS_UNAVAILABLE.
 * - The attempts of other isolates, noted in the stores, count for the cooldown as long as this one has keys.
 *   Without keys it makes its own attempt: the failure of one place must not become an outage of all.
 */
import { ClaimgateError, type ErrorDetail } from '../errors.js';
import { toldKid, type TellOfKeys } from '../events.js';
import type { KeySourceStats, WaitUntil } from '../types.js';
import { behind, keptAlive } from './background.js';
import { isFresh, lastAttemptWasGood } from './freshness.js';
import { InFlight, sleep, type Owner } from './in-flight.js';
import { Keeper } from './keeper.js';
import { KeyMemory } from './key-memory.js';
import type {
  KeySource, KeySourceEnvironment, KeySourceOptions, LoadedKeys, SourceContext,
} from './key-source.js';
import { buryKey, forgetKeys } from './merge.js';
import { Provider, type RemoteOption } from './provider.js';
import { sourceId } from './record.js';
import { RecordStores } from './record-stores.js';
import { cacheRules, type CacheRules } from './rules.js';
import { checkSeed, readSeed, type SeedKeys } from './seed.js';

/** Most milliseconds that a token with an unknown key waits for an attempt which someone else makes. */
const LONGEST_WAIT_FOR_ATTEMPT = 1000;

/** Milliseconds between two looks at a store in which another isolate announced its attempt. */
const AGREEMENT_PAUSE = 100;

export class RemoteKeySource implements KeySource {
  readonly remote = true;
  readonly #rules: CacheRules;
  readonly #environment: KeySourceEnvironment;
  readonly #tell: TellOfKeys;
  readonly #provider: Provider;
  readonly #stores: RecordStores;
  readonly #memory: KeyMemory;
  readonly #keeper: Keeper;
  readonly #inFlight: InFlight;
  readonly #seed: SeedKeys | undefined;

  /** @throws ClaimgateError `ERR_CONFIG` */
  constructor(jwks: RemoteOption, options: KeySourceOptions, environment: KeySourceEnvironment) {
    const { now, random, tell, importer } = environment;
    const issuers = typeof options.issuer === 'string' ? [options.issuer] : options.issuer;
    const rules = cacheRules(options.cache);
    const provider = new Provider(
      jwks, options.documentIssuers ?? issuers, options.allowHttpLoopback ?? false, rules, environment,
    );
    const identify = () => sourceId(issuers, provider.kind, provider.address);
    checkSeed(options.seed);
    this.#rules = rules;
    this.#environment = environment;
    this.#tell = tell;
    this.#provider = provider;
    this.#stores = new RecordStores({ stores: options.stores ?? [], identify, importer, rules, now, tell });
    this.#memory = new KeyMemory(rules, tell);
    this.#keeper = new Keeper({ rules, now, random, tell, memory: this.#memory, stores: this.#stores, provider });
    this.#inFlight = new InFlight(now, rules.timeout);
    this.#seed = options.seed;
  }

  current(): LoadedKeys | undefined {
    return this.#memory.current(this.#now());
  }

  async load(context: SourceContext): Promise<LoadedKeys> {
    const waitUntil = this.#waitUntil(context);
    const tier = this.current() === undefined ? await this.#firstLoad(waitUntil) : 'memory';
    const loaded = this.current();
    if (loaded === undefined) {
      throw this.#unavailable();
    }
    this.#tellHit(tier);
    this.tend(context);
    return loaded;
  }

  tend(context: SourceContext): void {
    if (this.#inFlight.isLive()) {
      return;
    }
    const waitUntil = this.#waitUntil(context);
    if (this.#keeper.isRefreshDue()) {
      const owner = this.#inFlight.begin();
      behind(waitUntil, this.#atWork(owner, undefined, (onStep) => this.#refreshStale(onStep, waitUntil)));
    } else if (this.#stores.unreadFor(this.#rules.storeCheck)) {
      behind(waitUntil, this.#keeper.checkStores());
    }
  }

  async hydrate(context: SourceContext): Promise<void> {
    await this.load(context);
    await this.#inFlight.idle();
  }

  async refreshForUnknownKey(
    seen: LoadedKeys, kid: string | undefined, context: SourceContext,
  ): Promise<LoadedKeys | undefined> {
    const name = toldKid(kid);
    this.#tell({ type: 'jwks.kid_miss', ...name });
    const isFound = () => this.#newerThan(seen) !== undefined && this.#memory.knows(kid, this.#now());
    const isHeldBack = () => !this.#inFlight.isLive()
      && this.#keeper.cooldown() > 0 && !this.#keeper.isOtherAtWork();
    const owner = await this.#inFlight.acquire(() => isFound() || isHeldBack(), this.#patience());
    if (owner !== undefined) {
      const waitUntil = this.#waitUntil(context);
      await this.#atWork(owner, waitUntil, (onStep) => this.#refreshForUnknown(isFound, onStep, waitUntil));
    } else if (!isFound() && this.#inFlight.isLive()) {
      throw this.#undecided();
    } else if (!isFound()) {
      this.#tell({ type: 'jwks.cooldown', ...name, retryAfter: this.#keeper.cooldown() });
    }
    if (!isFound() && !lastAttemptWasGood(this.#memory.record)) {
      throw this.#undecided();
    }
    return this.#newerThan(seen);
  }

  purge(kid: string | undefined, context: SourceContext): Promise<void> {
    const waitUntil = this.#waitUntil(context);
    return keptAlive(waitUntil, this.#purge(kid, waitUntil));
  }

  async #purge(kid: string | undefined, waitUntil: WaitUntil | undefined): Promise<void> {
    const now = this.#now();
    // Here at once, whatever the stores do; then again, by the material that they know under this kid.
    this.#withdraw(kid, now);
    this.#tell({ type: 'jwks.purged', ...(kid === undefined ? {} : { kid }) });
    await this.#keeper.readStores(() => undefined);
    this.#withdraw(kid, now);
    // The other isolates must hear of it even when the provider cannot be reached.
    await this.#stores.write(this.#memory.record);
    if (kid === undefined) {
      const owner = this.#inFlight.begin();
      await this.#atWork(owner, waitUntil, (onStep) => this.#keeper.ask('purge', onStep, waitUntil));
    }
  }

  #withdraw(kid: string | undefined, now: number): void {
    const { record } = this.#memory;
    const until = now + this.#rules.maxStale + this.#rules.freshFor;
    this.#memory.learn(kid === undefined ? forgetKeys(record, now) : buryKey(record, kid, until, now), now);
  }

  stats(): KeySourceStats {
    const { fetchedAt, attemptedAt } = this.#memory.record;
    return {
      ...this.#memory.count(this.#now()),
      ...(fetchedAt === undefined ? {} : { fetchedAt }),
      ...(attemptedAt === undefined ? {} : { attemptedAt }),
      fetches: this.#provider.fetches,
      failures: this.#keeper.failures,
      storeReads: this.#stores.reads,
      storeWrites: this.#stores.writes,
    };
  }

  /** Brings keys into memory, from wherever they are. Gives the tier they came from. */
  async #firstLoad(waitUntil: WaitUntil | undefined): Promise<string> {
    const isHeldBack = () => !this.#inFlight.isLive()
      && !this.#keeper.mayAskWithoutKeys() && !this.#mayReadStores();
    const owner = await this.#inFlight.acquire(() => this.current() !== undefined || isHeldBack());
    if (owner === undefined) {
      return 'memory';
    }
    return this.#atWork(owner, waitUntil, (onStep) => this.#fill(onStep, waitUntil));
  }

  async #fill(onStep: () => void, waitUntil: WaitUntil | undefined): Promise<string> {
    const mayAsk = this.#keeper.mayAskWithoutKeys();
    if (mayAsk || this.#mayReadStores()) {
      const store = await this.#keeper.loadFromStores(onStep, waitUntil);
      if (this.current() !== undefined) {
        return store ?? 'memory';
      }
    }
    if (mayAsk && (await this.#keeper.ask('load', onStep, waitUntil)) === undefined) {
      return 'network';
    }
    this.#memory.admitSeed(readSeed(this.#seed, this.#environment.importer, this.#rules, this.#tell));
    return 'seed';
  }

  /** Asks the network, unless another isolate has, or is about to. */
  async #refreshStale(onStep: () => void, waitUntil: WaitUntil | undefined): Promise<void> {
    await this.#keeper.readStores(onStep);
    if (this.#keeper.isRefreshDue() && (await this.#keeper.isOurTurn(onStep))) {
      await this.#keeper.ask('stale', onStep, waitUntil);
    }
  }

  /** What can be done about a key that nobody here knows, at most once a cooldown. */
  async #refreshForUnknown(
    isFound: () => boolean, onStep: () => void, waitUntil: WaitUntil | undefined,
  ): Promise<void> {
    await this.#keeper.readStores(onStep);
    if (isFound()) {
      return;
    }
    if (this.#keeper.cooldown() === 0 && (await this.#keeper.isOurTurn(onStep))) {
      await this.#keeper.ask('unknown-key', onStep, waitUntil);
      return;
    }
    // Another isolate was first. Where the stores show its answer at once, it is worth a moment.
    const patience = this.#patience();
    for (let waited = 0; waited < patience && this.#keeper.isOtherAtWork(); waited += AGREEMENT_PAUSE) {
      await sleep(AGREEMENT_PAUSE);
      await this.#keeper.readStores(onStep);
    }
  }

  /** Without keys the stores are read even in the cooldown, but not for every request. */
  #mayReadStores(): boolean {
    return this.#stores.unreadFor(Math.min(this.#rules.cooldown, this.#rules.storeCheck));
  }

  /** Does work that only one request at a time does, and shows the others when it is done. */
  #atWork<T>(
    owner: Owner, waitUntil: WaitUntil | undefined, work: (onStep: () => void) => Promise<T>,
  ): Promise<T> {
    const renew = () => {
      this.#inFlight.renew(owner);
    };
    const end = () => {
      this.#inFlight.end(owner);
    };
    return keptAlive(waitUntil, work(renew).finally(end));
  }

  #newerThan({ generation }: LoadedKeys): LoadedKeys | undefined {
    const loaded = this.current();
    return loaded !== undefined && loaded.generation > generation ? loaded : undefined;
  }

  #tellHit(tier: string): void {
    const now = this.#now();
    const inUse = this.#memory.inUse(now);
    if (inUse === undefined || isFresh(inUse, this.#rules, now)) {
      this.#tell({ type: 'jwks.hit', tier });
    } else {
      this.#tell({ type: 'jwks.stale', age: now - (inUse.fetchedAt ?? now) });
    }
  }

  /** There are no keys. */
  #unavailable(): ClaimgateError {
    const code = this.#keeper.lastFailure?.code ?? 'ERR_JWKS_UNAVAILABLE';
    return new ClaimgateError(code, undefined, this.#whyAndWhen());
  }

  /** There are keys, but whether there is another one is not known. */
  #undecided(): ClaimgateError {
    return new ClaimgateError('ERR_JWKS_UNAVAILABLE', undefined, this.#whyAndWhen());
  }

  #whyAndWhen(): ErrorDetail {
    const reason = this.#keeper.lastFailure?.detail.reason ?? 'jwks.unfinished';
    // Whole seconds, and never "at once".
    return { reason, retryAfter: Math.max(1, Math.ceil(this.#keeper.cooldown())) };
  }

  #patience(): number {
    return Math.min(this.#rules.timeout, LONGEST_WAIT_FOR_ATTEMPT);
  }

  #waitUntil(context: SourceContext): WaitUntil | undefined {
    return context.waitUntil ?? this.#environment.waitUntil;
  }

  #now(): number {
    return this.#environment.now();
  }
}
