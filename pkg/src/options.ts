/**
 * Strict options: a member that nobody knows is refused, because a misspelt rule is a rule that is not
 * checked. The values of the policy are judged by the engine, those of the cache by the key source.
 */
import { ClaimgateError } from './errors.js';
import { isFiniteNumber } from './json.js';
import type { PolicyInput } from './policy-input.js';
import type { FetchFunction, PolicyOptions, VerifierOptions } from './types.js';

const POLICY_MEMBERS = [
  'issuer',
  'audience',
  'algorithms',
  'typ',
  'clockTolerance',
  'requiredClaims',
  'maxTokenAge',
  'maxTokenBytes',
  'provider',
  'roles',
] as const satisfies readonly (keyof PolicyOptions)[];

const HOST_MEMBERS = [
  'jwks',
  'now',
  'random',
  'fetch',
  'waitUntil',
  'stores',
  'allowHttpLoopback',
  'cache',
  'seed',
  'tokenCache',
  'revocation',
  'groups',
  'onEvent',
] as const satisfies readonly Exclude<keyof VerifierOptions, keyof PolicyOptions>[];

const VERIFIER_MEMBERS: readonly string[] = [...POLICY_MEMBERS, ...HOST_MEMBERS];

const PROVIDER_MEMBERS: readonly string[] = [
  'kind',
  'tenants',
  'cloud',
  'versions',
  'policies',
  'allowedClients',
  'allowWithoutScopeOrRoles',
];
const MAPPING_MEMBERS: readonly string[] = ['issuer', 'source', 'value', 'role', 'ignoreCase'];

export const DEFAULT_MAX_TOKEN_BYTES = 16384;
export const DEFAULT_MAX_KEYS = 64;
const DEFAULT_TOKEN_CACHE_ENTRIES = 1000;
const MOST_TOKEN_CACHE_ENTRIES = 100_000;

/** An `ERR_CONFIG` that names the option. */
export function configError(option: string, message: string): ClaimgateError {
  return new ClaimgateError('ERR_CONFIG', message, { option });
}

/**
 * @param prefix of the option that the error names, e.g. `cache.`
 * @throws ClaimgateError ERR_CONFIG unless `value` is an object with no other members than `known`
 */
export function checkMembers(value: unknown, known: readonly string[], where: string, prefix = ''): void {
  checkObject(value, where);
  for (const member of Object.keys(value)) {
    if (!known.includes(member)) {
      throw configError(prefix + member, `"${member}" is not a member of ${where}.`);
    }
  }
}

function checkObject(value: unknown, where: string): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw configError(where, `${where} must be an object.`);
  }
}

/** @throws ClaimgateError ERR_CONFIG */
export function checkVerifierOptions(options: Partial<VerifierOptions>): void {
  checkMembers(options, VERIFIER_MEMBERS, 'options');
  // Absent is a mistake, null is a decision: the engine sees both as null.
  if (options.issuer === undefined || options.audience === undefined || options.jwks === undefined) {
    throw new ClaimgateError(
      'ERR_CONFIG',
      'issuer, audience and jwks are required; audience: null accepts any audience.',
    );
  }
  checkRules(options);
  checkObject(options.jwks, 'jwks');
  checkMembers(options.seed ?? {}, ['keys', 'fetchedAt'], 'seed');
  const { stores = [] } = options;
  if (!Array.isArray(stores) || !stores.every(getsAndPuts)) {
    throw configError('stores', 'stores must be a list of stores: is the binding there?');
  }
  if (options.allowHttpLoopback !== undefined && typeof options.allowHttpLoopback !== 'boolean') {
    throw configError('allowHttpLoopback', 'allowHttpLoopback must be true or false.');
  }
  for (const name of ['now', 'random', 'waitUntil', 'onEvent'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw configError(name, `${name} must be a function.`);
    }
  }
  fetchFunction(options);
}

/**
 * Whether there is a store, or what one is made of. A binding that is missing from a Worker's configuration is undefined,
 * whatever its type says.
 */
export function getsAndPuts(value: unknown): boolean {
  const { get, put } = Object(value) as Partial<Record<'get' | 'put', unknown>>;
  return typeof get === 'function' && typeof put === 'function';
}

/**
 * What fetches the keys. A service binding's `fetch` works only as a method of the binding.
 * @throws ClaimgateError ERR_CONFIG
 */
