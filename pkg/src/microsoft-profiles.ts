/**
 * Options for Microsoft's identity providers; docs/ENTRA.md says which one is yours. Each returns plain
 * `createVerifier` options: `createVerifier({ ...entra({ tenants, audience }), clockTolerance: 5 })`.
 */
import {
  CONSUMER_TENANT,
  ENTRA_CLOUDS,
  issuerTemplate,
  metadataUrl,
  TENANT_PLACEHOLDER,
} from './entra-clouds.js';
import { isGuid } from './guid.js';
import { checkMembers, configError } from './options.js';
import { hostName } from './profiles.js';
import type { EntraCloud, EntraTenants, EntraTokenVersion, ProviderRules } from './provider-options.js';
import type { VerifierOptions } from './types.js';

type Audience = VerifierOptions['audience'];

const RULES = ['allowedClients', 'allowWithoutScopeOrRoles'] as const;
const VERSIONS: readonly EntraTokenVersion[] = ['1.0', '2.0'];

/**
 * Seconds for which a vanished key is kept. Entra's front ends differ in the keys that they publish: keys are
 * missing from answers for hours and come back.
 */
const RETAIN_MISSING = 43_200;

/** Options of `entra`. */
export interface EntraProfile extends ProviderRules {
  /**
   * Tenant ids (GUIDs, not domains), or `'organizations'`, or `'any'` to let personal accounts in as well.
   */
  readonly tenants: EntraTenants;
  /**
   * The API's client id for version 2.0 tokens, its application ID URI for version 1.0; list both for
   * both.
   */
  readonly audience: Audience;
  /** Default `public`. */
  readonly cloud?: EntraCloud | undefined;
  /** Accepted token versions. Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
  /**
   * The client id of an API that has signing keys of its own, as with claims mapping: its keys are published
   * apart. Default: the keys of the tenant.
   */
  readonly keysOf?: string | undefined;
}

/**
 * Microsoft Entra ID: access tokens for an API of one's own.
 * @throws ClaimgateError ERR_CONFIG
 */
export function entra(options: EntraProfile): VerifierOptions {
  checkMembers(options, ['tenants', 'audience', 'cloud', 'versions', 'keysOf', ...RULES], 'options');
  const { audience, cloud = 'public', versions = VERSIONS, keysOf } = options;
  if (!ENTRA_CLOUDS.includes(cloud)) {
    throw configError('cloud', `cloud must be one of ${ENTRA_CLOUDS.join(', ')}.`);
  }
  checkVersions(versions);
  const tenants = isWord(options.tenants) ? options.tenants : tenantList(options.tenants);
  const listed = isWord(tenants) ? [TENANT_PLACEHOLDER] : tenants;
  const issuer = versions
    .map((version) => issuerTemplate(cloud, version))
    .filter((template) => template !== undefined)
    .flatMap((template) => listed.map((tenant) => template.replace(TENANT_PLACEHOLDER, tenant)));
  if (issuer.length === 0) {
    throw configError('versions', 'No issuer of these versions is known for this cloud.');
  }
  return {
    issuer,
    audience,
    jwks: { discovery: metadataUrl(cloud, authorityFor(tenants)) + ownKeys(keysOf) },
    cache: { retainMissing: RETAIN_MISSING },
    provider: { kind: 'entra', tenants, cloud, versions, ...rulesOf(options) },
  };
}

/** The part of the metadata's address that asks for the keys of one application. */
function ownKeys(clientId: string | undefined): string {
  return clientId === undefined ? '' : `?appid=${guid('keysOf', clientId)}`;
}

/** The most specific metadata that has the keys of all the tenants. */
function authorityFor(tenants: EntraTenants): string {
  if (tenants === 'any' || (!isWord(tenants) && tenants.includes(CONSUMER_TENANT))) {
    return 'common';
  }
  const [only, ...others] = isWord(tenants) ? [] : tenants;
  return only !== undefined && others.length === 0 ? only : 'organizations';
}

