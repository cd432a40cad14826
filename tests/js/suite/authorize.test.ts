import { authorize, createVerifier, type Requirements, type Verified, type VerifierEvent } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { CLAIMS, codeOf, ISSUER, NOW, optionsFor, refusalOf, sharedKey, sign } from './support.js';

async function verified(
  claims: Readonly<Record<string, unknown>>,
  events: VerifierEvent[] = [],
): Promise<Verified> {
  const key = await sharedKey();
  const verifier = createVerifier({ ...optionsFor(key), onEvent: (event) => events.push(event) });
  return verifier.verify(await sign(key, { claims }));
}

const PERSON = { scp: 'orders.read orders.write', roles: ['clerk'] };
const APPLICATION = { client_id: 'robot', sub: 'robot', roles: ['orders.read.all'] };

describe('authorize', () => {
  test.each<[string, object, Requirements]>([
    ['every scope', PERSON, { scopes: ['orders.read', 'orders.write'] }],
    ['one scope of several', PERSON, { scopes: ['orders.delete', 'orders.read'], match: 'any' }],
    ['a role', PERSON, { roles: ['clerk'] }],
    ['a scope and a role', PERSON, { scopes: ['orders.read'], roles: ['clerk'] }],
    [
      'an application by its permission',
      APPLICATION,
      { scopes: ['orders.read'], appPermissions: ['orders.read.all'] },
    ],
    ['a person by their scope', PERSON, { scopes: ['orders.read'], appPermissions: ['orders.read.all'] }],
    ['an application by its role', APPLICATION, { roles: ['orders.read.all'] }],
  ])('lets through: %s', async (_name, claims, requirements) => {
    const events: VerifierEvent[] = [];
    const result = await verified(claims as Record<string, unknown>, events);
    authorize(result, requirements);
    expect(events.at(-1)).toMatchObject({
      type: 'access.decision',
      granted: true,
      kid: 'key-1',
      issuer: result.issuer,
      at: NOW,
      missing: [],
    });
  });

  test.each<[string, object, Requirements, string]>([
    [
      'a scope that is missing',
      PERSON,
      { scopes: ['orders.read', 'orders.delete'] },
      'ERR_SCOPE_INSUFFICIENT',
    ],
    ['a scope in another case', PERSON, { scopes: ['Orders.Read'] }, 'ERR_SCOPE_INSUFFICIENT'],
    ['a part of a scope', PERSON, { scopes: ['orders'] }, 'ERR_SCOPE_INSUFFICIENT'],
    ['none of several scopes', PERSON, { scopes: ['a', 'b'], match: 'any' }, 'ERR_SCOPE_INSUFFICIENT'],
    ['a role that is missing', PERSON, { roles: ['admin'] }, 'ERR_ROLE_INSUFFICIENT'],
    ['a group instead of a role', { groups: ['admin'] }, { roles: ['admin'] }, 'ERR_ROLE_INSUFFICIENT'],
    ['a scope instead of a role', { scp: 'admin' }, { roles: ['admin'] }, 'ERR_ROLE_INSUFFICIENT'],
    ['a role instead of a scope', PERSON, { scopes: ['clerk'] }, 'ERR_SCOPE_INSUFFICIENT'],
    [
      'a scope without the role',
      PERSON,
      { scopes: ['orders.read'], roles: ['admin'] },
      'ERR_ROLE_INSUFFICIENT',
    ],
    [
      'an application without the permission',
      APPLICATION,
      { scopes: ['x'], appPermissions: ['x'] },
      'ERR_ROLE_INSUFFICIENT',
    ],
    [
      'an application where only scopes count',
      APPLICATION,
      { scopes: ['orders.read'] },
      'ERR_SCOPE_INSUFFICIENT',
    ],
    [
      "a person with an application's permission",
      { ...PERSON, roles: ['p'] },
      { appPermissions: ['p'] },
      'ERR_ROLE_INSUFFICIENT',
    ],
  ])('refuses: %s', async (_name, claims, requirements, code) => {
    const events: VerifierEvent[] = [];
    const result = await verified(claims as Record<string, unknown>, events);
    const error = await refusalOf(() => {
      authorize(result, requirements);
    });
    expect(error).toMatchObject({ code, status: 403, retryable: false });
    expect(events.at(-1)).toMatchObject({ type: 'access.decision', granted: false, code });
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['no requirements', undefined],
    ['an empty list', { scopes: [] }],
    ['an empty list beside another', { roles: ['clerk'], scopes: [] }],
    ['a text', { scopes: 'orders.read' }],
    ['an empty text', { scopes: [''] }],
    ['a misspelt member', { scope: ['orders.read'] }],
    ['an unknown match', { scopes: ['orders.read'], match: 'some' }],
  ])('requirements of %s are ERR_CONFIG', async (_name, requirements) => {
    const result = await verified(PERSON);
    expect(
      await codeOf(() => {
        authorize(result, requirements as Requirements);
      }),
    ).toBe('ERR_CONFIG');
  });

  test('works without a listener', async () => {
    const key = await sharedKey();
    const result = createVerifier(optionsFor(key)).verifySync(await sign(key, { claims: PERSON }));
    authorize(result, { scopes: ['orders.read'] });
    expect(
      await codeOf(() => {
        authorize(result, { scopes: ['orders.delete'] });
      }),
    ).toBe('ERR_SCOPE_INSUFFICIENT');
  });
});

