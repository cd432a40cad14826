/**
 * One configuration at work: a compiled policy, a source of keys, and the order in which a token meets them.
 */
import { call, policyHandle, type PolicyHandle } from './engine.js';
import { documentIssuers } from './entra-clouds.js';
import { ClaimgateError, type ErrorCode } from './errors.js';
import { rememberTeller, teller, toldKid, type Tell } from './events.js';
import type { GroupsOwner } from './groups/options.js';
import { GroupsResolver } from './groups/resolver.js';
import { reportOf } from './inspect.js';
import { createKeySource, type KeySource, type LoadedKeys, type SourceContext } from './jwks/key-source.js';
import { cacheRules } from './jwks/rules.js';
import { describeKeys, ImportedKeys, NO_KEYS } from './keys.js';
import {
  checkedTime,
  checkVerifierOptions,
  configError,
  DEFAULT_MAX_TOKEN_BYTES,
  fetchFunction,
  policyInput,
  systemTime,
  tokenCacheEntries,
} from './options.js';
import type { PolicyInput } from './policy-input.js';
import { RevocationCheck } from './revocation/check.js';
import { checkToken } from './token.js';
import { frozen, TokenCache, type Window } from './token-cache.js';
import type { KeySourceStats, Report, Verified, VerifierOptions, VerifyContext, WaitUntil } from './types.js';

/** Refusals that other keys could turn around. Any other comes before the keys or after a good signature. */
const DECIDED_BY_KEYS: ReadonlySet<ErrorCode> = new Set([
  'ERR_KEY_NOT_FOUND',
  'ERR_KEY_AMBIGUOUS',
  'ERR_KEY_UNUSABLE',
  'ERR_SIGNATURE_INVALID',
]);

type Outcome =
  | { readonly verified: Verified; readonly error?: undefined }
  | { readonly verified?: undefined; readonly error: ClaimgateError };

export class Configuration {
  /** Every accepted issuer, as configured. */
  readonly issuers: readonly string[];
  /** The name of the configuration in events and stats: its first issuer. */
  readonly name: string;
  readonly #maxTokenBytes: number;
  readonly #maxKeys: number;
  readonly #policyInput: PolicyInput;
  readonly #policy: PolicyHandle;
  readonly #source: KeySource;
  readonly #imported: ImportedKeys;
  readonly #tokens: TokenCache | undefined;
  readonly #revocation: RevocationCheck | undefined;
  readonly #groups: GroupsResolver | undefined;
  #tokenCacheHits = 0;
  /** When `verifySync` last looked after the keys, in seconds. */
  #tendedAt = -Infinity;
  readonly #clock: () => number;
  readonly #waitUntil: WaitUntil | undefined;
  readonly #tell: Tell;
  readonly #observed: boolean;

