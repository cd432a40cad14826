/** The policy that a token is judged by: from a file, from flags, or both; flags win. */
import * as claimgate from 'claimgate/full';
import type { FullVerifierOptions } from 'claimgate/full';
import { readJson } from './files.js';
import { UsageError } from './outcome.js';

export interface PolicyFlags {
  readonly policy?: string;
  readonly issuer?: readonly string[];
  readonly audience?: readonly string[];
  readonly anyAudience?: boolean;
  readonly algorithm?: readonly string[];
  readonly typ?: readonly string[];
  readonly tolerance?: string;
  readonly entraTenant?: readonly string[];
}

/** Options of `createVerifier`, some of which may be missing. */
export type GivenPolicy = { readonly [K in keyof FullVerifierOptions]?: FullVerifierOptions[K] | undefined };

/** The profiles that a policy file can name in `profile`. */
const PROFILES: ReadonlyMap<string, (options: never) => GivenPolicy> = new Map(
  (
    [
      'entra',
      'entraB2C',
      'entraExternalId',
      'adfs',
      'oidc',
      'google',
      'auth0',
      'okta',
      'cognito',
      'cloudflareAccess',
    ] as const
  ).map((name) => [name, claimgate[name] as (options: never) => GivenPolicy]),
);

/** Options of `createVerifier` that no profile takes. Beside `profile` they go over what it gives. */
const BESIDE_PROFILE: ReadonlySet<string> = new Set([
  'algorithms',
  'typ',
  'clockTolerance',
  'requiredClaims',
  'maxTokenAge',
  'maxTokenBytes',
  'roles',
  'jwks',
  'cache',
] satisfies (keyof FullVerifierOptions)[]);

/** @throws UsageError for a file or a flag that cannot be used */
export async function givenPolicy(flags: PolicyFlags): Promise<GivenPolicy> {
  const { policy, issuer, audience, anyAudience, algorithm, typ, tolerance, entraTenant } = flags;
  const file = policy === undefined ? {} : await fromFile(policy);
  if (anyAudience === true && audience !== undefined) {
    throw new UsageError('--audience and --any-audience exclude each other.');
  }
  const accepted = anyAudience === true ? null : audience;
  const { audience: _, ...profile } =
    entraTenant === undefined
      ? {}
      : (claimgate.entra({ tenants: entraTenant, audience: accepted ?? null }) as GivenPolicy);
  return {
    ...file,
    ...profile,
    ...(issuer === undefined ? {} : { issuer }),
    ...(accepted === undefined ? {} : { audience: accepted }),
    ...(algorithm === undefined ? {} : { algorithms: algorithm as FullVerifierOptions['algorithms'] }),
    ...(typ === undefined ? {} : { typ }),
    ...(tolerance === undefined ? {} : { clockTolerance: numberOf('--tolerance', tolerance) }),
  };
}

async function fromFile(file: string): Promise<GivenPolicy> {
  const document = await readJson(file);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new UsageError(`${file} is not a policy: it has to be an object of createVerifier's options.`);
  }
  const { profile, ...options } = document as Readonly<Record<string, unknown>>;
  if (profile === undefined) {
    return options;
  }
  const make = typeof profile === 'string' ? PROFILES.get(profile) : undefined;
  if (make === undefined) {
    throw new UsageError(`${file}: profile is one of ${[...PROFILES.keys()].join(', ')}.`);
  }
  const members = Object.entries(options);
  return {
    ...make(Object.fromEntries(members.filter(([name]) => !BESIDE_PROFILE.has(name))) as never),
    ...Object.fromEntries(members.filter(([name]) => BESIDE_PROFILE.has(name))),
  };
}

/** @throws UsageError */
export function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`${flag} takes a number.`);
  }
  return value;
}

/**
 * A moment, as seconds since the epoch or as a date.
 * @throws UsageError
 */
export function momentOf(flag: string, text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    return Number(text);
  }
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) {
    throw new UsageError(`${flag} takes seconds since 1970 or a date such as 2026-11-27T22:46:00Z.`);
  }
  return milliseconds / 1000;
}

/** The members that `inspect` judges by. */
export function policyMembers(given: GivenPolicy): GivenPolicy {
  const { jwks: _, ...policy } = given;
  return policy;
}