/** The events are an audit log: who, what was asked, and why it was granted or not. */
describe('the record of a decision', () => {
  const ROLES = {
    mappings: [{ issuer: ISSUER, source: 'groups', value: 'clerks', role: 'clerk' }],
    hierarchy: { clerk: ['reader'] },
  };

  /** What the listener hears of one decision. */
  async function recorded(claims: Readonly<Record<string, unknown>>, requirements: Requirements) {
    const events: VerifierEvent[] = [];
    const key = await sharedKey();
    const onEvent = (event: VerifierEvent) => events.push(event);
    const verifier = createVerifier({ ...optionsFor(key), roles: ROLES, onEvent });
    const token = await sign(key, { claims });
    const result = await verifier.verify(token);
    try {
      authorize(result, requirements);
    } catch {
      // It is in the event.
    }
    return { token, event: events.at(-1) as Extract<VerifierEvent, { type: 'access.decision' }> };
  }

  test('of a grant', async () => {
    const claims = {
      scp: 'orders.read other',
      groups: ['clerks'],
      azp: 'client',
      tid: 'tenant',
      oid: 'object',
    };
    const requirements = { scopes: ['orders.read'], roles: ['reader'] };
    expect((await recorded(claims, requirements)).event).toEqual({
      type: 'access.decision',
      issuer: ISSUER,
      at: NOW,
      granted: true,
      kid: 'key-1',
      who: { kind: 'user', tenant: 'tenant', object: 'object', client: 'client' },
      required: { ...requirements, match: 'all' },
      rule: 'access.scopes',
      matched: ['reader', 'orders.read'],
      missing: [],
      grants: [{ role: 'reader', source: 'hierarchy', value: 'clerk' }],
    });
  });

  test.each<[string, object, Requirements, object]>([
    [
      'a role',
      { groups: ['clerks'] },
      { roles: ['clerk', 'admin'] },
      {
        code: 'ERR_ROLE_INSUFFICIENT',
        rule: 'access.roles',
        matched: ['clerk'],
        missing: ['admin'],
        grants: [{ role: 'clerk', source: 'groups', value: 'clerks' }],
      },
    ],
    [
      'a scope',
      PERSON,
      { roles: ['clerk'], scopes: ['a', 'b'], match: 'any' },
      { code: 'ERR_SCOPE_INSUFFICIENT', rule: 'access.scopes', matched: ['clerk'], missing: ['a', 'b'] },
    ],
    [
      'a permission',
      APPLICATION,
      { scopes: ['orders.read'], appPermissions: ['orders.write.all'] },
      {
        code: 'ERR_ROLE_INSUFFICIENT',
        rule: 'access.app_permissions',
        matched: [],
        missing: ['orders.write.all'],
      },
    ],
  ])('of a refusal for %s', async (_name, claims, requirements, expected) => {
    const { event } = await recorded(claims as Record<string, unknown>, requirements);
    expect(event).toMatchObject({ granted: false, required: requirements, ...expected });
  });

  test('holds nothing else of the token', async () => {
    const { token, event } = await recorded(
      {
        ...PERSON,
        name: 'A Person',
        preferred_username: 'a@person.example',
        scp: 'orders.read secret.scope',
      },
      { roles: ['admin'], scopes: ['orders.read'] },
    );
    const text = JSON.stringify(event);
    const signature = token.slice(token.lastIndexOf('.') + 1);
    for (const kept of [
      'A Person',
      'a@person.example',
      CLAIMS.email,
      'secret.scope',
      'orders.write',
      signature,
    ]) {
      expect(text).not.toContain(kept);
    }
    expect(event.who).toEqual({ kind: 'user', object: CLAIMS.sub });
  });

  test('keeps what was required, whatever becomes of the list', async () => {
    const roles = ['admin'];
    const { event } = await recorded(PERSON, { roles });
    roles.push('other');
    expect(event.required.roles).toEqual(['admin']);
  });
});
