/**
 * Where a verifier gets its keys from: the contract between the verification flow and the key cache.
 *
 * The cache knows neither tokens nor the engine: it hands out key set texts, and the import of keys is given
 * to it.
 */
import { ClaimgateError } from '../errors.js';
import type { TellOfKeys } from '../events.js';
import type {
  CacheOptions, FetchFunction, JwksOption, KeyDescription, KeySourceStats, WaitUntil,
} from '../types.js';
import { configError } from '../options.js';
import type { RemoteOption } from './provider.js';
import { RemoteKeySource } from './remote-source.js';
import { cacheRules } from './rules.js';
import type { SeedKeys } from './seed.js';
import { StaticKeySource } from './static-source.js';
import type { Store } from './store.js';

export type { SeedKeys };

/** A usable key set in memory. */
export interface LoadedKeys {
  /** A JWKS document with the members that verification needs. */
  readonly json: string;
  /** Grows with each change of the set. */
  readonly generation: number;
  /** When the provider was asked for it, in seconds. */
  readonly fetchedAt: number;
}

/** What the request at hand lends to the source. */
export interface SourceContext {
  readonly waitUntil?: WaitUntil | undefined;
}

/** The keys of one configuration. */
export interface KeySource {
  /** Whether there is a network behind it, so that `load` may find what `current` does not have. */
  readonly remote: boolean;
  /** The keys that may be used right now without any I/O: fresh, or stale within `maxStale`. */
  current(): LoadedKeys | undefined;
  /**
   * The keys that a verification should use: from memory, else the stores, else the network, else the seed.
   * Starts the work that is due behind the answer: a refresh of a stale set, a look at the stores.
   *
   * @throws ClaimgateError `ERR_JWKS_UNAVAILABLE`, `ERR_JWKS_INVALID`
   */
  load(context: SourceContext): Promise<LoadedKeys>;
  /** Starts that work for keys that were taken by `current`. Waits for nothing, throws nothing. */
  tend(context: SourceContext): void;
  /**
   * Call it when no key of `seen` matches a token. Gives the keys to try again with, always a newer
   * generation, or undefined when the provider's last answer was good and has no other keys.
   *
   * @throws ClaimgateError `ERR_JWKS_UNAVAILABLE` when the last attempt failed or is unfinished
   */
  refreshForUnknownKey(seen: LoadedKeys, kid: string | undefined, context: SourceContext):
    Promise<LoadedKeys | undefined>;
  /**
   * Loads the keys ahead of the first token, and refreshes stale ones before it returns. Throws like `load`.
   */
  hydrate(context: SourceContext): Promise<void>;
  /**
   * Stops the use of a key everywhere, until `maxStale + freshFor` from now; without a kid, forgets all keys
   * and fetches them anew. Has no effect on a fixed set.
   */
  purge(kid: string | undefined, context: SourceContext): Promise<void>;
  stats(): KeySourceStats;
}

/** The import of key texts, given by the engine. */
export interface KeyImporter {
  /**
   * One entry a key of the document, in its order.
   *
   * @throws ClaimgateError `ERR_JWKS_INVALID` for a text that is no key set, and for more than `maxKeys` keys
   */
  describe(json: string, maxKeys: number): readonly KeyDescription[];
}

/** What the host gives. */
export interface KeySourceEnvironment {
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** Numbers from 0 up to 1, as `Math.random`. Decides when, never whether. */
  readonly random: () => number;
  readonly fetch: FetchFunction;
  readonly importer: KeyImporter;
  /** Must not throw. */
  readonly tell: TellOfKeys;
  /** Used where a call brings none along. */
  readonly waitUntil?: WaitUntil | undefined;
}

/** The members of a verifier's options that its key source heeds. */
export interface KeySourceOptions {
  /** The configured issuer or issuers. */
  readonly issuer: string | readonly string[];
  /** What the `issuer` of an OpenID configuration must be one of. Default: the configured issuers. */
  readonly documentIssuers?: readonly string[] | undefined;
  readonly stores?: readonly Store[] | undefined;
  readonly allowHttpLoopback?: boolean | undefined;
  readonly cache?: CacheOptions | undefined;
  /** Keys that ship with the deployment. */
  readonly seed?: SeedKeys | undefined;
}

/**
 * @throws ClaimgateError `ERR_CONFIG` for an address or a duration that cannot be used, or not exactly one
 * source; `ERR_JWKS_INVALID` for a fixed set that is none
 */
export function createKeySource(
  jwks: JwksOption, options: KeySourceOptions, environment: KeySourceEnvironment,
): KeySource {
  const { url, discovery, keys, json }: Partial<Record<string, unknown>> = { ...jwks };
  if ([url, discovery, keys, json].filter((given) => given !== undefined).length !== 1) {
    throw configError('jwks', 'jwks takes exactly one of url, discovery, keys, json.');
  }
  if (json !== undefined && typeof json !== 'string') {
    throw configError('jwks.json', 'jwks.json must be the text of a key set.');
  }
  if (json === undefined && keys === undefined) {
    return new RemoteKeySource(jwks as RemoteOption, options, environment);
  }
  return new StaticKeySource(json ?? textOf(keys), cacheRules(options.cache).maxKeys, environment);
}

/** @throws ClaimgateError `ERR_JWKS_INVALID` for what has no JSON text: a cycle, a big integer */
function textOf(keys: unknown): string {
  try {
    return JSON.stringify({ keys });
  } catch {
    throw new ClaimgateError('ERR_JWKS_INVALID', undefined, { option: 'jwks.keys' });
  }
}
