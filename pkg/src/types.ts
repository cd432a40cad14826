/**
 * The public types: options in, results and events out. Times are seconds since the epoch and durations are
 * seconds, unless a member says otherwise.
 */
import type { ErrorCode } from './error-codes.js';
import type { GroupsOptions } from './groups/options.js';
import type { SeedKeys } from './jwks/key-source.js';
import type { Store } from './jwks/store.js';
import type { Grant, ProviderOptions, RoleOptions } from './provider-options.js';
import type { AccessRule, Requirements } from './requirements.js';
import type { RevocationOptions } from './revocation/options.js';

export type { GroupsOptions, RevocationOptions, SeedKeys, Store };
export type * from './provider-options.js';

/** The signature algorithms of this build (RFC 7518, sections 3.3 and 3.5). */
export type Algorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512';

/** The members of a key that are read (RFC 7517); they are validated when it is imported. */
export interface JwkMembers {
  /** The key type (RFC 7517, section 4.1); `RSA` for the keys of this build. */
  readonly kty?: string;
  /** The key id that a token's header names (section 4.5). */
  readonly kid?: string;
  /** The one algorithm that the key is for (section 4.4). */
  readonly alg?: string;
  /** `sig`, or absent (section 4.2). */
  readonly use?: string;
  /** The RSA modulus, base64url (RFC 7518, section 6.3.1.1). */
  readonly n?: string;
  /** The RSA exponent, base64url (RFC 7518, section 6.3.1.2). */
  readonly e?: string;
}

/** A type with any other members as well, so that a literal may have them. */
type AndOthers<T> = T & { readonly [member: string]: unknown };

/**
 * A JSON Web Key as it comes from a provider, with whatever other members. `JsonWebKey` of the platform and `JWK` of
 * `jose` will do.
 */
export type Jwk = JwkMembers | AndOthers<JwkMembers>;

/** The members of a key set that are read (RFC 7517, section 5). */
export interface JwkSetMembers {
  /** The keys; those that cannot be used are passed over. */
  readonly keys: readonly Jwk[];
}

/** A JSON Web Key Set, with whatever other members. */
export type JwkSet = JwkSetMembers | AndOthers<JwkSetMembers>;

/** Where the signing keys come from. Exactly one member. */
export type JwksOption =
  /** The address of a JWKS document. https, or http on loopback with `allowHttpLoopback`. */
  | { readonly url: string }
  /**
   * The address of an OpenID configuration, whose `issuer` must be the configured one (OpenID Connect
   * Discovery, section 4).
   */
  | { readonly discovery: string }
  /** A fixed set; nothing is ever fetched. */
  | { readonly keys: readonly Jwk[] }
  /** A fixed set as JSON text. */
  | { readonly json: string };

/** The part of `fetch` that is used; any function with this shape will do. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** An object with a `fetch`, such as the service binding of a Worker. */
export interface Fetcher {
  /** As the global `fetch`. */
  readonly fetch: FetchFunction;
}

/** Keeps work alive after the answer was sent: `ctx.waitUntil` of a Worker. */
export type WaitUntil = (promise: Promise<unknown>) => void;

/** How remote keys are cached. On a fixed set only `maxKeys` has an effect. */
export interface CacheOptions {
  /**
   * Seconds during which a key set is used without a look at the network. Default 3600. `Cache-Control` may
   * shorten it.
   */
  readonly freshFor?: number | undefined;
  /** Seconds since the last good answer after which a key set is no longer used. Default 86400. */
  readonly maxStale?: number | undefined;
  /** Seconds for which a key that vanished from the provider's answer is kept. Default 0. */
  readonly retainMissing?: number | undefined;
  /**
   * Least seconds between two attempts at the network, good or bad. Default 30. A set that still serves is asked
   * for less often the longer it has been stale: after a fifth of that time, 300 s at most.
   */
  readonly cooldown?: number | undefined;
  /** Seconds after which memory is compared with the store again, in the background. Default 60. */
  readonly storeCheck?: number | undefined;
  /** Milliseconds that one fetch may take, body included. Default 5000. */
  readonly timeout?: number | undefined;
  /** Largest accepted document, in bytes. Default 65536. */
  readonly maxBytes?: number | undefined;
  /** Most keys in a document. Default 64. */
  readonly maxKeys?: number | undefined;
  /** Seconds since the seed's `fetchedAt` during which it may be used. Default 604800. */
  readonly seedMaxAge?: number | undefined;
}

