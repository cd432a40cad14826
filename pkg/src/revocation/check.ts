/** Whether a verified token was revoked since: the entries that could be about it, from memory or the store. */
import { ClaimgateError } from '../errors.js';
import { toldKid, type Tell } from '../events.js';
import type { ProviderOptions } from '../provider-options.js';
import { RecentMap } from '../recent-map.js';
import type { Verified } from '../types.js';
import { TIMED_OUT, within } from '../within.js';
import { revocationRules, type RevocationOptions, type RevocationRules } from './options.js';
import {
  isRevokedBy,
  knownTarget,
  parseRecord,
  storeKey,
  type KnownTarget,
  type RevocationRecord,
  type RevocationTarget,
} from './record.js';

/** Seconds for which a store that failed is left alone, so that not every request waits for it. */
const COOLDOWN = 5;

/** What the store said about a target. */
interface Answer {
  /** Undefined: there is no entry. */
  readonly record: RevocationRecord | undefined;
  /** When it was asked, in seconds. */
  readonly at: number;
}

/** A target, and the newest that is known about it. */
interface Look {
  readonly target: KnownTarget;
  readonly answer: Answer | undefined;
}

export class RevocationCheck {
  readonly #rules: RevocationRules;
  readonly #provider: ProviderOptions | undefined;
  readonly #now: () => number;
  readonly #tell: Tell;
  readonly #answers: RecentMap<Answer>;
  #failedAt = -Infinity;

  /**
   * @param now the verifier's clock, in seconds
   * @throws ClaimgateError ERR_CONFIG
   */
  constructor(
    options: RevocationOptions,
    { provider, now, tell }: { provider: ProviderOptions | undefined; now: () => number; tell: Tell },
  ) {
    this.#rules = revocationRules(options);
    this.#provider = provider;
    this.#now = now;
    this.#tell = tell;
    this.#answers = new RecentMap(this.#rules.maxEntries);
  }

  /**
   * Each request asks for itself: one must not wait for what another one started. What it was told it judges by, whether
   * or not memory had room for it.
   * @throws ClaimgateError ERR_TOKEN_REVOKED, ERR_REVOCATION_UNAVAILABLE
   */
  async check(verified: Verified): Promise<void> {
    const isResting = this.#isResting();
    const looks = targetsOf(verified, this.#provider).map(async (target): Promise<Look> => {
      const known = this.#answers.get(target.name);
      const isEnough = isResting || this.#isWithin(known, this.#rules.freshFor);
      return { target, answer: isEnough ? known : ((await this.#ask(target)) ?? known) };
    });
    this.#judge(verified, await Promise.all(looks));
  }

  /**
   * From memory alone.
   * @throws ClaimgateError ERR_TOKEN_REVOKED, ERR_REVOCATION_UNAVAILABLE
   */
  checkSync(verified: Verified): void {
    const targets = targetsOf(verified, this.#provider);
    this.#judge(
      verified,
      targets.map((target) => ({ target, answer: this.#answers.get(target.name) })),
    );
  }

  #judge({ claims, key }: Verified, looks: readonly Look[]): void {
    const now = this.#now();
    const kid = toldKid(key.kid);
    for (const { target, answer } of looks) {
      const record = answer?.record;
      if (record !== undefined && now < record.until && isRevokedBy(record, claims.iat)) {
        throw new ClaimgateError('ERR_TOKEN_REVOKED', undefined, { reason: `revoked.${target.kind}`, ...kid });
      }
    }
    const isUnknown = looks.some(({ answer }) => !this.#isWithin(answer, this.#rules.maxStale));
    if (isUnknown && this.#rules.whenUnavailable === 'refuse') {
      throw new ClaimgateError('ERR_REVOCATION_UNAVAILABLE', undefined, { retryAfter: COOLDOWN, ...kid });
    }
  }

  /** An answer from the future is none: the clock was set back, and nobody knows how old it is. */
  #isWithin(answer: Answer | undefined, age: number): boolean {
    const now = this.#now();
    return answer !== undefined && answer.at <= now && now - answer.at < age;
  }

  #isResting(): boolean {
    const since = this.#now() - this.#failedAt;
    return since >= 0 && since < COOLDOWN;
  }

  /** What the store says, or undefined where it could not be asked. */
  async #ask(target: KnownTarget): Promise<Answer | undefined> {
    const { store, timeout } = this.#rules;
    const at = this.#now();
    try {
      const key = await storeKey(target);
      const text = await within(timeout, store.get(key));
      const record = text === null ? undefined : parseRecord(text, target);
      if (text !== null && record === undefined) {
        // Somebody wrote something there: that it is no revocation is not known.
        this.#failed('store.malformed');
        return undefined;
      }
      const answer = { record, at };
      this.#answers.set(target.name, answer);
      return answer;
    } catch (error) {
      // The text of a foreign error may hold anything: it is not passed on.
      this.#failed(error === TIMED_OUT ? 'store.timeout' : 'store.error');
      return undefined;
    }
  }

  #failed(reason: string): void {
    this.#failedAt = this.#now();
    this.#tell({ type: 'store.failure', store: this.#rules.store.name, operation: 'get', reason });
  }
}

/** Everything that an entry about this token could name. */
function targetsOf(
  { claims, issuer, subject }: Verified,
  provider: ProviderOptions | undefined,
): KnownTarget[] {
  const isDirectory = provider?.kind === 'entra' || provider?.kind === 'entraExternalId';
  const { tenant } = subject;
  const authority = isDirectory && tenant !== undefined ? { tenant } : { issuer };
  const ids: Readonly<Record<RevocationTarget['kind'], unknown>> = {
    token: (isDirectory ? claims['uti'] : undefined) ?? claims.jti,
    session: claims['sid'],
    subject: isDirectory ? subject.object : (claims.sub ?? subject.object),
    client: subject.client,
  };
  return Object.entries(ids).flatMap(([kind, id]) =>
    typeof id === 'string' && id !== ''
      ? [knownTarget({ kind: kind as RevocationTarget['kind'], id, ...authority })]
      : [],
  );
}
