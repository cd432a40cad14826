/** The rules of Microsoft Entra on tokens with real signatures. */
import { createVerifier, entra, inspect, type EntraProfile, type Jwk } from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  API,
  API_URI,
  type Claims,
  claimsV1,
  claimsV2,
  CLIENT,
  CONSUMERS,
  entraKey,
  issuerV1,
  issuerV2,
  KEY_TEMPLATE,
  OTHER_TENANT,
  PERSON,
  signed,
  TENANT,
  withKeys,
} from './microsoft.js';
import { NOW, refusalOf, sharedKey } from './support.js';

beforeAll(() => sharedKey());

/** What a case changes: of the profile, the token and the key. */
interface Case {
  readonly profile?: Partial<EntraProfile>;
  readonly claims?: Claims;
  readonly header?: Record<string, unknown>;
  readonly key?: Partial<Jwk>;
}

async function prepared({ profile, claims, header, key }: Case) {
  const options = withKeys(
    entra({ tenants: [TENANT], audience: [API, API_URI], ...profile }),
    entraKey(await sharedKey(), key),
  );
  return { options, token: await signed(claims ?? claimsV2(), header) };
}

const CONSUMER_KEY = { issuer: issuerV2(CONSUMERS) };
const ID_TOKEN = { ...claimsV2(), scp: undefined, azp: undefined, nonce: 'of-the-login' };

describe('Entra accepts', () => {
  test.each<[string, Case]>([
    ['version 2.0', {}],
    ['version 1.0', { claims: claimsV1() }],
    [
      'version 1.0, whose key names the version 2.0 issuer',
      { claims: claimsV1(), key: { issuer: KEY_TEMPLATE } },
    ],
    ['a key that names no issuer', { key: { issuer: undefined } }],
    ['a key of the cloud', { key: { cloud_instance_name: 'microsoftonline.com' } }],
    ['one of several tenants', { profile: { tenants: [OTHER_TENANT, TENANT] } }],
    ['any organization', { profile: { tenants: 'organizations' }, claims: claimsV2(OTHER_TENANT) }],
    [
      'any organization in version 1.0',
      { profile: { tenants: 'organizations' }, claims: claimsV1(OTHER_TENANT) },
    ],
    ['a personal account', { profile: { tenants: 'any' }, claims: claimsV2(CONSUMERS), key: CONSUMER_KEY }],
    [
      'another cloud when it is configured',
      {
        profile: { cloud: 'usGov' },
        claims: { ...claimsV2(), iss: `https://login.microsoftonline.us/${TENANT}/v2.0` },
        key: {
          issuer: 'https://login.microsoftonline.us/{tenantid}/v2.0',
          cloud_instance_name: 'microsoftonline.us',
        },
      },
    ],
    ['an application with a role', { claims: { ...claimsV2(), scp: undefined, roles: ['orders.read.all'] } }],
    ['an allowed client', { profile: { allowedClients: [CLIENT.toUpperCase()] } }],
    ['an allowed client in version 1.0', { profile: { allowedClients: [CLIENT] }, claims: claimsV1() }],
    [
      'an ID token where that is configured',
      { profile: { allowWithoutScopeOrRoles: true }, claims: ID_TOKEN },
    ],
  ])('%s', async (_name, parts) => {
    const { options, token } = await prepared(parts);
    const { claims } = await createVerifier(options).verify(token);
    expect(claims.tid).toBe((parts.claims ?? claimsV2())['tid']);
  });

  test('and tells who is calling', async () => {
    const { options, token } = await prepared({});
    expect(createVerifier(options).verifySync(token).subject).toEqual({
      kind: 'user',
      rule: 'subject.scope',
      tenant: TENANT,
      object: PERSON,
      client: CLIENT,
      scopes: ['orders.read'],
      roles: [],
      version: '2.0',
    });
    const robot = { ...claimsV2(), scp: undefined, sub: PERSON, roles: ['orders.read.all'] };
    expect(createVerifier(options).verifySync(await signed(robot)).subject).toMatchObject({
      kind: 'app',
      rule: 'subject.object_with_roles',
      client: CLIENT,
      roles: ['orders.read.all'],
    });
  });
});

