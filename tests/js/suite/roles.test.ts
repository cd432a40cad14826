/** How claims become roles. */
import { adfs, authorize, createVerifier, entra, type RoleOptions, type VerifierOptions } from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  API,
  type Claims,
  claimsV2,
  CLIENT,
  entraKey,
  PERSON,
  signed,
  TENANT,
  withKeys,
} from './microsoft.js';
import { codeOf, sharedKey } from './support.js';

beforeAll(() => sharedKey());

const ENTRA = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const ADFS = 'http://adfs.contoso.com/adfs/services/trust';
const EDITORS = '960ed175-0000-4000-8000-000000000001';
const GLOBAL_READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const ADFS_API = 'https://orders.contoso.com';

/** One table for both providers. */
const ROLES: RoleOptions = {
  mappings: [
    { issuer: ENTRA, source: 'groups', value: EDITORS, role: 'editor' },
    { issuer: ADFS, source: 'group', value: 'CONTOSO\\Order Editors', role: 'editor', ignoreCase: true },
    { issuer: ENTRA, source: 'wids', value: GLOBAL_READER, role: ['auditor', 'viewer'] },
    { issuer: [ENTRA, ADFS], source: 'scp', value: 'orders.read', role: 'reader' },
    { issuer: ADFS, source: 'role', value: 'Leader', role: 'admin' },
  ],
  hierarchy: { admin: ['editor'], editor: ['viewer'] },
};

async function verified(claims: Claims, roles: RoleOptions | undefined = ROLES) {
  const key = entraKey(await sharedKey());
  const both: VerifierOptions[] = [
    entra({ tenants: [TENANT], audience: API }),
    adfs({ host: 'adfs.contoso.com', audience: ADFS_API }),
  ].map((options) => ({ ...withKeys(options, key), roles }));
  return createVerifier(both).verify(await signed(claims));
}

const fromEntra = { ...claimsV2(), scp: 'access' };
const fromAdfs = { iss: ADFS, aud: ADFS_API, ver: '1.0', appid: CLIENT, scp: 'openid', sub: 'pairwise' };

describe('roles', () => {
  test("one person's tokens of Entra and of AD FS give the same roles by one mapping", async () => {
    const entraResult = await verified({ ...fromEntra, groups: [EDITORS] });
    const adfsResult = await verified({
      ...fromAdfs,
      group: ['Contoso\\order editors', 'CONTOSO\\Domain Users'],
    });
    expect(entraResult.roles).toEqual(['editor', 'viewer']);
    expect(adfsResult.roles).toEqual(entraResult.roles);
    expect(adfsResult.subject.roles).toEqual(entraResult.roles);
    expect(entraResult.subject.grants).toEqual([
      { role: 'editor', source: 'groups', value: EDITORS },
      { role: 'viewer', source: 'hierarchy', value: 'editor' },
    ]);
    for (const result of [entraResult, adfsResult]) {
      authorize(result, { roles: ['viewer'] });
    }
  });

  test.each<[string, Claims, readonly string[]]>([
    ['the claim itself, with what it includes', { ...fromEntra, roles: ['editor'] }, ['editor', 'viewer']],
    ['directory roles', { ...fromEntra, wids: [GLOBAL_READER] }, ['auditor', 'viewer']],
    ['scopes', { ...fromEntra, scp: 'openid orders.read' }, ['reader']],
    ['scopes of either issuer', { ...fromAdfs, scp: 'orders.read' }, ['reader']],
    ['a single AD FS role', { ...fromAdfs, role: 'Leader' }, ['admin', 'editor', 'viewer']],
    [
      'an AD FS role by its URI',
      { ...fromAdfs, 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'Leader' },
      ['admin', 'editor', 'viewer'],
    ],
    [
      'an AD FS group by its URI',
      { ...fromAdfs, 'http://schemas.xmlsoap.org/claims/Group': ['CONTOSO\\Order Editors'] },
      ['editor', 'viewer'],
    ],
  ])('come from %s', async (_name, claims, roles) => {
    expect((await verified(claims)).roles).toEqual(roles);
  });

  test.each<[string, Claims]>([
    ['a group named like a role', { ...fromEntra, groups: ['admin'] }],
    ['an AD FS role named like a role', { ...fromAdfs, role: 'admin' }],
    ['a group of the mapping in another claim', { ...fromEntra, wids: [EDITORS] }],
    ["another issuer's value", { ...fromEntra, group: 'CONTOSO\\Order Editors', role: 'Leader' }],
    ['another case where case counts', { ...fromAdfs, role: 'leader' }],
    ['a part of the value', { ...fromAdfs, role: 'Leader of nothing' }],
    ['text with the value in it, for a list', { ...fromEntra, groups: `${EDITORS} x` }],
  ])('do not come from %s', async (_name, claims) => {
    expect((await verified(claims)).roles).toEqual([]);
  });

  test('are those of the claim alone without a mapping', async () => {
    const claims = { ...fromEntra, groups: [EDITORS], roles: ['editor'] };
    const key = entraKey(await sharedKey());
    const verifier = createVerifier(withKeys(entra({ tenants: [TENANT], audience: API }), key));
    const result = verifier.verifySync(await signed(claims));
    expect(result.roles).toEqual(['editor']);
    expect(result.subject.grants).toBeUndefined();
  });
});

describe('groups that are too many', () => {
  const elsewhere = {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: 'https://graph.windows.net/t/users/u/getMemberObjects' } },
  };

  test.each<[string, Claims]>([
    ['by a reference', elsewhere],
    ['by a flag', { hasgroups: true }],
  ])('are said %s, and nothing is fetched', async (_name, overage) => {
    const { subject, roles } = await verified({ ...fromEntra, ...overage });
    expect(subject.groupsOverage).toBe(true);
    expect(roles).toEqual([]);
  });

  test('are a note of the report', async () => {
    const options = withKeys(entra({ tenants: [TENANT], audience: API }), entraKey(await sharedKey()));
    const verifier = createVerifier({ ...options, roles: ROLES });
    const report = await verifier.inspect(await signed({ ...fromEntra, ...elsewhere }));
    expect(report.verdict).toBe('valid');
    expect(report.notes.map(({ reason }) => reason)).toContain('groups.overage');
    const few = await verifier.inspect(await signed({ ...fromEntra, groups: [EDITORS] }));
    expect(few.notes).toEqual([]);
  });
});

describe('permissions of an application', () => {
  const robot = { ...fromEntra, scp: undefined, idtyp: 'app', sub: PERSON };
  const mapping: RoleOptions = {
    mappings: [{ issuer: ENTRA, source: 'groups', value: EDITORS, role: 'orders.read.all' }],
    hierarchy: { 'orders.write.all': ['orders.list.all'] },
  };

  test('are the values of the claim', async () => {
    const result = await verified({ ...robot, roles: ['orders.write.all'] }, mapping);
    authorize(result, { scopes: ['orders.write'], appPermissions: ['orders.write.all'] });
    authorize(await verified({ ...robot, roles: 'one.text' }, mapping), { appPermissions: ['one.text'] });
  });

  test('are not mapped and not included roles', async () => {
    const result = await verified({ ...robot, roles: ['orders.write.all'], groups: [EDITORS] }, mapping);
    expect(result.roles).toEqual(['orders.write.all', 'orders.read.all', 'orders.list.all']);
    for (const permission of ['orders.read.all', 'orders.list.all']) {
      authorize(result, { roles: [permission] });
      expect(await codeOf(() => authorize(result, { appPermissions: [permission] }))).toBe(
        'ERR_ROLE_INSUFFICIENT',
      );
    }
  });
});
