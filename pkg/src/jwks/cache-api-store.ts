import { configError } from '../options.js';
import type { Store } from './store.js';

/** The part of a `Cache` that is used. */
export interface CacheLike {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

/** How the Cache API is used. */
export interface CacheApiStoreOptions {
  /** The name of the cache, for `caches.open`. Default `claimgate`: nothing else is put into it. */
  readonly cacheName?: string | undefined;
  /**
   * Put before every key to make the address under which it is kept. https; nothing is ever fetched from it.
   * Default `https://claimgate.invalid/`, a host that cannot exist (RFC 6761, section 6.4).
   */
  readonly baseUrl?: string | undefined;
}

/** What hosts with a Cache API have as `caches`. */
interface CachesLike {
  open(name: string): Promise<CacheLike>;
}

/**
 * Keeps key sets in the Cache API: one cache a location, without a fee and without a limit on writes. Put it
 * before `kvStore`, so that the isolates of a location make one attempt at the network together, and one read
 * of KV.
 *
 * On `*.workers.dev` and in previews the Cache API of Cloudflare keeps nothing; the next tier is used then.
 *
 * @throws ClaimgateError `ERR_CONFIG` for a host without the Cache API, or a `baseUrl` that is not https
 */
export function cacheApiStore(options: CacheApiStoreOptions = {}): Store {
  const { cacheName = 'claimgate', baseUrl = 'https://claimgate.invalid/' } = options;
  if (typeof baseUrl !== 'string' || !baseUrl.startsWith('https://') || !URL.canParse(baseUrl)) {
    throw configError('stores', 'baseUrl of cacheApiStore must be an https address.');
  }
  if (typeof cacheName !== 'string' || cacheName === '') {
    throw configError('stores', 'cacheName of cacheApiStore must be a text.');
  }
  const { caches } = globalThis as { readonly caches?: CachesLike };
  if (caches === undefined) {
    throw configError('stores', 'cacheApiStore needs the Cache API: this host has none.');
  }
  // A cache that one request opened is not handed to another: opening costs nothing.
  const open = () => caches.open(cacheName);
  const addressOf = (key: string) => baseUrl + encodeURIComponent(key);
  return {
    name: 'cache-api',
    async get(key) {
      const kept = await (await open()).match(addressOf(key));
      return kept === undefined ? null : kept.text();
    },
    async put(key, value, { ttl }) {
      const headers = {
        'Content-Type': 'application/json',
        'Cache-Control': `public, max-age=${Math.max(1, Math.ceil(ttl))}`,
      };
      await (await open()).put(addressOf(key), new Response(value, { headers }));
    },
  };
}
