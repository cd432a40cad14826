/** People with more groups than fit into a token: decisions that needed them, and a host that finds them. */
import {
  authorize,
  createVerifier,
  diffRoles,
  entra,
  type GroupsOptions,
  type RoleOptions,
  type Subject,
  type VerifierEvent,
} from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import { API, type Claims, claimsV2, entraKey, PERSON, signed, TENANT, withKeys } from './microsoft.js';
import { codeOf, NOW, refusalOf, sharedKey } from './support.js';

beforeAll(() => sharedKey());

const ENTRA = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const EDITORS = '960ed175-0000-4000-8000-000000000001';
const ROLES: RoleOptions = {
  mappings: [
    { issuer: ENTRA, source: 'groups', value: EDITORS, role: 'editor' },
    { issuer: ENTRA, source: 'scp', value: 'orders.read', role: 'reader' },
  ],
  hierarchy: { editor: ['viewer'] },
};
const OVERAGE = {
  ...claimsV2(),
  roles: ['clerk'],
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://graph.windows.net/t/users/u/getMemberObjects' } },
};

interface Asked {
  readonly subject: Subject;
  readonly context: unknown;
}

/** A verifier whose host finds groups as told. */
async function setUp(changes: Partial<GroupsOptions> = {}, roles: RoleOptions | undefined = ROLES) {
  const asked: Asked[] = [];
  const clock = { now: NOW };
  const events: VerifierEvent[] = [];
  const options = withKeys(entra({ tenants: [TENANT], audience: API }), entraKey(await sharedKey()));
  const verifier = createVerifier({
    ...options,
    roles,
    now: () => clock.now,
    onEvent: (event) => events.push(event),
    groups: {
      resolve: async (subject, context) => {
        asked.push({ subject, context });
        return [EDITORS, 'another'];
      },
      ...changes,
    },
  });
  return { verifier, asked, clock, events };
}

/** A verifier without the option. */
async function plain(roles: RoleOptions | null = ROLES) {
  const options = withKeys(entra({ tenants: [TENANT], audience: API }), entraKey(await sharedKey()));
  return createVerifier({ ...options, roles: roles ?? undefined });
}

describe('a decision that needed the groups', () => {
  test.each<[string, Parameters<typeof authorize>[1]]>([
    ['a role by a group', { roles: ['editor'] }],
    ['a role that such a role includes', { roles: ['viewer'] }],
    ['several, all of which groups could give', { roles: ['clerk', 'editor', 'viewer'] }],
    ['one of several', { roles: ['admin', 'editor'], match: 'any' }],
  ])('is ERR_GROUPS_OVERAGE: %s', async (_name, requirements) => {
    const result = await (await plain()).verify(await signed(OVERAGE));
    expect(result.subject).toMatchObject({ groupsOverage: true, undecidedRoles: ['editor', 'viewer'] });
    const error = await refusalOf(() => authorize(result, requirements));
    expect(error).toMatchObject({ code: 'ERR_GROUPS_OVERAGE', status: 403, retryable: false });
    expect(error.detail.reason).toBe('access.groups_overage');
  });

  test.each<[string, Claims, Parameters<typeof authorize>[1], string]>([
    ['no group gives the role', OVERAGE, { roles: ['admin'] }, 'ERR_ROLE_INSUFFICIENT'],
    ['another role is lacking too', OVERAGE, { roles: ['editor', 'admin'] }, 'ERR_ROLE_INSUFFICIENT'],
    ['a scope is lacking', OVERAGE, { scopes: ['orders.write'] }, 'ERR_SCOPE_INSUFFICIENT'],
    [
      'the token has its groups',
      { ...claimsV2(), groups: [] },
      { roles: ['editor'] },
      'ERR_ROLE_INSUFFICIENT',
    ],
  ])('is no reason where %s', async (_name, claims, requirements, code) => {
    const result = await (await plain()).verify(await signed(claims));
    expect(await codeOf(() => authorize(result, requirements))).toBe(code);
  });

  test('is no reason without a mapping, and no hindrance where the role is there', async () => {
    const unmapped = await (await plain(null)).verify(await signed(OVERAGE));
    expect(await codeOf(() => authorize(unmapped, { roles: ['editor'] }))).toBe('ERR_ROLE_INSUFFICIENT');
    authorize(await (await plain()).verify(await signed(OVERAGE)), { roles: ['clerk', 'reader'] });
  });
});

