/** Whose token this is, as far as its own claims say: a proposal for the form, never a verdict. */
import type { PolicyForm } from './form.ts';

export interface Recognized {
  /** In words, for a button. */
  readonly name: string;
  readonly form: Partial<PolicyForm>;
}

type Claims = Readonly<Record<string, unknown>>;

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CLOUDS = {
  'login.microsoftonline.com': 'public',
  'login.microsoftonline.us': 'usGov',
  'login.partner.microsoftonline.cn': 'china',
  'login.sovcloud-identity.fr': 'bleu',
  'login.sovcloud-identity.de': 'delos',
  'login.sovcloud-identity.sg': 'govSg',
  'sts.windows.net': 'public',
  'sts.chinacloudapi.cn': 'china',
} as const;

/** Undefined for an issuer without rules of its own, and for what is no issuer. */
export function recognizeProvider(claims: Claims | undefined): Recognized | undefined {
  const issuer = claims?.['iss'];
  if (claims === undefined || typeof issuer !== 'string' || !URL.canParse(issuer)) {
    return undefined;
  }
  const { hostname, pathname } = new URL(issuer);
  const tenant = new RegExp(`^/(?:tfp/)?(${GUID})(?:/|$)`, 'i').exec(pathname)?.[1];
  if (Object.hasOwn(CLOUDS, hostname) && tenant !== undefined) {
    const cloud = CLOUDS[hostname as keyof typeof CLOUDS];
    return { name: 'Microsoft Entra ID', form: { profile: 'entra', tenants: tenant, cloud } };
  }
  if (hostname.endsWith('.ciamlogin.com') && tenant !== undefined) {
    return { name: 'Entra External ID', form: { profile: 'entraExternalId', tenants: tenant } };
  }
  if (hostname.endsWith('.b2clogin.com') && tenant !== undefined) {
    return { name: 'Azure AD B2C', form: b2cForm(claims, hostname, tenant) };
  }
  if (/^\/adfs(\/|$)/.test(pathname)) {
    return { name: 'AD FS', form: { profile: 'adfs', host: hostname } };
  }
  return undefined;
}

function b2cForm(claims: Claims, hostname: string, tenants: string): Partial<PolicyForm> {
  const flow = claims['tfp'] ?? claims['acr'];
  return {
    profile: 'entraB2C',
    tenantName: hostname.slice(0, hostname.indexOf('.')),
    tenants,
    policies: typeof flow === 'string' ? flow : '',
  };
}