  /** @throws ClaimgateError ERR_CONFIG, ERR_JWKS_INVALID for a malformed fixed key set */
  constructor(options: VerifierOptions) {
    checkVerifierOptions(options);
    this.#clock = options.now ?? systemTime;
    this.#waitUntil = options.waitUntil;
    this.#maxTokenBytes = options.maxTokenBytes ?? DEFAULT_MAX_TOKEN_BYTES;
    this.#maxKeys = cacheRules(options.cache).maxKeys;
    this.#policyInput = policyInput(options);
    this.#policy = policyHandle(this.#policyInput);
    call((bindings) => this.#policy.get(bindings));
    const { issuer } = this.#policyInput;
    this.issuers = typeof issuer === 'string' ? [issuer] : issuer;
    this.name = this.issuers[0] ?? '';
    this.#observed = options.onEvent !== undefined;
    this.#tell = teller(options.onEvent, this.name, this.#clock);
    const { provider, revocation, groups } = options;
    this.#revocation =
      revocation === undefined
        ? undefined
        : new RevocationCheck(revocation, { provider, now: this.#clock, tell: this.#tell });
    this.#groups =
      groups === undefined
        ? undefined
        : new GroupsResolver(groups, { policy: this.#policy, now: this.#clock });
    const entries = tokenCacheEntries(options);
    this.#tokens = entries === 0 ? undefined : new TokenCache(entries);
    this.#imported = new ImportedKeys(this.#maxKeys);
    this.#source = createKeySource(
      options.jwks,
      { ...options, documentIssuers: documentIssuers(options) },
      {
        now: this.#clock,
        random: options.random ?? Math.random,
        fetch: fetchFunction(options),
        importer: { describe: describeKeys },
        tell: this.#tell,
      },
    );
  }

  async verify(token: unknown, context: VerifyContext): Promise<Verified> {
    try {
      const verified = await this.#verifyWithSource(token, context);
      const asksHost = this.#revocation !== undefined || this.#groups !== undefined;
      return this.#accepted(asksHost ? await this.#completed(verified, context) : verified);
    } catch (error) {
      throw this.refused(error);
    }
  }

  /** What needs a store or the host's own code, for a token that is valid. */
  async #completed(verified: Verified, context: VerifyContext): Promise<Verified> {
    await this.#revocation?.check(verified);
    const completed = await this.#groups?.complete(verified, context.waitUntil ?? this.#waitUntil);
    return completed ?? verified;
  }

  verifySync(token: unknown, context: VerifyContext): Verified {
    try {
      const verified = this.#verifyFromMemory(token, context);
      this.#revocation?.checkSync(verified);
      return this.#accepted(this.#groups?.completeSync(verified) ?? verified);
    } catch (error) {
      throw this.refused(error);
    }
  }

  /**
   * A token is first judged by the keys at hand, even by none: one that is malformed, or that the policy
   * refuses before its key matters, must not cause a request. Only when keys decide is the source asked.
   */
  async #verifyWithSource(token: unknown, context: VerifyContext): Promise<Verified> {
    const atHand = this.#source.current();
    const first = this.#attempt(token, atHand, context);
    if (first.error !== undefined && !DECIDED_BY_KEYS.has(first.error.code)) {
      throw first.error;
    }
    const sourceContext = this.#sourceContext(context);
    const loaded = await this.#source.load(sourceContext);
    const second = loaded.generation === atHand?.generation ? first : this.#attempt(token, loaded, context);
    if (second.error?.code !== 'ERR_KEY_NOT_FOUND') {
      return settled(second);
    }
    const newer = await this.#source.refreshForUnknownKey(loaded, second.error.detail.kid, sourceContext);
    return settled(newer === undefined ? second : this.#attempt(token, newer, context));
  }

  /**
   * Nothing is waited for. Where keys were what decided, the upkeep of the keys is started all the same: a
   * service that never calls `verify` must hear of rotations and withdrawals too.
   */
  #verifyFromMemory(token: unknown, context: VerifyContext): Verified {
    const atHand = this.#source.current();
    const outcome = this.#attempt(token, atHand, context);
    if (atHand !== undefined && (outcome.error === undefined || DECIDED_BY_KEYS.has(outcome.error.code))) {
      this.#tend(context);
    }
    const mayBeLoadable = atHand === undefined || this.#source.remote;
    if (outcome.error?.code === 'ERR_KEY_NOT_FOUND' && mayBeLoadable) {
      throw new ClaimgateError('ERR_JWKS_NOT_LOADED', undefined, outcome.error.detail);
    }
    return settled(outcome);
  }

  /** Once a second: the look at what is due would be a third of the time of a token that is known. */
  #tend(context: VerifyContext): void {
    const now = this.#clock();
    if (Math.abs(now - this.#tendedAt) >= 1) {
      this.#tendedAt = now;
      this.#source.tend(this.#sourceContext(context));
    }
  }

  #attempt(token: unknown, loaded: LoadedKeys | undefined, context: VerifyContext): Outcome {
    try {
      checkToken(token, this.#maxTokenBytes);
      const now = checkedTime(context.now ?? this.#clock());
      return { verified: this.#known(token, loaded, now) ?? this.#judge(token, loaded, now) };
    } catch (error) {
      if (error instanceof ClaimgateError) {
        return { error };
      }
      throw error;
    }
  }

  #known(token: string, loaded: LoadedKeys | undefined, now: number): Verified | undefined {
    const known = loaded === undefined ? undefined : this.#tokens?.get(token, loaded.generation, now);
    this.#tokenCacheHits += known === undefined ? 0 : 1;
    return known;
  }

  /** @throws ClaimgateError the token's refusal */
  #judge(token: string, loaded: LoadedKeys | undefined, now: number): Verified {
    const keys = this.#handleOf(loaded);
    const text = call((bindings) =>
      bindings.verify(token, keys.get(bindings), this.#policy.get(bindings), now),
    );
    const { window, ...verified } = JSON.parse(text) as Verified & { readonly window: Window };
    frozen(verified);
    if (loaded !== undefined) {
      this.#tokens?.add(token, loaded.generation, verified, window);
    }
    return verified;
  }

  #handleOf(loaded: LoadedKeys | undefined) {
    return loaded === undefined ? NO_KEYS : this.#imported.handleOf(loaded);
  }

  #sourceContext(context: VerifyContext): SourceContext {
    return { waitUntil: context.waitUntil ?? this.#waitUntil };
  }

  #accepted(verified: Verified): Verified {
    if (this.#observed) {
      rememberTeller(verified, this.#tell);
      this.#tell({ type: 'token.verified', ...toldKid(verified.key.kid) });
    }
    return verified;
  }

  /** Tells the listener of a refusal, and gives it back. */
  refused(error: unknown): unknown {
    if (error instanceof ClaimgateError) {
      const { kid, reason, seconds } = error.detail;
      const because = {
        ...(reason === undefined ? {} : { reason }),
        ...(seconds === undefined ? {} : { seconds }),
      };
      this.#tell({ type: 'token.refused', code: error.code, ...because, ...toldKid(kid) });
    }
    return error;
  }

  /** The ladder for a token, and whether it was revoked. */
  async inspect(token: unknown, context: VerifyContext): Promise<Report> {
    const report = await this.#inspectWithSource(token, context);
    const { verified } =
      report.verdict === 'valid' && this.#revocation !== undefined
        ? this.#attempt(token, this.#source.current(), context)
        : {};
    return verified === undefined ? report : this.#withRevocation(report, verified);
  }

  async #withRevocation(report: Report, verified: Verified): Promise<Report> {
    try {
      await this.#revocation?.check(verified);
      return report;
    } catch (error) {
      if (!(error instanceof ClaimgateError)) {
        throw error;
      }
      const { code, detail } = error;
      const verdict = code === 'ERR_TOKEN_REVOKED' ? 'refused' : 'incomplete';
      return {
        ...report,
        verdict,
        code,
        notes: [...report.notes, { reason: detail.reason ?? 'revocation.unknown' }],
      };
    }
  }

  /** Keys are loaded only when the token gets as far as its key. */
  async #inspectWithSource(token: unknown, context: VerifyContext): Promise<Report> {
    const atHand = this.#source.current();
    const first = this.#report(token, atHand, context);
    const isReadable = ['structure', 'header'].every((rung) =>
      first.checks.some(({ id, state }) => id === rung && state === 'pass'),
    );
    if (!isReadable) {
      return first;
    }
    const sourceContext = this.#sourceContext(context);
    try {
      const loaded = await this.#source.load(sourceContext);
      const second = loaded.generation === atHand?.generation ? first : this.#report(token, loaded, context);
      const missing = second.checks.find(({ id, code }) => id === 'key' && code === 'ERR_KEY_NOT_FOUND');
      if (missing === undefined) {
        return second;
      }
      const newer = await this.#source.refreshForUnknownKey(loaded, kidOf(second), sourceContext);
      return newer === undefined ? second : this.#report(token, newer, context);
    } catch (error) {
      if (error instanceof ClaimgateError && error.code.startsWith('ERR_JWKS_')) {
        return withoutKeys(this.#report(token, undefined, context), error.code);
      }
      throw error;
    }
  }

  /**
   * For a token that was refused before its keys: what can be said of it without any, under the code of that
   * refusal.
   */
  reportOfRefused(token: unknown, code: ErrorCode, context: VerifyContext): Report {
    return { ...this.#report(token, undefined, context), verdict: 'refused', code };
  }

  #report(token: unknown, loaded: LoadedKeys | undefined, context: VerifyContext): Report {
    const now = checkedTime(context.now ?? this.#clock());
    return reportOf(token, {
      keysJson: loaded?.json,
      maxKeys: this.#maxKeys,
      policy: this.#policyInput,
      now,
    });
  }

  hydrate(context: VerifyContext): Promise<void> {
    return this.#source.hydrate(this.#sourceContext(context));
  }

  /** @throws ClaimgateError ERR_CONFIG for what is no key id: all keys are meant only by `undefined` */
  async purge(kid: string | undefined, context: VerifyContext): Promise<void> {
    if (kid !== undefined && (typeof kid !== 'string' || kid === '')) {
      throw configError('kid', 'purge takes the id of a key, or nothing for all keys.');
    }
    await this.#source.purge(kid, this.#sourceContext(context));
  }

  forgetGroups(owner: GroupsOwner | undefined): void {
    this.#groups?.forget(owner);
  }

  stats(): KeySourceStats {
    return this.#source.stats();
  }

  /** Whether this very text was verified here before. */
  hasVerified(token: string): boolean {
    return this.#tokens?.has(token) ?? false;
  }

  /** How many verified tokens needed no check of their signature. */
  get tokenCacheHits(): number {
    return this.#tokenCacheHits;
  }
}

function settled(outcome: Outcome): Verified {
  if (outcome.error !== undefined) {
    throw outcome.error;
  }
  return outcome.verified;
}

function kidOf(report: Report): string | undefined {
  const kid = report.header?.['kid'];
  return typeof kid === 'string' ? toldKid(kid).kid : undefined;
}

/** Says on the key's rung why no key could be looked at. */
function withoutKeys(report: Report, code: ErrorCode): Report {
  const checks = report.checks.map((check) => (check.id === 'key' ? { ...check, code } : check));
  return { ...report, checks };
}