describe('a host that finds the groups', () => {
  test('completes roles and subject by the same mapping', async () => {
    const { verifier, asked, events } = await setUp();
    const result = await verifier.verify(await signed(OVERAGE));
    expect(result.roles).toEqual(['clerk', 'editor', 'reader', 'viewer']);
    expect(result.subject.roles).toEqual(result.roles);
    expect(result.subject.grants).toContainEqual({ role: 'editor', source: 'groups', value: EDITORS });
    expect(result.subject).not.toHaveProperty('groupsOverage');
    expect(result.subject).not.toHaveProperty('undecidedRoles');
    expect(result.claims).not.toHaveProperty('groups');
    expect(Object.isFrozen(result) && Object.isFrozen(result.subject.roles)).toBe(true);
    authorize(result, { roles: ['editor'] });
    expect(events.at(-1)).toMatchObject({ type: 'access.decision', granted: true, matched: ['editor'] });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      subject: { tenant: TENANT, object: PERSON },
      context: { issuer: claimsV2()['iss'] },
    });
    expect(JSON.stringify(asked)).not.toContain(await signed(OVERAGE));
  });

  test.each<[string, Claims, RoleOptions | undefined]>([
    ['the token has its groups', { ...claimsV2(), groups: ['x'] }, ROLES],
    ['no mapping has groups', OVERAGE, { mappings: [], hierarchy: {} }],
    ['there is no mapping', OVERAGE, undefined],
    ['the caller has every such role', { ...OVERAGE, roles: ['editor'] }, ROLES],
  ])('is not asked where %s', async (_name, claims, roles) => {
    const { verifier, asked } = await setUp({}, roles ?? {});
    await verifier.verify(await signed(claims));
    expect(asked).toEqual([]);
  });

  test('is asked once in ttl seconds for a caller, whichever token', async () => {
    const { verifier, asked, clock } = await setUp({ ttl: 100 });
    const first = await verifier.verify(await signed(OVERAGE));
    expect(await verifier.verify(await signed(OVERAGE))).toEqual(first);
    clock.now = NOW + 99;
    await verifier.verify(await signed({ ...OVERAGE, uti: 'another-token' }));
    expect(asked).toHaveLength(1);
    clock.now = NOW + 100;
    await verifier.verify(await signed(OVERAGE));
    expect(asked).toHaveLength(2);
    await verifier.verify(await signed({ ...OVERAGE, oid: 'somebody-else' }));
    expect(asked).toHaveLength(3);
  });

  test('gives the same object for the same token', async () => {
    const { verifier } = await setUp();
    const token = await signed(OVERAGE);
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
  });

  test('is asked again for somebody who was forgotten', async () => {
    const { verifier, asked } = await setUp();
    const token = await signed(OVERAGE);
    await verifier.verify(token);
    verifier.forgetGroups({ tenant: TENANT, object: 'somebody-else' });
    await verifier.verify(token);
    expect(asked).toHaveLength(1);
    verifier.forgetGroups({ tenant: TENANT, object: PERSON });
    await verifier.verify(token);
    expect(asked).toHaveLength(2);
    verifier.forgetGroups();
    await verifier.verify(token);
    expect(asked).toHaveLength(3);
  });

  test.each([
    ['this caller', { tenant: TENANT, object: PERSON }, 2],
    ['everybody', undefined, 2],
    ['somebody else', { tenant: TENANT, object: 'somebody-else' }, 1],
  ])('does not keep an answer that was asked for before %s was forgotten', async (_name, owner, times) => {
    const answers: ((groups: readonly string[]) => void)[] = [];
    const { verifier } = await setUp({
      resolve: () => new Promise((resolve) => answers.push(resolve)),
    });
    const token = await signed(OVERAGE);
    const settle = async (groups: readonly string[]) => {
      const outcome = verifier.verify(token);
      // Asked once the signature was checked.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return { outcome, answer: () => answers.at(-1)?.(groups) };
    };
    const early = await settle([EDITORS]);
    verifier.forgetGroups(owner);
    early.answer();
    // It was asked for before: this request may have the answer, the next may not.
    expect((await early.outcome).roles).toContain('editor');
    const late = await settle([]);
    late.answer();
    expect((await late.outcome).roles.includes('editor')).toBe(times === 1);
    expect(answers).toHaveLength(times);
  });

  test('has a bounded memory', async () => {
    const { verifier, asked } = await setUp({ maxEntries: 2 });
    for (const oid of ['a', 'b', 'c', 'a']) {
      await verifier.verify(await signed({ ...OVERAGE, oid }));
    }
    expect(asked).toHaveLength(4);
  });

  test.each<[string, GroupsOptions['resolve'], string]>([
    ['rejects', async () => Promise.reject(new Error('a secret of the host')), 'groups.error'],
    [
      'throws',
      () => {
        throw new Error('a secret of the host');
      },
      'groups.error',
    ],
    ['never answers', () => new Promise(() => undefined), 'groups.timeout'],
    ['answers no list', async () => 'editors' as never, 'groups.malformed'],
    ['answers a list of something else', async () => [1] as never, 'groups.malformed'],
  ])('%s: 503, and the next token asks again', async (_name, resolve, reason) => {
    const { verifier, events } = await setUp({ resolve, timeout: 5 });
    const token = await signed(OVERAGE);
    for (let count = 0; count < 2; count += 1) {
      const error = await refusalOf(() => verifier.verify(token));
      expect(error).toMatchObject({ code: 'ERR_GROUPS_UNAVAILABLE', status: 503, retryable: true });
      expect(error.detail).toEqual({ reason, retryAfter: 5 });
    }
    expect(JSON.stringify(events)).not.toContain('a secret of the host');
    expect(events).toHaveLength(2);
  });

  test('is not asked by verifySync, which has what memory has', async () => {
    const { verifier, asked } = await setUp();
    const token = await signed(OVERAGE);
    const error = await refusalOf(() => verifier.verifySync(token));
    expect(error).toMatchObject({ code: 'ERR_GROUPS_UNAVAILABLE', status: 503, retryable: true });
    expect(asked).toEqual([]);
    await verifier.verify(token);
    expect(verifier.verifySync(token).roles).toContain('editor');
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['no function', { resolve: 'x' }],
    ['a misspelt member', { resolve: async () => [], TTL: 5 }],
    ['a negative ttl', { resolve: async () => [], ttl: -1 }],
    ['no room', { resolve: async () => [], maxEntries: 0 }],
  ])('as %s is ERR_CONFIG', async (_name, groups) => {
    const options = withKeys(entra({ tenants: [TENANT], audience: API }), entraKey(await sharedKey()));
    expect(await codeOf(() => createVerifier({ ...options, groups: groups as GroupsOptions }))).toBe(
      'ERR_CONFIG',
    );
  });
});

