import { configError, getsAndPuts } from '../options.js';
import type { Store } from './store.js';

/** The part of a Workers KV namespace that is used. */
export interface KvNamespaceLike {
  /** Reads a value; `cacheTtl` in seconds. */
  get(key: string, options: { type: 'text'; cacheTtl: number }): Promise<string | null>;
  /** Writes a value that is gone after `expirationTtl` seconds. */
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
}

/** How the namespace is used. */
export interface KvStoreOptions {
  /** Put before every key. Default `claimgate:`. */
  readonly prefix?: string | undefined;
  /**
   * Seconds for which a location may answer reads from its own cache. At least 30, the least KV takes;
   * default 60.
   */
  readonly cacheTtl?: number | undefined;
}

/** The least lifetime that KV takes, in seconds. */
const LEAST_EXPIRATION_TTL = 60;

/**
 * Keeps key sets in Workers KV. KV shows writes of other locations up to a minute late and takes one write a
 * second for a key: failed lookups write at most once a minute.
 *
 * @throws ClaimgateError `ERR_CONFIG` for a `cacheTtl` below 30, or without a namespace
 */
export function kvStore(namespace: KvNamespaceLike, options: KvStoreOptions = {}): Store {
  const { prefix = 'claimgate:', cacheTtl = 60 } = options;
  if (!getsAndPuts(namespace)) {
    throw configError('stores', 'kvStore takes a KV namespace: is the binding there?');
  }
  if (!Number.isInteger(cacheTtl) || cacheTtl < 30) {
    throw configError('stores', 'cacheTtl of kvStore must be a whole number of at least 30.');
  }
  return {
    name: 'kv',
    attemptWriteInterval: 60,
    get: (key) => namespace.get(prefix + key, { type: 'text', cacheTtl }),
    put: (key, value, { ttl }) =>
      namespace.put(prefix + key, value, { expirationTtl: Math.ceil(Math.max(LEAST_EXPIRATION_TTL, ttl)) }),
  };
}