/** Options of `entraExternalId`. */
export interface EntraExternalIdProfile extends ProviderRules {
  /** The one tenant's id (a GUID). For several tenants, give `createVerifier` a profile for each. */
  readonly tenants: readonly string[];
  /** The API's client id for version 2.0 tokens, its application ID URI for version 1.0. */
  readonly audience: Audience;
  /** Accepted token versions. Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
}

/**
 * Microsoft Entra External ID: access tokens of an external tenant (`ciamlogin.com`).
 * @throws ClaimgateError ERR_CONFIG
 */
export function entraExternalId(options: EntraExternalIdProfile): VerifierOptions {
  checkMembers(options, ['tenants', 'audience', 'versions', ...RULES], 'options');
  const { audience, versions = VERSIONS } = options;
  checkVersions(versions);
  const tenants = tenantList(options.tenants);
  const [tenant, ...others] = tenants;
  if (tenant === undefined || others.length > 0) {
    // Each external tenant has metadata of its own, and a verifier's entry reads one document.
    throw configError('tenants', 'tenants must be a list of one; give createVerifier a profile for each.');
  }
  const base = `https://${tenant}.ciamlogin.com/${tenant}`;
  const document = versions.includes('2.0') ? `${base}/v2.0` : base;
  return {
    issuer: versions.map((version) => (version === '1.0' ? `${base}/` : `${base}/v2.0`)),
    audience,
    jwks: { discovery: `${document}/.well-known/openid-configuration` },
    cache: { retainMissing: RETAIN_MISSING },
    provider: { kind: 'entraExternalId', tenants, versions, ...rulesOf(options) },
  };
}

/** Options of `entraB2C`. */
export interface EntraB2cProfile extends ProviderRules {
  /** The `contoso` of `contoso.onmicrosoft.com`. */
  readonly tenantName: string;
  /** The tenant's id (a GUID), which the issuer carries. */
  readonly tenant: string;
  /**
   * The accepted user flows or custom policies. The keys come from the first one's metadata; a policy with
   * keys
   * of its own needs a verifier of its own.
   */
  readonly policies: readonly string[];
  /** The API's client id. */
  readonly audience: Audience;
  /** A custom domain. Default `<tenantName>.b2clogin.com`. */
  readonly domain?: string | undefined;
  /**
   * The `issuer` of the policies' metadata where it is not the default, `https://<domain>/<tenant>/v2.0/`:
   * with
   * the setting "Issuer (iss) claim" at the form with `/tfp/`.
   */
  readonly issuer?: string | readonly string[] | undefined;
}

/**
 * Azure AD B2C: access tokens of user flows and custom policies.
 * @throws ClaimgateError ERR_CONFIG
 */
export function entraB2C(options: EntraB2cProfile): VerifierOptions {
  const members = ['tenantName', 'tenant', 'policies', 'audience', 'domain', 'issuer', ...RULES];
  checkMembers(options, members, 'options');
  const { audience, policies } = options;
  const directory = hostName('tenantName', `${options.tenantName}.onmicrosoft.com`);
  const domain = hostName('domain', options.domain ?? `${options.tenantName}.b2clogin.com`);
  const tenant = guid('tenant', options.tenant);
  if (!Array.isArray(policies) || !policies.every(isPolicyName) || policies[0] === undefined) {
    throw configError('policies', 'policies must be a list of names of user flows or custom policies.');
  }
  return {
    // The slash at the end belongs to it.
    issuer: options.issuer ?? `https://${domain}/${tenant}/v2.0/`,
    audience,
    jwks: {
      discovery: `https://${domain}/${directory}/${policies[0]}/v2.0/.well-known/openid-configuration`,
    },
    provider: { kind: 'entraB2C', policies, ...rulesOf(options) },
  };
}

/** Options of `adfs`. */
export interface AdfsProfile extends ProviderRules {
  /** The name of the federation service, such as `adfs.contoso.com`. */
  readonly host: string;
  /** The identifier of the Web API in its application group. */
  readonly audience: Audience;
  /** The `access_token_issuer` of the metadata. Default `http://<host>/adfs/services/trust`. */
  readonly accessTokenIssuer?: string | undefined;
}

/**
 * Active Directory Federation Services 2016 and later.
 * @throws ClaimgateError ERR_CONFIG
 */
export function adfs(options: AdfsProfile): VerifierOptions {
  checkMembers(options, ['host', 'audience', 'accessTokenIssuer', ...RULES], 'options');
  const host = hostName('host', options.host);
  return {
    // The second is what access tokens carry. It is a name and never fetched: its http is no mistake.
    issuer: [`https://${host}/adfs`, options.accessTokenIssuer ?? `http://${host}/adfs/services/trust`],
    audience: options.audience,
    jwks: { discovery: `https://${host}/adfs/.well-known/openid-configuration` },
    provider: { kind: 'adfs', ...rulesOf(options) },
  };
}

/** The members that are given. */
function rulesOf({ allowedClients, allowWithoutScopeOrRoles }: ProviderRules): ProviderRules {
  return {
    ...(allowedClients === undefined ? {} : { allowedClients }),
    ...(allowWithoutScopeOrRoles === undefined ? {} : { allowWithoutScopeOrRoles }),
  };
}

function isWord(tenants: EntraTenants): tenants is 'organizations' | 'any' {
  return tenants === 'organizations' || tenants === 'any';
}

function tenantList(tenants: unknown): readonly string[] {
  if (!Array.isArray(tenants) || tenants.length === 0) {
    throw configError('tenants', 'tenants must be a list of tenant ids.');
  }
  return tenants.map((tenant) => guid('tenants', tenant));
}

function guid(option: string, value: unknown): string {
  if (typeof value !== 'string' || !isGuid(value)) {
    throw configError(option, `${option} takes ids, which are GUIDs; for the domain of a tenant, use oidc.`);
  }
  return value.toLowerCase();
}

function checkVersions(versions: unknown): void {
  const known: readonly unknown[] = VERSIONS;
  if (!Array.isArray(versions) || versions.length === 0 || !versions.every((one) => known.includes(one))) {
    throw configError('versions', 'versions must be a list of "1.0" and "2.0".');
  }
}

/** A name that cannot bend the address it is put into. */
function isPolicyName(name: unknown): boolean {
  return typeof name === 'string' && /^[\w-]+$/.test(name);
}
