/** The option `groups`, checked and with its defaults. */
import { numberOptions } from '../number-options.js';
import { checkMembers, configError } from '../options.js';
import type { Subject, TokenClaims, WaitUntil } from '../types.js';

/** What is known about the caller besides the summary. Never the token. */
export interface GroupsContext {
  /** The token's issuer, which the configuration accepts. */
  readonly issuer: string;
  /** The verified claims of the caller. */
  readonly claims: TokenClaims;
  /** Keeps work alive after the answer was sent. */
  readonly waitUntil?: WaitUntil | undefined;
}

/**
 * Where the groups of a person come from who has too many for a token. The address that such a token names is
 * never called: it is for the host to ask its directory, in its own name.
 */
export interface GroupsOptions {
  /**
   * Resolves to the ids of the caller's groups, as the token would carry them. Called only when the mapping of
   * the option `roles` has groups of this issuer that could give a role. What it rejects with is not shown to
   * anybody: the token is answered with `ERR_GROUPS_UNAVAILABLE` (503).
   */
  readonly resolve: (subject: Subject, context: GroupsContext) => Promise<readonly string[]>;
  /** Seconds for which an answer is used. Default 300. */
  readonly ttl?: number | undefined;
  /** Most callers whose groups are in memory. Default 1000. */
  readonly maxEntries?: number | undefined;
  /** Milliseconds that `resolve` may take. Default 5000. */
  readonly timeout?: number | undefined;
}

/** Whose groups are forgotten: `tenant` and `object` of their subject summary. */
export type GroupsOwner = Pick<Subject, 'tenant' | 'object'>;

export type GroupsRules = Required<{ [Name in keyof GroupsOptions]: NonNullable<GroupsOptions[Name]> }>;

const NUMBERS = { ttl: 300, maxEntries: 1000, timeout: 5000 } as const;

/** @throws ClaimgateError ERR_CONFIG */
export function groupsRules(options: GroupsOptions): GroupsRules {
  checkMembers(options, ['resolve', ...Object.keys(NUMBERS)], 'groups', 'groups.');
  const { resolve } = options;
  if (typeof resolve !== 'function') {
    throw configError('groups.resolve', 'groups.resolve must be a function.');
  }
  return { resolve, ...numberOptions('groups', options, NUMBERS, ['ttl']) };
}
