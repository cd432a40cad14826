import { adfs, createVerifier, entra, entraB2C, entraExternalId } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { API, CLIENT, CONSUMERS, OTHER_TENANT, TENANT } from './microsoft.js';
import { codeOf, refusalOf } from './support.js';

const audience = API;
const cache = { retainMissing: 43_200 };
const versions = ['1.0', '2.0'];

function metadata(authority: string, host = 'login.microsoftonline.com') {
  return { discovery: `https://${host}/${authority}/v2.0/.well-known/openid-configuration` };
}

describe('entra', () => {
  test('one tenant, in lower case', () => {
    expect(entra({ tenants: [TENANT.toUpperCase()], audience })).toEqual({
      issuer: [`https://sts.windows.net/${TENANT}/`, `https://login.microsoftonline.com/${TENANT}/v2.0`],
      audience,
      jwks: metadata(TENANT),
      cache,
      provider: { kind: 'entra', tenants: [TENANT], cloud: 'public', versions },
    });
  });

  test('every organization, with every option', () => {
    const rules = { allowedClients: [CLIENT], allowWithoutScopeOrRoles: true };
    expect(
      entra({ tenants: 'organizations', audience, cloud: 'usGov', versions: ['2.0'], ...rules }),
    ).toEqual({
      issuer: ['https://login.microsoftonline.us/{tenantid}/v2.0'],
      audience,
      jwks: metadata('organizations', 'login.microsoftonline.us'),
      cache,
      provider: { kind: 'entra', tenants: 'organizations', cloud: 'usGov', versions: ['2.0'], ...rules },
    });
  });

  test.each([
    ['several tenants', [TENANT, OTHER_TENANT], 'organizations'],
    ['everybody', 'any', 'common'],
    ['the consumer tenant', [CONSUMERS], 'common'],
    ['a tenant and the consumer tenant', [TENANT, CONSUMERS], 'common'],
  ] as const)('%s: keys from %s', (_name, tenants, authority) => {
    expect(entra({ tenants, audience }).jwks).toEqual(metadata(authority));
  });

  test.each([
    ['public', ['https://sts.windows.net/{tenantid}/', 'https://login.microsoftonline.com/{tenantid}/v2.0']],
    ['usGov', ['https://sts.windows.net/{tenantid}/', 'https://login.microsoftonline.us/{tenantid}/v2.0']],
    [
      'china',
      [
        'https://sts.chinacloudapi.cn/{tenantid}/',
        'https://login.partner.microsoftonline.cn/{tenantid}/v2.0',
      ],
    ],
    ['bleu', ['https://login.sovcloud-identity.fr/{tenantid}/v2.0']],
    ['delos', ['https://login.sovcloud-identity.de/{tenantid}/v2.0']],
    ['govSg', ['https://login.sovcloud-identity.sg/{tenantid}/v2.0']],
  ] as const)('the issuers of the cloud %s', (cloud, issuer) => {
    const options = entra({ tenants: 'any', audience, cloud });
    expect(options.issuer).toEqual(issuer);
    // The core knows the same issuers, and refuses another cloud's.
    expect(createVerifier(options).stats().verified).toBe(0);
  });
});

