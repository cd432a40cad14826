/** The policy as a person fills it in, and the package's options that follow from it. */
import {
  adfs,
  ClaimgateError,
  entra,
  entraB2C,
  type EntraCloud,
  entraExternalId,
  type EntraTokenVersion,
  type FullAlgorithm,
  type FullPolicyOptions,
  type PolicyOptions,
  type ProviderRules,
} from 'claimgate/full/slim';

import { isObject, readLiteral } from './literal.ts';

/** The functions of the package that fill in a provider's rules; `oidc` is any issuer, without such rules. */
export const PROFILES = ['oidc', 'entra', 'entraExternalId', 'entraB2C', 'adfs'] as const;
export type Profile = (typeof PROFILES)[number];

export interface PolicyForm {
  readonly profile: Profile;
  /** Of `oidc`: one issuer, or several with white space or commas between them. */
  readonly issuer: string;
  /** Of the Microsoft profiles: tenant ids; of `entra` also `organizations` or `any`. */
  readonly tenants: string;
  readonly cloud: EntraCloud;
  readonly versions: readonly EntraTokenVersion[];
  /** Of `entraB2C`. */
  readonly tenantName: string;
  readonly policies: string;
  /** Of `adfs`. */
  readonly host: string;
  readonly allowedClients: string;
  readonly audience: string;
  readonly acceptAnyAudience: boolean;
  readonly clockTolerance: string;
  readonly algorithms: readonly FullAlgorithm[];
  /** All other options of the package, as an object. */
  readonly others: string;
}

/** The values of the package's own defaults, where it has them. */
export const EMPTY_POLICY: PolicyForm = {
  profile: 'oidc',
  issuer: '',
  tenants: '',
  cloud: 'public',
  versions: ['1.0', '2.0'],
  tenantName: '',
  policies: '',
  host: '',
  allowedClients: '',
  audience: '',
  acceptAnyAudience: false,
  clockTolerance: '30',
  algorithms: ['RS256'],
  others: '',
};

/** Options as far as they were given: without an issuer or an audience, those are not checked. */
export type PartialPolicy = Partial<FullPolicyOptions>;

export interface PolicyProblem {
  readonly option: string;
  readonly message: string;
}

export type FormResult =
  | { readonly policy: PartialPolicy; readonly problem?: undefined }
  | { readonly policy?: undefined; readonly problem: PolicyProblem };

/** A text with several values: white space or commas between them. */
export function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

/** One value as it is, several as a list, none as undefined. */
export function oneOrMore(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0];
}

/** The options of a form, or which of its fields is out of order. */
export function policyOf(form: PolicyForm): FormResult {
  const others = readOthers(form.others);
  if (others === undefined) {
    return {
      problem: { option: 'others', message: 'The other options are not an object of JavaScript or JSON.' },
    };
  }
  try {
    const { jwks: _jwks, cache: _cache, ...rules } = rulesOf(form);
    return {
      policy: {
        ...withoutUndefined(rules),
        algorithms: form.algorithms,
        clockTolerance: Number(form.clockTolerance),
        ...others,
      },
    };
  } catch (error) {
    if (error instanceof ClaimgateError) {
      return { problem: { option: error.detail.option ?? '', message: error.message } };
    }
    throw error;
  }
}

/** What the field for other options holds; undefined when it cannot be read. */
export function readOthers(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === '') {
    return {};
  }
  const read = readLiteral(text);
  return read !== undefined && isObject(read.value) && read.skipped.length === 0 ? read.value : undefined;
}

interface Rules extends PartialPolicy {
  readonly jwks?: unknown;
  readonly cache?: unknown;
}

/** What the package's own profile makes of the form. @throws ClaimgateError ERR_CONFIG */
function rulesOf(form: PolicyForm): Rules {
  const audience = audienceOf(form);
  // A profile has to be given an audience; that there is none yet is said by leaving it out of the result.
  const finished = (options: PolicyOptions): Rules => ({ ...options, audience: audience as string | null });
  const rules = providerRules(form);
  const tenants = listOf(form.tenants);
  switch (form.profile) {
    case 'oidc':
      return finished({ issuer: oneOrMore(listOf(form.issuer)) as string, audience: null });
    case 'entra':
      return finished(
        entra({
          tenants: entraTenants(tenants),
          audience: null,
          cloud: form.cloud,
          versions: form.versions,
          ...rules,
        }),
      );
    case 'entraExternalId':
      return finished(entraExternalId({ tenants, audience: null, versions: form.versions, ...rules }));
    case 'entraB2C':
      return finished(
        entraB2C({
          tenantName: form.tenantName.trim(),
          tenant: tenants[0] ?? '',
          policies: listOf(form.policies),
          audience: null,
          ...rules,
        }),
      );
    case 'adfs':
      return finished(adfs({ host: form.host.trim(), audience: null, ...rules }));
  }
}

export function audienceOf({
  audience,
  acceptAnyAudience,
}: PolicyForm): string | readonly string[] | null | undefined {
  return acceptAnyAudience ? null : oneOrMore(listOf(audience));
}

/** The two words that stand for many tenants, or a list. */
export function entraTenants(tenants: readonly string[]): readonly string[] | 'organizations' | 'any' {
  const [only] = tenants;
  return tenants.length === 1 && (only === 'organizations' || only === 'any') ? only : tenants;
}

export function providerRules({ allowedClients }: PolicyForm): ProviderRules {
  const clients = listOf(allowedClients);
  return clients.length === 0 ? {} : { allowedClients: clients };
}

function withoutUndefined(options: PartialPolicy): PartialPolicy {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