describe('Entra refuses', () => {
  test.each<[string, Case, string, string]>([
    [
      'a tenant that is not listed',
      { claims: claimsV2(OTHER_TENANT) },
      'ERR_TENANT_NOT_ALLOWED',
      'tenant.not_allowed',
    ],
    [
      'such a tenant in version 1.0',
      { claims: claimsV1(OTHER_TENANT) },
      'ERR_TENANT_NOT_ALLOWED',
      'tenant.not_allowed',
    ],
    [
      'a personal account among organizations',
      { profile: { tenants: 'organizations' }, claims: claimsV2(CONSUMERS) },
      'ERR_TENANT_NOT_ALLOWED',
      'tenant.not_allowed',
    ],
    [
      "another tenant's tid",
      { claims: { ...claimsV2(), tid: OTHER_TENANT } },
      'ERR_TENANT_ISSUER_MISMATCH',
      'tenant.issuer_disagrees',
    ],
    [
      'a tid in capitals',
      { claims: { ...claimsV2(), tid: TENANT.toUpperCase() } },
      'ERR_TENANT_ISSUER_MISMATCH',
      'tenant.not_a_guid',
    ],
    [
      'two members like tid',
      { claims: { ...claimsV2(), TID: TENANT } },
      'ERR_TENANT_ISSUER_MISMATCH',
      'tenant.ambiguous',
    ],
    ['no tid', { claims: { ...claimsV2(), tid: undefined } }, 'ERR_CLAIM_MISSING', 'claim.missing'],
    ['no ver', { claims: { ...claimsV2(), ver: undefined } }, 'ERR_CLAIM_MISSING', 'claim.missing'],
    [
      'a version that is not configured',
      { profile: { versions: ['2.0'] }, claims: claimsV1() },
      'ERR_TOKEN_VERSION',
      'version.not_accepted',
    ],
    [
      'a version that its issuer does not have',
      { claims: { ...claimsV2(), ver: '1.0' } },
      'ERR_TOKEN_VERSION',
      'version.issuer_disagrees',
    ],
    [
      'an issuer with the tenant elsewhere',
      {
        profile: { tenants: 'any' },
        claims: {
          ...claimsV2(),
          iss: `https://evil.example/https://login.microsoftonline.com/${TENANT}/v2.0`,
        },
      },
      'ERR_ISSUER_MISMATCH',
      'iss.mismatch',
    ],
    [
      'a slash after the issuer',
      { claims: { ...claimsV2(), iss: `${issuerV2(TENANT)}/` } },
      'ERR_ISSUER_MISMATCH',
      'iss.mismatch',
    ],
    ['a key of personal accounts', { key: CONSUMER_KEY }, 'ERR_KEY_ISSUER_MISMATCH', 'key.issuer_mismatch'],
    [
      'a key of personal accounts in version 1.0',
      { claims: claimsV1(), key: CONSUMER_KEY },
      'ERR_KEY_ISSUER_MISMATCH',
      'key.issuer_mismatch',
    ],
    [
      'a personal account signed by a tenant',
      { profile: { tenants: 'any' }, claims: claimsV2(CONSUMERS), key: { issuer: issuerV2(TENANT) } },
      'ERR_KEY_ISSUER_MISMATCH',
      'key.issuer_mismatch',
    ],
    [
      "another cloud's key",
      { key: { cloud_instance_name: 'microsoftonline.us' } },
      'ERR_CLOUD_MISMATCH',
      'key.cloud_mismatch',
    ],
    ['an ID token', { claims: ID_TOKEN }, 'ERR_TOKEN_NOT_ACCESS', 'token.no_scope_or_roles'],
    [
      'scopes and roles that are empty',
      { claims: { ...claimsV2(), scp: ' ', roles: [] } },
      'ERR_TOKEN_NOT_ACCESS',
      'token.no_scope_or_roles',
    ],
    [
      'another client',
      { profile: { allowedClients: [OTHER_TENANT] } },
      'ERR_CLIENT_NOT_ALLOWED',
      'client.not_allowed',
    ],
    [
      'an allowed client in the claim of the other version',
      { profile: { allowedClients: [CLIENT] }, claims: { ...claimsV1(), appid: undefined, azp: CLIENT } },
      'ERR_CLIENT_NOT_ALLOWED',
      'client.not_allowed',
    ],
    ['no kid', { header: { kid: undefined, x5t: 'key-1' } }, 'ERR_KID_MISSING', 'header.kid_missing'],
    ['a typ that Entra does not use', { header: { typ: 'at+jwt' } }, 'ERR_HEADER_TYP', 'typ.mismatch'],
  ])('%s', async (_name, parts, code, reason) => {
    const { options, token } = await prepared(parts);
    const error = await refusalOf(() => createVerifier(options).verify(token));
    expect({ code: error.code, reason: error.detail.reason }).toEqual({ code, reason });
    expect(error.status).toBe(code === 'ERR_CLIENT_NOT_ALLOWED' ? 403 : 401);
    // The offline report and the verdict are one policy.
    const report = inspect(token, {
      jwks: { keys: [entraKey(await sharedKey(), parts.key)] },
      policy: options,
      now: NOW,
    });
    expect(report).toMatchObject({ verdict: 'refused', code });
  });
});

