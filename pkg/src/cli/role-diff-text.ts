/** A difference of roles as lines of text, for a terminal. */
import type { RoleDiff, RoleOnBothSides } from '../diff-roles.js';
import type { Grant } from '../provider-options.js';

/**
 * One line a role: `=` both sides have it, `-` only the first, `+` only the second, `?` its groups decide and
 * are not known; after it, why.
 * @param names what the two sides are called
 */
export function renderRoleDiff(diff: RoleDiff, names: readonly [string, string] = ['a', 'b']): string {
  const lines = [
    ...diff.common.map(
      (side) => `= ${side.role}  (${names[0]}: ${why(side.a)}; ${names[1]}: ${why(side.b)})`,
    ),
    ...diff.onlyA.map((side) => lineOfOne('-', side, names[0], side.a)),
    ...diff.onlyB.map((side) => lineOfOne('+', side, names[1], side.b)),
    ...diff.undecidedA.map((role) => `? ${role}  (${names[0]}: too many groups for the token)`),
    ...diff.undecidedB.map((role) => `? ${role}  (${names[1]}: too many groups for the token)`),
  ];
  return lines.length === 0 ? 'No roles on either side.' : lines.join('\n');
}

function lineOfOne(sign: string, { role }: RoleOnBothSides, name: string, grants: readonly Grant[]): string {
  return `${sign} ${role}  (${name}: ${why(grants)})`;
}

function why(grants: readonly Grant[]): string {
  return grants.map(({ source, value }) => `${source} ${JSON.stringify(value)}`).join(', ');
}