/** What a token must be to be accepted: the part of the options that needs no host. */
export interface PolicyOptions {
  /** The accepted `iss`, compared exactly; one `{tenantid}` in it stands for a lower-case GUID. */
  readonly issuer: string | readonly string[];
  /** The accepted `aud`, compared whole. `null` is the explicit way to accept any audience. */
  readonly audience: string | readonly string[] | null;
  /** Default `['RS256']`. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** Accepted values of the header's `typ`. Default: absent, `JWT` and `at+jwt`. */
  readonly typ?: string | readonly string[] | undefined;
  /** Seconds by which the clocks of issuer and host may differ. Default 30, at most 300. */
  readonly clockTolerance?: number | undefined;
  /** Claims that must be there besides `exp`. */
  readonly requiredClaims?: readonly string[] | undefined;
  /** Most seconds since `iat`. Default: no limit. */
  readonly maxTokenAge?: number | undefined;
  /** Longest accepted token, in bytes. Default 16384. */
  readonly maxTokenBytes?: number | undefined;
  /** The rules of a provider, beside those above; the profiles `entra`, `adfs` and others fill it in. */
  readonly provider?: ProviderOptions | undefined;
  /** How claims become roles. Default: only the `roles` claim does. */
  readonly roles?: RoleOptions | undefined;
}

/** The options of `createVerifier`. A member that is not listed here is refused with `ERR_CONFIG`. */
export interface VerifierOptions extends PolicyOptions {
  /** Where the signing keys come from. */
  readonly jwks: JwksOption;
  /** The clock, in seconds since the epoch. Default: the host's. */
  readonly now?: (() => number) | undefined;
  /**
   * Numbers from 0 up to 1. Default `Math.random`. Spreads in time what isolates that share a store do; no
   * verdict depends on it.
   */
  readonly random?: (() => number) | undefined;
  /** What fetches the keys: a function, or a service binding. Default: the host's `fetch`. */
  readonly fetch?: FetchFunction | Fetcher | undefined;
  /** For background refreshes. In a Worker pass it to each call instead, or use `withAuth`. */
  readonly waitUntil?: WaitUntil | undefined;
  /** Shared stores of the key set between memory and the network, nearest first. */
  readonly stores?: readonly Store[] | undefined;
  /** Allows `http:` for 127.0.0.1, [::1] and localhost. Default false. */
  readonly allowHttpLoopback?: boolean | undefined;
  /** How remote keys are cached. */
  readonly cache?: CacheOptions | undefined;
  /** Keys that ship with the deployment, for when neither the stores nor the network have any. */
  readonly seed?: SeedKeys | undefined;
  /**
   * Verified tokens are kept, so that their signature is checked once: at most `maxEntries` of them, default
   * 1000, of `maxTokenBytes` each at most. Times are judged anew on every call; a change of the key set drops
   * all. `false` keeps none.
   */
  readonly tokenCache?: { readonly maxEntries?: number | undefined } | false | undefined;
  /** Where tokens are looked up that were revoked since they were issued. Default: they are not looked up. */
  readonly revocation?: RevocationOptions | undefined;
  /** Finds the groups of a person who has too many for a token. Default: a decision that needs them fails. */
  readonly groups?: GroupsOptions | undefined;
  /** Receives what happens. Not waited for: what it throws, or rejects with, is ignored. */
  readonly onEvent?: ((event: VerifierEvent) => unknown) | undefined;
}

/** A decoded JOSE header. */
export interface TokenHeader {
  /** The signature algorithm (RFC 7515, section 4.1.1). */
  readonly alg: string;
  /** The key id (section 4.1.4). */
  readonly kid?: string;
  /** The type of the token (section 4.1.9). */
  readonly typ?: string;
  readonly [member: string]: unknown;
}

/** The claims of a token (RFC 7519, section 4). Only the registered ones have a known type. */
export interface TokenClaims {
  /** The issuer (RFC 7519, section 4.1.1). */
  readonly iss?: string;
  /** The subject, unique for its issuer (section 4.1.2). */
  readonly sub?: string;
  /** The audience: whom the token is for (section 4.1.3). */
  readonly aud?: string | readonly string[];
  /** Not valid from then on, in seconds since the epoch (section 4.1.4). */
  readonly exp?: number;
  /** Not valid before, in seconds since the epoch (section 4.1.5). */
  readonly nbf?: number;
  /** Issued at, in seconds since the epoch (section 4.1.6). */
  readonly iat?: number;
  /** The token's own id (section 4.1.7). */
  readonly jti?: string;
  readonly [claim: string]: unknown;
}

/** The key that verified a signature. */
export interface VerifiedKey {
  /** Its id in the key set. */
  readonly kid?: string;
  /** The algorithm of the signature. */
  readonly alg: Algorithm;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
}

