/** What a verified token may do, and the record of each decision. */
import { ClaimgateError } from './errors.js';
import { tellerOf, toldKid } from './events.js';
import { checkRequirements, decide, type Decision, type Requirements } from './requirements.js';
import type { AccessDecision, Verified } from './types.js';

export type { AccessRule, Requirements } from './requirements.js';

/**
 * Returns when the token may, throws when it may not. The listener of the verifier hears `access.decision`
 * either way: who, what was required, and why.
 * @throws ClaimgateError ERR_SCOPE_INSUFFICIENT, ERR_ROLE_INSUFFICIENT (403); ERR_GROUPS_OVERAGE (403) when
 *   the token does not carry the groups that a lacking role could come from; ERR_CONFIG for requirements that
 *   require nothing
 */
export function authorize(verified: Verified, requirements: Requirements): void {
  checkRequirements(requirements);
  const decision = decide(verified, requirements);
  tellerOf(verified)?.(recordOf(verified, requirements, decision));
  if (decision.code !== undefined) {
    const { code, expected, rule } = decision;
    throw new ClaimgateError(code, undefined, { expected, reason: rule });
  }
}

/**
 * For adapters: the check of each request by what the route requires, if anything.
 * @throws ClaimgateError ERR_CONFIG, at once
 */
export function authorizer(requirements: Requirements | undefined): (verified: Verified) => void {
  if (requirements === undefined) {
    return () => undefined;
  }
  checkRequirements(requirements);
  return (verified) => {
    authorize(verified, requirements);
  };
}

/** An entry of the audit log. Of the token it holds who is calling and what the requirements name, no more. */
function recordOf(verified: Verified, requirements: Requirements, decision: Decision): AccessDecision {
  const { code, rule, matched, missing } = decision;
  const { kind, tenant, object, client, grants = [] } = verified.subject;
  const { kid } = verified.key;
  const because = grants.filter(({ role }) => matched.includes(role));
  return {
    type: 'access.decision',
    granted: code === undefined,
    ...(code === undefined ? {} : { code }),
    ...toldKid(kid),
    who: {
      kind,
      ...(tenant === undefined ? {} : { tenant }),
      ...(object === undefined ? {} : { object }),
      ...(client === undefined ? {} : { client }),
    },
    required: copyOf(requirements),
    rule,
    matched,
    missing,
    ...(because.length === 0 ? {} : { grants: because }),
  };
}

/** The listener may keep it: later changes of the caller's lists must not change the log. */
function copyOf(requirements: Requirements): AccessDecision['required'] {
  const { scopes, roles, appPermissions, match = 'all' } = requirements;
  return {
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(roles === undefined ? {} : { roles: [...roles] }),
    ...(appPermissions === undefined ? {} : { appPermissions: [...appPermissions] }),
    match,
  };
}
