/** The rules of Azure AD B2C, Entra External ID and AD FS on tokens with real signatures. */
import { adfs, createVerifier, entraB2C, entraExternalId, type VerifierOptions } from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import { API, type Claims, claimsV2, CLIENT, OTHER_TENANT, signed, TENANT, withKeys } from './microsoft.js';
import { refusalOf, sharedKey } from './support.js';

beforeAll(() => sharedKey());

async function withSharedKey(options: VerifierOptions): Promise<VerifierOptions> {
  return withKeys(options, { ...(await sharedKey()).publicJwk, x5t: 'thumbprint-of-the-certificate' });
}

async function refusal(options: VerifierOptions, claims: Claims, header?: Record<string, unknown>) {
  const { code, detail } = await refusalOf(async () =>
    createVerifier(await withSharedKey(options)).verify(await signed(claims, header)),
  );
  return { code, reason: detail.reason };
}

describe('Azure AD B2C', () => {
  const ISSUER = `https://contoso.b2clogin.com/${TENANT}/v2.0/`;
  const options = entraB2C({
    tenantName: 'contoso',
    tenant: TENANT,
    policies: ['B2C_1_signin'],
    audience: API,
  });
  const claims = { iss: ISSUER, aud: API, ver: '1.0', tfp: 'B2C_1_SignIn', azp: CLIENT, scp: 'orders.read' };

  test.each<[string, Claims]>([
    ['the policy in any case, without a tid', claims],
    ['the policy in acr, as older policies do', { ...claims, tfp: undefined, acr: 'b2c_1_signin' }],
  ])('accepts %s', async (_name, accepted) => {
    const verifier = createVerifier(await withSharedKey(options));
    expect((await verifier.verify(await signed(accepted))).issuer).toBe(ISSUER);
  });

  test.each<[string, Claims, string, string]>([
    [
      'an issuer without its slash',
      { ...claims, iss: ISSUER.slice(0, -1) },
      'ERR_ISSUER_MISMATCH',
      'iss.mismatch',
    ],
    [
      "another tenant's issuer",
      { ...claims, iss: ISSUER.replace(TENANT, OTHER_TENANT) },
      'ERR_ISSUER_MISMATCH',
      'iss.mismatch',
    ],
    ['another policy', { ...claims, tfp: 'B2C_1_edit' }, 'ERR_ISSUER_MISMATCH', 'b2c.policy_mismatch'],
    [
      'another policy beside the right acr',
      { ...claims, tfp: 'B2C_1_edit', acr: 'B2C_1_signin' },
      'ERR_ISSUER_MISMATCH',
      'b2c.policy_mismatch',
    ],
    ['no policy', { ...claims, tfp: undefined }, 'ERR_CLAIM_MISSING', 'claim.missing'],
    ['an ID token', { ...claims, scp: undefined }, 'ERR_TOKEN_NOT_ACCESS', 'token.no_scope_or_roles'],
  ])('refuses %s', async (_name, refused, code, reason) => {
    expect(await refusal(options, refused)).toEqual({ code, reason });
  });

  test('refuses a client that is not allowed', async () => {
    expect(
      await refusal(
        {
          ...options,
          provider: {
            kind: 'entraB2C',
            policies: ['B2C_1_signin'],
            allowedClients: [OTHER_TENANT],
          },
        },
        claims,
      ),
    ).toEqual({ code: 'ERR_CLIENT_NOT_ALLOWED', reason: 'client.not_allowed' });
  });
});

describe('Entra External ID', () => {
  const options = entraExternalId({ tenants: [TENANT], audience: API });
  const iss = `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`;

  test('accepts its issuer, with the tenant in both places', async () => {
    const verifier = createVerifier(await withSharedKey(options));
    expect((await verifier.verify(await signed({ ...claimsV2(), iss }))).issuer).toBe(iss);
  });

  test.each<[string, Claims, string]>([
    [
      'the tenant in one place only',
      { ...claimsV2(), iss: iss.replace(TENANT, 'contoso') },
      'ERR_ISSUER_MISMATCH',
    ],
    ["another tenant's tid", { ...claimsV2(), iss, tid: OTHER_TENANT }, 'ERR_TENANT_ISSUER_MISMATCH'],
    [
      'another tenant',
      { ...claimsV2(OTHER_TENANT), iss: iss.replaceAll(TENANT, OTHER_TENANT) },
      'ERR_TENANT_NOT_ALLOWED',
    ],
    ['a token of Entra ID', claimsV2(), 'ERR_ISSUER_MISMATCH'],
  ])('refuses %s', async (_name, claims, code) => {
    expect((await refusal(options, claims)).code).toBe(code);
  });
});

describe('AD FS', () => {
  const audience = 'https://orders.contoso.com';
  const options = adfs({ host: 'adfs.contoso.com', audience, allowedClients: ['orders-desktop'] });
  const claims = {
    iss: 'http://adfs.contoso.com/adfs/services/trust',
    aud: audience,
    ver: '1.0',
    appid: 'orders-desktop',
    scp: 'openid orders.read',
    sub: 'pairwise',
  };

  test.each<[string, Claims, Record<string, unknown>]>([
    ['an access token', claims, {}],
    ['the issuer of the metadata', { ...claims, iss: 'https://adfs.contoso.com/adfs' }, {}],
    ['a header with x5t only', claims, { kid: undefined, x5t: 'thumbprint-of-the-certificate' }],
  ])('accepts %s', async (_name, accepted, header) => {
    const verifier = createVerifier(await withSharedKey(options));
    expect((await verifier.verify(await signed(accepted, header))).scopes).toEqual(['openid', 'orders.read']);
  });

  test.each<[string, Claims, Record<string, unknown>, string]>([
    ['an x5t of no key', claims, { kid: undefined, x5t: 'another' }, 'ERR_KEY_NOT_FOUND'],
    [
      'the access token issuer over https',
      { ...claims, iss: claims.iss.replace('http:', 'https:') },
      {},
      'ERR_ISSUER_MISMATCH',
    ],
    ['another farm', { ...claims, iss: 'https://sts.contoso.com/adfs' }, {}, 'ERR_ISSUER_MISMATCH'],
    ['another client', { ...claims, appid: 'else' }, {}, 'ERR_CLIENT_NOT_ALLOWED'],
    ['an ID token', { ...claims, scp: undefined }, {}, 'ERR_TOKEN_NOT_ACCESS'],
  ])('refuses %s', async (_name, refused, header, code) => {
    expect((await refusal(options, refused, header)).code).toBe(code);
  });
});