/** Who the token speaks for. */
export interface Subject {
  /** A person, an application on its own behalf, or `unknown` where the token does not tell. */
  readonly kind: 'user' | 'app' | 'unknown';
  /** The rule that told the kind, dotted. */
  readonly rule?: string;
  /** `tid`. */
  readonly tenant?: string;
  /**
   * `oid`, else `sub`: stable within its tenant or issuer. Names and mail addresses are not: never decide by
   * them.
   */
  readonly object?: string;
  /** `azp`, `appid`, `client_id` or `cid`. */
  readonly client?: string;
  /** As `Verified.scopes`. */
  readonly scopes: readonly string[];
  /** As `Verified.roles`. */
  readonly roles: readonly string[];
  /** Why each role is there. Present where the option `roles` is, and somebody has a role. */
  readonly grants?: readonly Grant[];
  /** The groups are too many for the token: the roles that groups would give are missing. */
  readonly groupsOverage?: true;
  /**
   * With `groupsOverage`: roles that the mapping gives for groups and that nothing else gave. Whether the
   * caller has them is not known; a decision that needs one is `ERR_GROUPS_OVERAGE`.
   */
  readonly undecidedRoles?: readonly string[];
  /** `ver`. */
  readonly version?: string;
}

/** A token that passed every check. Frozen: calls with the same token share it while the token cache has it. */
export interface Verified<Claims extends object = object> {
  /** The claims, frozen like all of this. */
  readonly claims: TokenClaims & { readonly iss: string; readonly exp: number } & Claims;
  /** The JOSE header, frozen. */
  readonly header: TokenHeader;
  /** The key that verified the signature. */
  readonly key: VerifiedKey;
  /** The issuer of the token, which the configuration accepts. */
  readonly issuer: string;
  /** The values of the `roles` claim, and what mapping and hierarchy of the option `roles` add to them. */
  readonly roles: readonly string[];
  /** The values of the `scp` or `scope` claim. */
  readonly scopes: readonly string[];
  /** Who the token speaks for. */
  readonly subject: Subject;
}

/** What one call may bring along. */
export interface VerifyContext {
  /** Keeps a refresh of the keys alive after the answer: `ctx.waitUntil` of a Worker. */
  readonly waitUntil?: WaitUntil | undefined;
  /** The time to judge the token by, in seconds. Cache ages use the verifier's clock, never this one. */
  readonly now?: number | undefined;
}

/** One rung of the ladder that `inspect` walks. */
export interface Check {
  /** What was looked at. */
  readonly id: 'structure' | 'header' | 'key' | 'signature' | 'time' | 'issuer' | 'audience' | 'provider';
  /**
   * `not-checked`: an earlier failure or a missing input made it pointless. `cannot-check`: this build is
   * not able to.
   */
  readonly state: 'pass' | 'fail' | 'not-checked' | 'cannot-check';
  /** Of a check that failed: the code that a verdict would have. */
  readonly code?: ErrorCode;
  /** A dotted name that narrows the code. */
  readonly reason?: string;
  /** What the policy accepts. */
  readonly expected?: readonly string[];
  /** What the token says. */
  readonly actual?: string;
  /** By how many seconds a check of time failed. */
  readonly seconds?: number;
  /** Where in the segment a fault is. */
  readonly offset?: number;
}

/** Something worth knowing that changes no verdict. */
export interface Note {
  /** A dotted name. */
  readonly reason: string;
  /** The claim that it is about. */
  readonly claim?: string;
}

/**
 * Every check of a token, not only the first that failed. Shows claim values: it is for the token's owner.
 */
export interface Report {
  /** `incomplete`: nothing failed, and something could not be checked. */
  readonly verdict: 'valid' | 'refused' | 'incomplete';
  /** The code of the first check that failed. */
  readonly code?: ErrorCode;
  /** In the order in which a verdict makes them. */
  readonly checks: readonly Check[];
  /** The decoded header, where it can be read. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The decoded claims, where they can be read. Not verified unless the verdict is `valid`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Worth knowing, and without influence on the verdict. */
  readonly notes: readonly Note[];
}

/** One key of an imported set. */
export interface KeyDescription {
  /** Its id. */
  readonly kid?: string;
  /** RFC 7638, SHA-256, base64url; of RSA keys. */
  readonly thumbprint?: string;
  /** The algorithm that it is bound to, if any. */
  readonly alg?: string;
  /** The length of the RSA modulus. */
  readonly bits?: number;
  /** Whether a signature may be verified with it. */
  readonly usable: boolean;
  /** Why it is not usable. */
  readonly code?: ErrorCode;
  /** Why it is not usable, dotted. */
  readonly reason?: string;
  /** The members that verification needs and no others, as JSON text. Present when usable. */
  readonly jwk?: string;
}