describe('a token for Microsoft Graph', () => {
  test.each<[string, Claims, Record<string, unknown>, string]>([
    ['by its audience', { ...claimsV1(), aud: '00000003-0000-0000-c000-000000000000' }, {}, 'graph.audience'],
    [
      'by its audience, as address',
      { ...claimsV1(), aud: 'https://graph.microsoft.com/' },
      {},
      'graph.audience',
    ],
    ['by the nonce in its header', claimsV1(), { nonce: 'n' }, 'graph.nonce'],
  ])('is recognised %s, before any request', async (_name, claims, header, reason) => {
    let requests = 0;
    const verifier = createVerifier({
      ...entra({ tenants: 'any', audience: API }),
      now: () => NOW,
      fetch: async () => {
        requests += 1;
        return new Response(null, { status: 500 });
      },
    });
    const error = await refusalOf(async () => verifier.verify(await signed(claims, header)));
    expect({ code: error.code, reason: error.detail.reason }).toEqual({
      code: 'ERR_TOKEN_FOR_GRAPH',
      reason,
    });
    expect(requests).toBe(0);
  });
});

describe("Entra's metadata", () => {
  const HOST = 'https://login.microsoftonline.com';
  const JWKS_URI = `${HOST}/common/discovery/v2.0/keys`;

  /** A provider that has one document at the one address. */
  async function served(authority: string, issuer: string) {
    const key = entraKey(await sharedKey());
    const documents = new Map<string, unknown>([
      [`${HOST}/${authority}/v2.0/.well-known/openid-configuration`, { issuer, jwks_uri: JWKS_URI }],
      [JWKS_URI, { keys: [key] }],
    ]);
    return async (url: string) => {
      const document = documents.get(url);
      return document === undefined ? new Response(null, { status: 404 }) : Response.json(document);
    };
  }

  test.each<[string, Partial<EntraProfile>, string, string, Claims]>([
    ['one tenant', { tenants: [TENANT] }, TENANT, issuerV2(TENANT), claimsV2()],
    ['one tenant, version 1.0 only', { versions: ['1.0'] }, TENANT, issuerV2(TENANT), claimsV1()],
    ['several tenants', { tenants: [TENANT, OTHER_TENANT] }, 'organizations', KEY_TEMPLATE, claimsV2()],
    ['organizations', { tenants: 'organizations' }, 'organizations', KEY_TEMPLATE, claimsV2()],
    [
      'organizations, version 1.0 only',
      { tenants: 'organizations', versions: ['1.0'] },
      'organizations',
      KEY_TEMPLATE,
      claimsV1(),
    ],
    ['everybody', { tenants: 'any' }, 'common', KEY_TEMPLATE, claimsV2()],
    ['a tenant and personal accounts', { tenants: [TENANT, CONSUMERS] }, 'common', KEY_TEMPLATE, claimsV2()],
  ])('%s', async (_name, profile, authority, documentIssuer, claims) => {
    const options = entra({ tenants: [TENANT], audience: [API, API_URI], ...profile });
    const fetch = await served(authority, documentIssuer);
    const { issuer } = await createVerifier({ ...options, fetch, now: () => NOW }).verify(
      await signed(claims),
    );
    expect(issuer).toBe(claims['iss']);
  });

  test.each<[string, Partial<EntraProfile>, string, string]>([
    ['another tenant', { tenants: [TENANT] }, TENANT, issuerV2(OTHER_TENANT)],
    ['another cloud', { tenants: 'any' }, 'common', 'https://login.microsoftonline.us/{tenantid}/v2.0'],
    [
      'a tenant in place of the template',
      { tenants: 'organizations' },
      'organizations',
      issuerV2(OTHER_TENANT),
    ],
    ['version 1.0', { tenants: [TENANT], versions: ['2.0'] }, TENANT, issuerV1(TENANT)],
  ])('a document of %s is refused', async (_name, profile, authority, documentIssuer) => {
    const options = entra({ tenants: [TENANT], audience: API, ...profile });
    const fetch = await served(authority, documentIssuer);
    const verifier = createVerifier({ ...options, fetch, now: () => NOW });
    const error = await refusalOf(async () => verifier.verify(await signed(claimsV2())));
    expect(error.code).toBe('ERR_JWKS_INVALID');
  });
});