export function fetchFunction({ fetch: given }: Pick<VerifierOptions, 'fetch'>): FetchFunction {
  if (given === undefined) {
    return (url, init) => fetch(url, init);
  }
  if (typeof given === 'function') {
    return given;
  }
  // A binding is a proxy without members of its own: only its type says what it has.
  if (typeof given !== 'object' || given === null || typeof given.fetch !== 'function') {
    throw configError('fetch', 'fetch must be a function, or an object with one such as a service binding.');
  }
  return (url, init) => given.fetch(url, init);
}

/**
 * How many verified tokens are kept; 0 for none.
 * @throws ClaimgateError ERR_CONFIG
 */
export function tokenCacheEntries({ tokenCache }: Pick<VerifierOptions, 'tokenCache'>): number {
  if (tokenCache === false) {
    return 0;
  }
  checkMembers(tokenCache ?? {}, ['maxEntries'], 'tokenCache');
  const entries = tokenCache?.maxEntries ?? DEFAULT_TOKEN_CACHE_ENTRIES;
  if (!Number.isInteger(entries) || entries < 1 || entries > MOST_TOKEN_CACHE_ENTRIES) {
    throw configError('tokenCache', `tokenCache.maxEntries must be 1 to ${MOST_TOKEN_CACHE_ENTRIES}.`);
  }
  return entries;
}

/**
 * The part of the options that the engine judges by, without members that are undefined.
 * @throws ClaimgateError ERR_CONFIG for what has no place in JSON
 */
export function policyInput(options: PolicyOptions): PolicyInput {
  const given = POLICY_MEMBERS.filter((name) => options[name] !== undefined).map((name) => [
    name,
    copied(options[name], name),
  ]);
  return Object.fromEntries(given) as PolicyInput;
}

/**
 * Lists and objects of the caller's may change later; the rules must not. Members that are undefined are left
 * out. What JSON would write as something else (NaN as null, a date as text) is refused here, the rest by the
 * engine.
 */
function copied(value: unknown, option: string): unknown {
  if (Array.isArray(value)) {
    return Array.from(value, (element) => copied(element, option));
  }
  if (isPlainObject(value)) {
    const given = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(given.map(([name, member]) => [name, copied(member, option)]));
  }
  const isJson =
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!isJson) {
    throw configError(option, `${option} has a value that is no text, finite number, list or plain object.`);
  }
  return value;
}

/** An object of a literal, of whichever realm. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The engine refuses unknown members too; here the error can name them. */
function checkRules({ provider, roles }: Pick<PolicyOptions, 'provider' | 'roles'>): void {
  if (provider !== undefined) {
    checkMembers(provider, PROVIDER_MEMBERS, 'provider');
  }
  if (roles === undefined) {
    return;
  }
  checkMembers(roles, ['mappings', 'hierarchy'], 'roles');
  const { mappings = [] } = roles;
  if (!Array.isArray(mappings)) {
    throw configError('roles', 'roles.mappings must be a list.');
  }
  for (const mapping of mappings) {
    checkMembers(mapping, MAPPING_MEMBERS, 'roles.mappings');
  }
}

/** A policy of the offline `inspect`: any member may be missing. */
type InspectionPolicy = { readonly [K in keyof PolicyOptions]?: PolicyOptions[K] | undefined };

/** The options of the offline `inspect`: those of a verifier, of which only the policy counts. */
export function checkInspectionPolicy(options: InspectionPolicy): void {
  checkMembers(options, VERIFIER_MEMBERS, 'policy');
  checkRules(options);
}

/** As `policyInput`; an empty list says that there is no audience to compare with, where null would accept any. */
export function inspectionInput(options: InspectionPolicy): PolicyInput {
  const { issuer = [], audience = [] } = options;
  return policyInput({ ...options, issuer, audience });
}

/**
 * A time that can be compared. NaN would pass every comparison that refuses.
 * @throws ClaimgateError ERR_CONFIG
 */
export function checkedTime(now: number, option = 'now'): number {
  if (!isFiniteNumber(now)) {
    throw configError(option, `${option} must be a finite number of seconds.`);
  }
  return now;
}

/** The host's clock, in seconds. */
export function systemTime(): number {
  return Date.now() / 1000;
}