/** The state of the keys of one configuration. */
export interface KeySourceStats {
  /** Usable keys in memory. */
  readonly keys: number;
  /** Grows with each change of the set; 0 before the first. */
  readonly generation: number;
  /** When the provider answered last, or undefined. */
  readonly fetchedAt?: number;
  /** When the network was last tried, or undefined. */
  readonly attemptedAt?: number;
  /** Requests to the provider: for its key set, and for its OpenID configuration. */
  readonly fetches: number;
  /** Attempts at the network that gave no key set. */
  readonly failures: number;
  /** Reads of single stores. */
  readonly storeReads: number;
  /** Writes to single stores. */
  readonly storeWrites: number;
}

/**
 * The counts of one verifier since it was made: of one isolate or process. They cost nothing to read and make
 * no I/O.
 */
export interface VerifierStats {
  /** Calls of `verify` and `verifySync` that accepted a token. */
  readonly verified: number;
  /** Of the verified ones, those whose signature had been checked before. */
  readonly fromTokenCache: number;
  /** Calls that refused a token, for whatever reason. */
  readonly refused: number;
  /** The refused ones by their code. */
  readonly refusals: Readonly<Partial<Record<ErrorCode, number>>>;
  /** One entry a configuration, in their order. */
  readonly configurations: readonly { readonly issuer: string; readonly jwks: KeySourceStats }[];
}

interface EventBase {
  /** The configured issuer; the first where a configuration names several. */
  readonly issuer: string;
  /** When, by the verifier's clock, in seconds. */
  readonly at: number;
}

/** Where a key set came from: `memory`, `network`, or the name of a store. */
export type Tier = string;

/** What the key cache tells. */
export type JwksEvent = EventBase &
  (
    | { readonly type: 'jwks.hit'; readonly tier: Tier }
    | { readonly type: 'jwks.refresh'; readonly keys: number; readonly changed: boolean }
    | { readonly type: 'jwks.stale'; readonly age: number }
    | {
        readonly type: 'jwks.failure';
        readonly code: ErrorCode;
        readonly reason?: string;
        readonly status?: number;
      }
    | { readonly type: 'jwks.retained'; readonly kid?: string; readonly missingSince: number }
    | { readonly type: 'jwks.kid_miss'; readonly kid?: string }
    | { readonly type: 'jwks.cooldown'; readonly kid?: string; readonly retryAfter: number }
    | {
        readonly type: 'jwks.rotation';
        readonly added: readonly string[];
        readonly removed: readonly string[];
      }
    | { readonly type: 'jwks.purged'; readonly kid?: string }
    | {
        readonly type: 'store.failure';
        readonly store: string;
        readonly operation: 'get' | 'put';
        readonly reason?: string;
      }
  );

/**
 * One decision of `authorize`, granted or not: an entry of an audit log. Ids that a directory gives for good
 * say who is calling; names and mail addresses, which change hands, are not in it.
 */
export interface AccessDecision {
  /** Tells it from the other events. */
  readonly type: 'access.decision';
  /** Whether the token may. */
  readonly granted: boolean;
  /** Why not. */
  readonly code?: ErrorCode;
  /** The key id of the token's header, at most 64 characters. */
  readonly kid?: string;
  /** Who is calling: of `Verified.subject`. `object` is `oid`, else `sub`. */
  readonly who: Pick<Subject, 'kind' | 'tenant' | 'object' | 'client'>;
  /** What was asked for. */
  readonly required: Required<Pick<Requirements, 'match'>> & Requirements;
  /** The rule that refused, or the last of those that were met. */
  readonly rule: AccessRule;
  /** Required values that the token has. */
  readonly matched: readonly string[];
  /** Required values whose absence decided. Empty when granted. */
  readonly missing: readonly string[];
  /** Where the matched roles came from. Present where the option `roles` maps them. */
  readonly grants?: readonly Grant[];
}

/**
 * What the verifier tells. `kid` is the header's, at most 64 characters. Never a token, and no claim value but
 * those that `AccessDecision` names.
 */
export type TokenEvent = EventBase &
  (
    | { readonly type: 'token.verified'; readonly kid?: string }
    | {
        readonly type: 'token.refused';
        readonly code: ErrorCode;
        readonly kid?: string;
        readonly reason?: string;
        /** By how many seconds a check of time failed: few, for many tokens, are clocks that differ. */
        readonly seconds?: number;
      }
    | AccessDecision
  );

/** Everything that the listener `onEvent` hears. */
export type VerifierEvent = JwksEvent | TokenEvent;
