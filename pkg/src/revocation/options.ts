/** The option `revocation`, checked and with its defaults. */
import type { Store } from '../jwks/store.js';
import { checkFreshness, numberOptions } from '../number-options.js';
import { checkMembers, configError } from '../options.js';

/** Tokens that were good and are no longer. See docs/decisions/0031-revocation-records.md. */
export interface RevocationOptions {
  /** Where the entries are that `revocationList` writes, e.g. `kvStore(env.REVOKED)`. */
  readonly store: Store;
  /**
   * What becomes of a token about which the store cannot be asked: refused with
   * `ERR_REVOCATION_UNAVAILABLE` (503), or accepted. Default `refuse`.
   */
  readonly whenUnavailable?: 'refuse' | 'accept' | undefined;
  /** Seconds for which an answer of the store, also that there is no entry, is taken from memory. Default 30. */
  readonly freshFor?: number | undefined;
  /**
   * Seconds for which it may be taken from memory when the store cannot be asked, and by `verifySync`, which
   * never asks. Default 300. A token that is known to be revoked stays so until its entry ends.
   */
  readonly maxStale?: number | undefined;
  /** Milliseconds that one look into the store may take. Default 1000. */
  readonly timeout?: number | undefined;
  /** Most answers in memory, of which a token needs up to four. Default 10000. */
  readonly maxEntries?: number | undefined;
}

export type RevocationRules = Required<{
  [Name in keyof RevocationOptions]: NonNullable<RevocationOptions[Name]>;
}>;

const NUMBERS = { freshFor: 30, maxStale: 300, timeout: 1000, maxEntries: 10_000 } as const;

/** @throws ClaimgateError ERR_CONFIG */
export function revocationRules(options: RevocationOptions): RevocationRules {
  const known = ['store', 'whenUnavailable', ...Object.keys(NUMBERS)];
  checkMembers(options, known, 'revocation', 'revocation.');
  const { store, whenUnavailable = 'refuse' } = options;
  const { get } = (store ?? {}) as Partial<Record<'get', unknown>>;
  if (typeof get !== 'function') {
    throw configError('revocation.store', 'revocation.store must be a store: is the binding there?');
  }
  if (whenUnavailable !== 'refuse' && whenUnavailable !== 'accept') {
    throw configError('revocation.whenUnavailable', 'whenUnavailable must be "refuse" or "accept".');
  }
  const numbers = numberOptions('revocation', options, NUMBERS, ['freshFor']);
  checkFreshness('revocation', numbers);
  return { store, whenUnavailable, ...numbers };
}
