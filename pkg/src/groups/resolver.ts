/** Fills in the groups that a token could not carry, and what follows from them. */
import { call, type PolicyHandle } from '../engine.js';
import { ClaimgateError } from '../errors.js';
import { RecentMap } from '../recent-map.js';
import { frozen } from '../token-cache.js';
import type { Subject, Verified, WaitUntil } from '../types.js';
import { TIMED_OUT, within } from '../within.js';
import { groupsRules, type GroupsOptions, type GroupsOwner, type GroupsRules } from './options.js';

/** Seconds after which a client may try again when the host could not tell the groups. */
const RETRY_AFTER = 5;

interface Known {
  readonly groups: readonly string[];
  readonly at: number;
}

/** A question to the host that is not answered yet. */
interface Question {
  readonly name: string;
  /** The caller was forgotten since: the answer may be from before the reason why. */
  outdated: boolean;
}

export class GroupsResolver {
  readonly #rules: GroupsRules;
  readonly #policy: PolicyHandle;
  readonly #now: () => number;
  readonly #known: RecentMap<Known>;
  readonly #open = new Set<Question>();
  /** What was made of a verdict with these groups: the next request with the same token gets the same object. */
  readonly #completed = new WeakMap<
    Verified,
    { readonly groups: readonly string[]; readonly verified: Verified }
  >();

  /**
   * @param now the verifier's clock, in seconds
   * @throws ClaimgateError ERR_CONFIG
   */
  constructor(options: GroupsOptions, { policy, now }: { policy: PolicyHandle; now: () => number }) {
    this.#rules = groupsRules(options);
    this.#policy = policy;
    this.#now = now;
    this.#known = new RecentMap(this.#rules.maxEntries);
  }

  /**
   * The verdict with the roles that the groups give. Each request asks for itself: one must not wait for what
   * another one started.
   * @throws ClaimgateError ERR_GROUPS_UNAVAILABLE
   */
  async complete(verified: Verified, waitUntil: WaitUntil | undefined): Promise<Verified> {
    if (!isNeeded(verified)) {
      return verified;
    }
    const groups = this.#fresh(verified.subject) ?? (await this.#ask(verified, waitUntil));
    return this.#with(verified, groups);
  }

  /**
   * From memory alone.
   * @throws ClaimgateError ERR_GROUPS_UNAVAILABLE where only `complete` can tell
   */
  completeSync(verified: Verified): Verified {
    if (!isNeeded(verified)) {
      return verified;
    }
    const groups = this.#fresh(verified.subject);
    if (groups === undefined) {
      throw unavailable('groups.not_loaded');
    }
    return this.#with(verified, groups);
  }

  /** The next token of this caller, or of anybody, asks again. */
  forget(owner: GroupsOwner | undefined): void {
    const name = owner === undefined ? undefined : nameOf(owner);
    if (name === undefined) {
      this.#known.clear();
    } else {
      this.#known.delete(name);
    }
    for (const question of this.#open) {
      question.outdated ||= name === undefined || question.name === name;
    }
  }

  #fresh(subject: Subject): readonly string[] | undefined {
    const known = this.#known.get(nameOf(subject));
    const age = this.#now() - (known?.at ?? 0);
    return known !== undefined && age >= 0 && age < this.#rules.ttl ? known.groups : undefined;
  }

  async #ask(verified: Verified, waitUntil: WaitUntil | undefined): Promise<readonly string[]> {
    const { issuer, claims, subject } = verified;
    const { resolve, timeout } = this.#rules;
    const question: Question = { name: nameOf(subject), outdated: false };
    const at = this.#now();
    let groups: unknown;
    this.#open.add(question);
    try {
      const context = { issuer, claims, ...(waitUntil === undefined ? {} : { waitUntil }) };
      groups = await within(timeout, Promise.resolve(resolve(subject, context)));
    } catch (error) {
      // The text of a foreign error may hold anything: it is not passed on.
      throw unavailable(error === TIMED_OUT ? 'groups.timeout' : 'groups.error');
    } finally {
      this.#open.delete(question);
    }
    if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) {
      throw unavailable('groups.malformed');
    }
    const copy: readonly string[] = [...groups];
    if (!question.outdated) {
      this.#known.set(question.name, { groups: copy, at });
    }
    return copy;
  }

  #with(verified: Verified, groups: readonly string[]): Verified {
    const known = this.#completed.get(verified);
    if (known?.groups === groups) {
      return known.verified;
    }
    const text = call((bindings) =>
      bindings.identify(JSON.stringify(verified.claims), this.#policy.get(bindings), [...groups]),
    );
    const subject = JSON.parse(text) as Subject;
    const completed = frozen({ ...verified, roles: subject.roles, subject });
    this.#completed.set(verified, { groups, verified: completed });
    return completed;
  }
}

/** Whether groups could change what the caller may do, and the caller is known well enough to ask for them. */
function isNeeded({ subject }: Verified): boolean {
  return (subject.undecidedRoles?.length ?? 0) > 0 && subject.object !== undefined;
}

/** One configuration has one provider, so that the object's id tells callers apart within their tenant. */
function nameOf({ tenant, object }: GroupsOwner): string {
  return JSON.stringify([tenant, object]);
}

function unavailable(reason: string): ClaimgateError {
  return new ClaimgateError('ERR_GROUPS_UNAVAILABLE', undefined, { reason, retryAfter: RETRY_AFTER });
}
