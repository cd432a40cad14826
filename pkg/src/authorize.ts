/** What a verified token may do. */
import { ClaimgateError, type ErrorCode } from './errors.js';
import { tellerOf } from './events.js';
import { checkMembers, configError } from './options.js';
import type { Verified } from './types.js';

/** What an operation needs. At least one list; each that applies must hold. */
export interface Requirements {
  /** Scopes that were delegated to the client (`scp` or `scope`). */
  readonly scopes?: readonly string[] | undefined;
  /** Roles, from the `roles` claim or by the verifier's mapping, whoever is calling. */
  readonly roles?: readonly string[] | undefined;
  /**
   * Values of the `roles` claim that stand in for `scopes` when an application calls on its own behalf
   * (`subject.kind` is `app`). Mapped roles do not count: they are no permissions that a directory granted.
   * Without it, such a call must meet `scopes` as any other.
   */
  readonly appPermissions?: readonly string[] | undefined;
  /** Whether every value of a list is needed or one of them is enough. Default `all`. */
  readonly match?: 'all' | 'any' | undefined;
}

/**
 * Returns when the token may, throws when it may not. The listener of the verifier hears `access.decision`.
 * @throws ClaimgateError ERR_SCOPE_INSUFFICIENT, ERR_ROLE_INSUFFICIENT (403); ERR_CONFIG for requirements
 *   that require nothing
 */
export function authorize(verified: Verified, requirements: Requirements): void {
  checkRequirements(requirements);
  const lack = firstLack(verified, requirements);
  const code = lack === undefined ? {} : { code: lack.code };
  const kid = verified.key.kid === undefined ? {} : { kid: verified.key.kid.slice(0, 64) };
  tellerOf(verified)?.({ type: 'access.decision', granted: lack === undefined, ...code, ...kid });
  if (lack !== undefined) {
    throw new ClaimgateError(lack.code, undefined, { expected: lack.expected });
  }
}

interface Lack {
  readonly code: ErrorCode;
  readonly expected: readonly string[];
}

function firstLack(verified: Verified, requirements: Requirements): Lack | undefined {
  const { scopes, roles, appPermissions, match = 'all' } = requirements;
  const isApplication = verified.subject.kind === 'app';
  if (roles !== undefined && !holds(verified.roles, roles, match)) {
    return { code: 'ERR_ROLE_INSUFFICIENT', expected: roles };
  }
  if (appPermissions !== undefined && (isApplication || scopes === undefined)) {
    const granted = isApplication && holds(rolesClaim(verified), appPermissions, match);
    return granted ? undefined : { code: 'ERR_ROLE_INSUFFICIENT', expected: appPermissions };
  }
  if (scopes !== undefined && !holds(verified.scopes, scopes, match)) {
    return { code: 'ERR_SCOPE_INSUFFICIENT', expected: scopes };
  }
  return undefined;
}

/** The values of the claim itself; a single one may be a plain text. */
function rolesClaim({ claims }: Verified): readonly string[] {
  const claim = claims['roles'];
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === 'string');
}

function holds(present: readonly string[], required: readonly string[], match: 'all' | 'any'): boolean {
  return match === 'all'
    ? required.every((value) => present.includes(value))
    : required.some((value) => present.includes(value));
}

/** Refuses requirements that any token would meet: they are always a mistake. */
function checkRequirements(requirements: Requirements): void {
  checkMembers(requirements, ['scopes', 'roles', 'appPermissions', 'match'], 'requirements');
  const { match, ...lists }: { readonly match?: unknown } = requirements;
  if (Object.values(lists).every((list) => list === undefined)) {
    throw new ClaimgateError('ERR_CONFIG', 'The requirements name neither scopes nor roles.');
  }
  for (const [name, list] of Object.entries(lists)) {
    if (list !== undefined && !isListOfTexts(list)) {
      throw configError(name, `${name} must be a list of at least one text.`);
    }
  }
  if (match !== undefined && match !== 'all' && match !== 'any') {
    throw configError('match', 'match must be "all" or "any".');
  }
}

function isListOfTexts(list: unknown): boolean {
  return (
    Array.isArray(list) && list.length > 0 && list.every((value) => typeof value === 'string' && value !== '')
  );
}
