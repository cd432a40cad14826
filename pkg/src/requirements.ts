/** What an operation needs of its caller, and whether a verified token has it: pure functions, no event. */
import { ClaimgateError, type ErrorCode } from './errors.js';
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

/** The rule that decided. */
export type AccessRule =
  'access.roles' | 'access.app_permissions' | 'access.scopes' | 'access.groups_overage';

/** How a token stands to the requirements. */
export interface Decision {
  /** Absent when it may. */
  readonly code?: ErrorCode;
  /** The rule that refused, or the last of those that were met. */
  readonly rule: AccessRule;
  /** Values of the requirements that the token has, by all rules that were looked at. */
  readonly matched: readonly string[];
  /** Values of the rule that refused which the token lacks. */
  readonly missing: readonly string[];
  /** The list of the rule that refused. */
  readonly expected: readonly string[];
}

/** Looks at roles first, then at the application's permissions or the scopes. The first lack decides. */
export function decide(verified: Verified, requirements: Requirements): Decision {
  const matched: string[] = [];
  let rule: AccessRule = 'access.scopes';
  for (const { name, code, required, present } of rulesThatApply(verified, requirements)) {
    rule = name;
    const held = required.filter((value) => present.includes(value));
    matched.push(...held);
    const isMet = requirements.match === 'any' ? held.length > 0 : held.length === required.length;
    if (!isMet) {
      const missing = required.filter((value) => !present.includes(value));
      const unknown = name === 'access.roles' && dependsOnGroups(verified, missing, requirements.match);
      return unknown
        ? { code: 'ERR_GROUPS_OVERAGE', rule: 'access.groups_overage', matched, missing, expected: required }
        : { code, rule, matched, missing, expected: required };
    }
  }
  return { rule, matched, missing: [], expected: [] };
}

interface Rule {
  readonly name: AccessRule;
  readonly code: ErrorCode;
  readonly required: readonly string[];
  readonly present: readonly string[];
}

function rulesThatApply(verified: Verified, requirements: Requirements): readonly Rule[] {
  const { scopes, roles, appPermissions } = requirements;
  const isApplication = verified.subject.kind === 'app';
  const rules: Rule[] = [];
  if (roles !== undefined) {
    const present = verified.roles;
    rules.push({ name: 'access.roles', code: 'ERR_ROLE_INSUFFICIENT', required: roles, present });
  }
  if (appPermissions !== undefined && (isApplication || scopes === undefined)) {
    rules.push({
      name: 'access.app_permissions',
      code: 'ERR_ROLE_INSUFFICIENT',
      required: appPermissions,
      // A person's role with the name of a permission is no permission of an application.
      present: isApplication ? rolesClaim(verified) : [],
    });
  } else if (scopes !== undefined) {
    const present = verified.scopes;
    rules.push({ name: 'access.scopes', code: 'ERR_SCOPE_INSUFFICIENT', required: scopes, present });
  }
  return rules;
}

/** Whether the groups that the token does not carry could turn the decision around. */
function dependsOnGroups({ subject }: Verified, missing: readonly string[], match = 'all'): boolean {
  const { undecidedRoles = [] } = subject;
  const isUndecided = (role: string) => undecidedRoles.includes(role);
  return match === 'any' ? missing.some(isUndecided) : missing.every(isUndecided);
}

/** The values of the claim itself; a single one may be a plain text. */
function rolesClaim({ claims }: Verified): readonly string[] {
  const claim = claims['roles'];
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === 'string');
}

/**
 * Refuses requirements that any token would meet: they are always a mistake.
 * @throws ClaimgateError ERR_CONFIG
 */
export function checkRequirements(requirements: Requirements): void {
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
