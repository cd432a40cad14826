// The configuration to copy: two providers, one table of roles.

import { adfs, entra } from 'claimgate';

/** @type {import('claimgate').RoleOptions} */
export const ROLES = {
  mappings: [
    {
      // Both token versions of the tenant.
      issuer: ['https://login.microsoftonline.com/{tenantid}/v2.0', 'https://sts.windows.net/{tenantid}/'],
      source: 'groups',
      value: '960ed175-0000-4000-8000-000000000001',
      role: 'editor',
    },
    {
      issuer: 'http://adfs.contoso.com/adfs/services/trust',
      source: 'group',
      value: 'CONTOSO\\Order Editors',
      role: 'editor',
      // Active Directory compares names without case.
      ignoreCase: true,
    },
    {
      issuer: 'http://adfs.contoso.com/adfs/services/trust',
      source: 'role',
      value: 'Archive Keeper',
      role: 'archivist',
    },
  ],
  hierarchy: { admin: ['editor'], editor: ['viewer'] },
};

/**
 * Options of `createVerifier`: a token goes to the entry that its issuer belongs to.
 *
 * @param {Partial<import('claimgate').VerifierOptions>} [changes] for both entries
 */
export function verifierOptions(changes = {}) {
  return [
    entra({
      tenants: ['c0ffee00-0000-4000-8000-000000000001'],
      audience: ['a91ca7e5-0000-4000-8000-000000000001', 'api://a91ca7e5-0000-4000-8000-000000000001'],
    }),
    adfs({ host: 'adfs.contoso.com', audience: 'https://orders.contoso.com' }),
  ].map((options) => ({ ...options, roles: ROLES, ...changes }));
}
