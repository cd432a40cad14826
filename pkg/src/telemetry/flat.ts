import type { VerifierEvent } from '../types.js';

/** A value that is text, number or list: what attributes, data points and labels are made of. */
export type FlatValue = string | number | boolean | readonly string[];

/**
 * The members of an event, those of `who` under their own names, what was required as one list, and the roles
 * that mappings granted as another.
 */
export function flat(event: VerifierEvent): Readonly<Record<string, FlatValue | undefined>> {
  if (event.type !== 'access.decision') {
    return { ...event };
  }
  const { who, required, grants, ...rest } = event;
  const { scopes = [], roles = [], appPermissions = [] } = required;
  return {
    ...rest,
    ...who,
    required: [...scopes, ...roles, ...appPermissions],
    match: required.match,
    ...(grants === undefined ? {} : { grants: grants.map(({ role }) => role) }),
  };
}

/** A value as one text; lists joined by spaces, nothing for what is absent or a number. */
export function textOf(value: FlatValue | undefined): string {
  if (typeof value === 'object') {
    return value.join(' ');
  }
  return value === undefined || typeof value === 'number' ? '' : String(value);
}
