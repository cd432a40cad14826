/** Writing entries: for the route or the script of an operator. */
import { isFiniteNumber } from '../json.js';
import type { Store } from '../jwks/store.js';
import { configError, systemTime } from '../options.js';
import {
  knownTarget,
  parseRecord,
  storeKey,
  type RevocationRecord,
  type RevocationTarget,
} from './record.js';

/** Longer than any access token of Entra lives: 28 hours, with continuous access evaluation. */
const DEFAULT_LIFETIME = 108_000;

/** What is revoked, and for how long. */
export interface Revocation extends RevocationTarget {
  /**
   * `subject` and `client`: tokens that were issued before this time are refused. Default: now, so that a new
   * sign-in makes good tokens. In seconds.
   */
  readonly notBefore?: number | undefined;
  /**
   * When the entry may go, in seconds: not before the last token that it is about has expired. Default: in 30
   * hours.
   */
  readonly until?: number | undefined;
}

/** The entries of one store, as an operator writes them. */
export interface RevocationList {
  /**
   * Refuses tokens from now on. Verifiers notice it once the store shows it to them and what they have in
   * memory is older than `freshFor`.
   * @throws ClaimgateError ERR_CONFIG for a revocation that no token could meet; what the store rejects with
   */
  revoke(revocation: Revocation): Promise<RevocationRecord>;
  /** Takes an entry back. */
  restore(target: RevocationTarget): Promise<void>;
  /** The entry, if there is one that holds. */
  find(target: RevocationTarget): Promise<RevocationRecord | undefined>;
}

/**
 * The entries in a store, for the option `revocation` of verifiers that read the same store.
 * @param store the one that the verifiers read
 * @param options the clock `now`, in seconds since the epoch; default: the host's
 */
export function revocationList(
  store: Store,
  { now = systemTime }: { readonly now?: (() => number) | undefined } = {},
): RevocationList {
  const { get, put } = (store ?? {}) as Partial<Record<'get' | 'put', unknown>>;
  if (typeof get !== 'function' || typeof put !== 'function') {
    throw configError('store', 'revocationList takes a store: is the binding there?');
  }
  return {
    async revoke(revocation) {
      const target = knownTarget(revocation);
      const at = now();
      const record = recordOf(target, revocation, at);
      await store.put(await storeKey(target), JSON.stringify(record), { ttl: record.until - at });
      return record;
    },
    async restore(given) {
      const target = knownTarget(given);
      const at = now();
      // A store need not be able to delete: an entry that has ended is none.
      const { name: _name, ...rest } = target;
      await store.put(await storeKey(target), JSON.stringify({ ...rest, until: at, at }), { ttl: 60 });
    },
    async find(given) {
      const target = knownTarget(given);
      const text = await store.get(await storeKey(target));
      const record = text === null ? undefined : parseRecord(text, target);
      return record !== undefined && record.until > now() ? record : undefined;
    },
  };
}

function recordOf(
  { name: _name, ...target }: ReturnType<typeof knownTarget>,
  { notBefore, until }: Revocation,
  at: number,
): RevocationRecord {
  const isForAll = target.kind === 'token' || target.kind === 'session';
  if (isForAll && notBefore !== undefined) {
    throw configError('notBefore', 'notBefore is for a subject or a client; a token is revoked as a whole.');
  }
  if (notBefore !== undefined && !isFiniteNumber(notBefore)) {
    throw configError('notBefore', 'notBefore must be a finite number of seconds.');
  }
  const end = until ?? at + DEFAULT_LIFETIME;
  if (!isFiniteNumber(end) || end <= at) {
    throw configError('until', 'until must be a time to come, in seconds.');
  }
  // Tokens carry whole seconds: one that was issued within this one is older.
  return { ...target, ...(isForAll ? {} : { notBefore: notBefore ?? Math.ceil(at) }), until: end, at };
}