describe('the others', () => {
  test('entraExternalId', () => {
    const tenants = [TENANT.toUpperCase()];
    const base = `https://${TENANT}.ciamlogin.com/${TENANT}`;
    expect(entraExternalId({ tenants, audience })).toEqual({
      issuer: [`${base}/`, `${base}/v2.0`],
      audience,
      jwks: { discovery: `${base}/v2.0/.well-known/openid-configuration` },
      cache,
      provider: { kind: 'entraExternalId', tenants: [TENANT], versions },
    });
    const old = entraExternalId({ tenants, audience, versions: ['1.0'] });
    expect(old.jwks).toEqual({ discovery: `${base}/.well-known/openid-configuration` });
    expect(old.issuer).toEqual([`${base}/`]);
  });

  test('entraB2C', () => {
    const policies = ['B2C_1_signin', 'B2C_1_edit'];
    const options = { tenantName: 'contoso', tenant: TENANT, policies, audience };
    expect(entraB2C({ ...options, allowedClients: [CLIENT] })).toEqual({
      issuer: `https://contoso.b2clogin.com/${TENANT}/v2.0/`,
      audience,
      jwks: {
        discovery:
          'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration',
      },
      provider: { kind: 'entraB2C', policies, allowedClients: [CLIENT] },
    });
    expect(entraB2C({ ...options, domain: 'login.contoso.com' })).toEqual({
      issuer: `https://login.contoso.com/${TENANT}/v2.0/`,
      audience,
      jwks: {
        discovery:
          'https://login.contoso.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration',
      },
      provider: { kind: 'entraB2C', policies },
    });
    const issuer = `https://contoso.b2clogin.com/tfp/${TENANT}/b2c_1_signin/v2.0/`;
    expect(entraB2C({ ...options, issuer }).issuer).toBe(issuer);
  });

  test('adfs', () => {
    expect(adfs({ host: 'ADFS.contoso.com', audience: 'https://orders.contoso.com' })).toEqual({
      issuer: ['https://adfs.contoso.com/adfs', 'http://adfs.contoso.com/adfs/services/trust'],
      audience: 'https://orders.contoso.com',
      jwks: { discovery: 'https://adfs.contoso.com/adfs/.well-known/openid-configuration' },
      provider: { kind: 'adfs' },
    });
    const accessTokenIssuer = 'http://sts.contoso.com/adfs/services/trust';
    expect(adfs({ host: 'adfs.contoso.com', audience, accessTokenIssuer }).issuer).toEqual([
      'https://adfs.contoso.com/adfs',
      accessTokenIssuer,
    ]);
  });

  test('a verifier takes them', () => {
    for (const options of [
      entraExternalId({ tenants: [TENANT], audience }),
      entraB2C({ tenantName: 'contoso', tenant: TENANT, policies: ['B2C_1_signin'], audience }),
      adfs({ host: 'adfs.contoso.com', audience }),
    ]) {
      expect(createVerifier({ ...options, clockTolerance: 5 }).stats().verified).toBe(0);
    }
  });
});

describe('what cannot be meant is ERR_CONFIG', () => {
  const b2c = { tenantName: 'contoso', tenant: TENANT, policies: ['B2C_1_signin'], audience };

  test.each<[string, () => unknown]>([
    ['a domain as tenant', () => entra({ tenants: ['contoso.onmicrosoft.com'], audience })],
    ['keys of an application by its name', () => entra({ tenants: 'any', audience, keysOf: 'orders' })],
    ['no tenant', () => entra({ tenants: [], audience })],
    ['tenants forgotten', () => entra({ audience } as never)],
    ['another word for tenants', () => entra({ tenants: 'common' as never, audience })],
    ['an unknown cloud', () => entra({ tenants: 'any', audience, cloud: 'germany' as never })],
    ['an inherited name as cloud', () => entra({ tenants: 'any', audience, cloud: 'toString' as never })],
    ['an unknown version', () => entra({ tenants: 'any', audience, versions: ['2'] as never })],
    ['no version', () => entra({ tenants: 'any', audience, versions: [] })],
    [
      'a version that the cloud has not',
      () => entra({ tenants: 'any', audience, cloud: 'bleu', versions: ['1.0'] }),
    ],
    ['a misspelt option', () => entra({ tenants: 'any', audience, allowedClient: [CLIENT] } as never)],
    [
      'a client that is no GUID',
      () => createVerifier(entra({ tenants: 'any', audience, allowedClients: ['spa'] })),
    ],
    [
      'an audience of Graph',
      () => createVerifier(entra({ tenants: 'any', audience: 'https://graph.microsoft.com' })),
    ],
    [
      "another cloud's issuer",
      () =>
        createVerifier({
          ...entra({ tenants: 'any', audience, cloud: 'usGov' }),
          issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
        }),
    ],
    ['two external tenants', () => entraExternalId({ tenants: [TENANT, OTHER_TENANT], audience })],
    ['external tenants by a word', () => entraExternalId({ tenants: 'any' as never, audience })],
    ['a B2C tenant by its domain', () => entraB2C({ ...b2c, tenant: 'contoso.onmicrosoft.com' })],
    ['a B2C tenant name with a path', () => entraB2C({ ...b2c, tenantName: 'evil.example/x' })],
    ['no policy', () => entraB2C({ ...b2c, policies: [] })],
    ['a policy with a path', () => entraB2C({ ...b2c, policies: ['../x'] })],
    ['a federation service with a scheme', () => adfs({ host: 'https://adfs.contoso.com', audience })],
    ['tenants for AD FS', () => adfs({ host: 'adfs.contoso.com', audience, tenants: [TENANT] } as never)],
  ])('%s', async (_name, call) => {
    expect(await codeOf(call)).toBe('ERR_CONFIG');
  });

  test('the error names the option', async () => {
    const error = await refusalOf(() => entra({ tenants: ['contoso.com'], audience }));
    expect(error.detail.option).toBe('tenants');
  });
});