describe('diffRoles', () => {
  const ADFS = 'http://adfs.contoso.com/adfs/services/trust';
  const mapping: RoleOptions = {
    mappings: [
      { issuer: ENTRA, source: 'groups', value: EDITORS, role: 'editor' },
      { issuer: ADFS, source: 'group', value: 'CONTOSO\\Editors', role: 'editor' },
      { issuer: ADFS, source: 'role', value: 'Leader', role: 'admin' },
    ],
    hierarchy: { editor: ['viewer'] },
  };
  const byAdfs = { claims: { iss: ADFS, group: 'CONTOSO\\Editors', role: 'Leader' } };

  test('says what both have, what one has, and why', () => {
    const byEntra = { claims: { ...claimsV2(), groups: [EDITORS], roles: ['clerk'] } };
    expect(diffRoles(mapping, byEntra, byAdfs)).toEqual({
      common: [
        {
          role: 'editor',
          a: [{ role: 'editor', source: 'groups', value: EDITORS }],
          b: [{ role: 'editor', source: 'group', value: 'CONTOSO\\Editors' }],
        },
        {
          role: 'viewer',
          a: [{ role: 'viewer', source: 'hierarchy', value: 'editor' }],
          b: [{ role: 'viewer', source: 'hierarchy', value: 'editor' }],
        },
      ],
      onlyA: [{ role: 'clerk', a: [{ role: 'clerk', source: 'roles', value: 'clerk' }], b: [] }],
      onlyB: [{ role: 'admin', a: [], b: [{ role: 'admin', source: 'role', value: 'Leader' }] }],
      undecidedA: [],
      undecidedB: [],
    });
  });

  test('takes results of verify, and says what groups would decide', async () => {
    const result = await (await plain()).verify(await signed(OVERAGE));
    expect(diffRoles(mapping, result, byAdfs)).toMatchObject({
      undecidedA: ['editor', 'viewer'],
      undecidedB: [],
    });
  });

  test('refuses a mapping that is not valid, and claims without an issuer', async () => {
    const wrong = { hierarchy: { a: ['a'] } };
    expect(await codeOf(() => diffRoles(wrong, byAdfs, byAdfs))).toBe('ERR_CONFIG');
    expect(await codeOf(() => diffRoles(mapping, { claims: {} }, byAdfs))).toBe('ERR_CONFIG');
    const unwritable = { claims: { iss: 'https://issuer.example', n: 1n } };
    expect(await codeOf(() => diffRoles(mapping, unwritable, byAdfs))).toBe('ERR_CONFIG');
  });
});
