/** Whose tokens are accepted, and for whom they must be. */
import { isCloudHost, TENANT_PLACEHOLDER } from '../entra-clouds.js';
import { isGuid } from '../guid.js';
import { members, providerKind, texts, type Entry, type Rule } from './rule.js';

export const ISSUER_RULES: readonly Rule[] = [
  {
    id: 'issuer.http',
    severity: 'warning',
    option: 'issuer',
    message: 'The issuer is an http address: whoever is on the way can answer in its place.',
    fix: 'Give the https address that the provider\'s metadata has as "issuer".',
    // AD FS names itself with http in access tokens; that name is never fetched.
    applies: (entry) =>
      providerKind(entry) !== 'adfs' &&
      texts(entry.issuer).some((issuer) => issuer.startsWith('http:') && !isAllowedLoopback(issuer, entry)),
  },
  {
    id: 'issuer.template',
    severity: 'error',
    option: 'issuer',
    message:
      'A {tenantid} template without the rules of a provider accepts every tenant, and any key for any.',
    fix: 'Use entra({ tenants, audience }), or give the issuer of your tenant.',
    applies: (entry) =>
      entry.provider === undefined &&
      texts(entry.issuer).some((issuer) => issuer.includes(TENANT_PLACEHOLDER)),
  },
  {
    id: 'issuer.entra_without_rules',
    severity: 'error',
    option: 'provider',
    message:
      "The issuer is Microsoft Entra's, and its own rules (tenant, key issuer, cloud) are not checked.",
    fix: 'Use entra({ tenants: [<tenant id>], audience }) in place of oidc(...).',
    applies: (entry) => entry.provider === undefined && texts(entry.issuer).some(isEntraIssuer),
  },
  {
    id: 'issuer.b2c_slash',
    severity: 'warning',
    option: 'issuer',
    message: 'Issuers of Azure AD B2C end with a slash, which belongs to them; this one does not.',
    fix: 'Give the "issuer" of the policy\'s metadata letter by letter.',
    applies: (entry) =>
      providerKind(entry) === 'entraB2C' && texts(entry.issuer).some((issuer) => !issuer.endsWith('/')),
  },
  {
    id: 'tenants.any',
    severity: 'warning',
    option: 'provider.tenants',
    message: 'Everybody with an account in any organization is let in, from tenants that you never heard of.',
    fix: 'List the tenant ids, or decide by subject.tenant what a caller may do.',
    applies: (entry) => ['any', 'organizations'].includes(members(entry.provider)['tenants'] as string),
  },
  {
    id: 'audience.any',
    severity: 'error',
    option: 'audience',
    message: 'audience: null accepts tokens that were issued for other services.',
    fix: 'Give the identifier of this API; a token that anybody received elsewhere is good here otherwise.',
    // Access tokens of Cognito have no audience; their clients stand in for it.
    applies: (entry) => entry.audience === null && providerKind(entry) !== 'cognito',
  },
  {
    id: 'audience.version',
    severity: 'error',
    option: 'audience',
    message:
      "Version 2.0 tokens carry the API's client id as audience; only application ID URIs are accepted.",
    fix: 'Add the client id (a GUID) of the API to audience.',
    applies: (entry) => audienceLacks(entry, ['2.0'], isGuid),
  },
  {
    id: 'audience.one_form',
    severity: 'warning',
    option: 'audience',
    message: 'Both token versions are accepted, but the audience has the form of one of them only.',
    fix: 'List the client id and the application ID URI, or set versions to the one that the manifest has.',
    applies: (entry) =>
      audienceLacks(entry, ['1.0', '2.0'], isGuid) ||
      audienceLacks(entry, ['1.0', '2.0'], (audience) => !isGuid(audience)),
  },
];

/** Whether the accepted versions are exactly `versions`, and no audience has the form. */
function audienceLacks(
  entry: Entry,
  versions: readonly string[],
  hasForm: (audience: string) => boolean,
): boolean {
  const { kind, versions: accepted = ['1.0', '2.0'] } = members(entry.provider);
  const audiences = texts(entry.audience);
  const given = texts(accepted);
  return (
    (kind === 'entra' || kind === 'entraExternalId') &&
    given.length === versions.length &&
    versions.every((version) => given.includes(version)) &&
    audiences.length > 0 &&
    !audiences.some(hasForm)
  );
}

function isEntraIssuer(issuer: string): boolean {
  const [, host = ''] = /^https:\/\/([^/]+)\//.exec(issuer) ?? [];
  return isCloudHost(host) || host === 'sts.windows.net' || host === 'sts.chinacloudapi.cn';
}

function isAllowedLoopback(issuer: string, { allowHttpLoopback }: Entry): boolean {
  return allowHttpLoopback === true && /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/]|$)/.test(issuer);
}
