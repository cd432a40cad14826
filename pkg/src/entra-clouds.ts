/** The addresses of Microsoft Entra: whose tokens name which issuer, and who publishes the keys. */
import { GUID_WITHIN } from './guid.js';
import type { EntraCloud, EntraTokenVersion } from './provider-options.js';
import type { PolicyOptions } from './types.js';

export const TENANT_PLACEHOLDER = '{tenantid}';

/** The tenant of personal Microsoft accounts. Only the common key set has its keys. */
export const CONSUMER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Clouds without a known version 1.0 issuer have none. The core knows the same issuers. */
const CLOUDS: Readonly<Record<EntraCloud, { readonly host: string; readonly v1?: string }>> = {
  public: { host: 'login.microsoftonline.com', v1: 'https://sts.windows.net/{tenantid}/' },
  usGov: { host: 'login.microsoftonline.us', v1: 'https://sts.windows.net/{tenantid}/' },
  china: { host: 'login.partner.microsoftonline.cn', v1: 'https://sts.chinacloudapi.cn/{tenantid}/' },
  bleu: { host: 'login.sovcloud-identity.fr' },
  delos: { host: 'login.sovcloud-identity.de' },
  govSg: { host: 'login.sovcloud-identity.sg' },
};

export const ENTRA_CLOUDS: readonly string[] = Object.keys(CLOUDS);

/** Whether users of one of the clouds sign in at this host. */
export function isCloudHost(host: string): boolean {
  return Object.values(CLOUDS).some((cloud) => cloud.host === host);
}

/** The issuer of a cloud's tokens, around `{tenantid}`. */
export function issuerTemplate(cloud: EntraCloud, version: EntraTokenVersion): string | undefined {
  const { host, v1 } = CLOUDS[cloud];
  return version === '1.0' ? v1 : `https://${host}/${TENANT_PLACEHOLDER}/v2.0`;
}

/**
 * The version 2.0 metadata, for tokens of both versions: its keys say whose tokens they may sign, those of
 * version 1.0 do not.
 * @param authority a tenant, `organizations` or `common`
 */
export function metadataUrl(cloud: EntraCloud, authority: string): string {
  return `https://${CLOUDS[cloud].host}/${authority}/v2.0/.well-known/openid-configuration`;
}

/**
 * What the `issuer` of the OpenID configuration may be. It is the configured issuer (OpenID Connect Discovery
 * 1.0, section 4.3), except that Entra publishes one document for many tenants, with `{tenantid}` in place of
 * each, and that its version 2.0 document serves tokens of version 1.0 too.
 */
export function documentIssuers({ issuer, provider }: PolicyOptions): readonly string[] {
  const issuers = typeof issuer === 'string' ? [issuer] : issuer;
  if (provider?.kind !== 'entra') {
    return issuers;
  }
  const cloud = provider.cloud ?? 'public';
  return [...new Set(issuers.flatMap((configured) => [configured, ...publishedFor(configured, cloud)]))];
}

function publishedFor(issuer: string, cloud: EntraCloud): readonly string[] {
  const tenant = GUID_WITHIN.exec(issuer)?.[0] ?? TENANT_PLACEHOLDER;
  const template = issuer.replace(tenant, TENANT_PLACEHOLDER);
  const isVersion1 = template === issuerTemplate(cloud, '1.0');
  const published = (isVersion1 ? issuerTemplate(cloud, '2.0') : undefined) ?? template;
  return [published, published.replace(TENANT_PLACEHOLDER, tenant)];
}
