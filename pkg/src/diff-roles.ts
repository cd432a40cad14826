/** What two providers grant differently to one person, by one mapping. */
import { call, policyHandle } from './engine.js';
import { ClaimgateError } from './errors.js';
import type { Grant, RoleOptions } from './provider-options.js';
import type { Subject, TokenClaims } from './types.js';

/** A role, and why each side has it; no reason: that side has not. */
export interface RoleOnBothSides {
  /** The role. */
  readonly role: string;
  /** Why the first has it. */
  readonly a: readonly Grant[];
  /** Why the second has it. */
  readonly b: readonly Grant[];
}

/** The roles of two sides, compared. */
export interface RoleDiff {
  /** Roles that both have. */
  readonly common: readonly RoleOnBothSides[];
  /** Roles that only the first has. */
  readonly onlyA: readonly RoleOnBothSides[];
  /** Roles that only the second has. */
  readonly onlyB: readonly RoleOnBothSides[];
  /** Roles that groups could give, where the token has too many groups to carry. */
  readonly undecidedA: readonly string[];
  /** Roles of which nobody can tell for the second: its groups are too many. */
  readonly undecidedB: readonly string[];
}

/** Claims, with the `iss` that says which entries of the mapping hold. A `Verified` is one. */
export interface ClaimsOfSomebody {
  /** The claims, verified or not. */
  readonly claims: TokenClaims;
}

/**
 * Compares the roles that the mapping gives for two tokens of one person, such as one of Entra and one of AD FS,
 * before one provider takes the place of the other. Nothing is verified: give it results of `verify`, or know
 * where the claims come from.
 * @throws ClaimgateError ERR_CONFIG for a mapping that is not valid, or claims without an issuer
 */
export function diffRoles(mapping: RoleOptions, a: ClaimsOfSomebody, b: ClaimsOfSomebody): RoleDiff {
  const [one, other] = [identify(mapping, a), identify(mapping, b)];
  const roles = [...new Set([...one.roles, ...other.roles])].sort();
  const sides = roles.map((role) => ({ role, a: reasons(one, role), b: reasons(other, role) }));
  return {
    common: sides.filter((side) => side.a.length > 0 && side.b.length > 0),
    onlyA: sides.filter((side) => side.b.length === 0),
    onlyB: sides.filter((side) => side.a.length === 0),
    undecidedA: one.undecidedRoles ?? [],
    undecidedB: other.undecidedRoles ?? [],
  };
}

function identify(roles: RoleOptions, { claims }: ClaimsOfSomebody): Subject {
  const { iss } = claims;
  if (typeof iss !== 'string') {
    throw new ClaimgateError('ERR_CONFIG', 'The claims have no issuer.', { option: 'claims' });
  }
  const claimsJson = textOf(claims);
  const policy = policyHandle({ issuer: iss, audience: null, roles });
  try {
    const text = call((bindings) => bindings.identify(claimsJson, policy.get(bindings), undefined));
    return JSON.parse(text) as Subject;
  } finally {
    policy.free();
  }
}

/** @throws ClaimgateError ERR_CONFIG for what has no JSON text: a cycle, a big integer */
function textOf(claims: object): string {
  try {
    return JSON.stringify(claims);
  } catch {
    throw new ClaimgateError('ERR_CONFIG', 'The claims cannot be written as JSON.', { option: 'claims' });
  }
}

function reasons({ grants = [] }: Subject, role: string): readonly Grant[] {
  return grants.filter((grant) => grant.role === role);
}
