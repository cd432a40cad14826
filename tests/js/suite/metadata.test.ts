/** The documents that Microsoft's providers publish: which are followed, and whose they must be. */
import {
  adfs,
  createVerifier,
  entra,
  entraB2C,
  entraExternalId,
  type EntraCloud,
  type Jwk,
  type VerifierOptions,
} from 'claimgate';
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
  signed,
  TENANT,
  withKeys,
} from './microsoft.js';
import { codeOf, NOW, sharedKey, sign, signingKey } from './support.js';

beforeAll(() => sharedKey());

const HOST = 'https://login.microsoftonline.com';
const KEYS = 'https://keys.example/keys';
const DOCUMENT = '/.well-known/openid-configuration';
const audience = [API, API_URI];

/** The outcome for a token where one document is published: the issuer, or the code of the refusal. */
async function outcome(
  options: VerifierOptions,
  { at, issuer, keys }: { at: string; issuer: string; keys?: readonly Jwk[] },
  token: string,
): Promise<string> {
  const published = keys ?? [entraKey(await sharedKey())];
  const fetch = async (url: string) => {
    if (url === KEYS) return Response.json({ keys: published });
    return url === at ? Response.json({ issuer, jwks_uri: KEYS }) : new Response(null, { status: 404 });
  };
  const verifier = createVerifier({ ...options, fetch, now: () => NOW });
  try {
    return (await verifier.verify(token)).issuer;
  } catch {
    return codeOf(() => verifier.verify(token));
  }
}

describe('documents of Entra', () => {
  const one = entra({ tenants: [TENANT], audience });

  test.each<[string, VerifierOptions, string, string, Claims]>([
    ['version 1.0, of a tenant', one, `${HOST}/${TENANT}`, issuerV1(TENANT), claimsV1()],
    ['version 1.0, of a tenant, for version 2.0', one, `${HOST}/${TENANT}`, issuerV1(TENANT), claimsV2()],
    [
      'version 1.0, common',
      entra({ tenants: 'any', audience }),
      `${HOST}/common`,
      'https://sts.windows.net/{tenantid}/',
      claimsV1(),
    ],
    ['a tenant by its domain', one, `${HOST}/contoso.onmicrosoft.com/v2.0`, issuerV2(TENANT), claimsV2()],
  ])('%s, where it is configured', async (_name, options, base, issuer, claims) => {
    const at = base + DOCUMENT;
    const given = { ...options, jwks: { discovery: at } };
    const key = entraKey(await sharedKey(), { issuer: undefined });
    expect(await outcome(given, { at, issuer, keys: [key] }, await signed(claims))).toBe(claims['iss']);
    for (const other of [issuerV1(OTHER_TENANT), issuerV2(OTHER_TENANT), `${issuer}/`, KEYS]) {
      expect(await outcome(given, { at, issuer: other, keys: [key] }, await signed(claims))).toBe(
        'ERR_JWKS_INVALID',
      );
    }
  });

  test('of personal accounts: theirs alone, by their key', async () => {
    const options = entra({ tenants: [CONSUMERS], audience });
    const key = entraKey(await sharedKey(), { issuer: issuerV2(CONSUMERS) });
    const common = { at: `${HOST}/common/v2.0${DOCUMENT}`, issuer: KEY_TEMPLATE, keys: [key] };
    expect(await outcome(options, common, await signed(claimsV2(CONSUMERS)))).toBe(issuerV2(CONSUMERS));
    expect(await outcome(options, common, await signed(claimsV2(TENANT)))).toBe('ERR_TENANT_NOT_ALLOWED');
    // The document of personal accounts names their tenant, and no template.
    const consumers = { at: `${HOST}/consumers/v2.0${DOCUMENT}`, issuer: issuerV2(CONSUMERS), keys: [key] };
    const given = { ...options, jwks: { discovery: consumers.at } };
    expect(await outcome(given, consumers, await signed(claimsV2(CONSUMERS)))).toBe(issuerV2(CONSUMERS));
    const organizations = entra({ tenants: 'organizations', audience });
    const wrong = { ...consumers, at: `${HOST}/organizations/v2.0${DOCUMENT}` };
    expect(await outcome(organizations, wrong, await signed(claimsV2()))).toBe('ERR_JWKS_INVALID');
  });

  test('keys of one application are published apart', async () => {
    const own = await signingKey('own-key');
    const token = await sign(own, { claims: claimsV2(), header: { typ: 'JWT' } });
    const options = entra({ tenants: [TENANT], audience, keysOf: API.toUpperCase() });
    const apart = { at: `${HOST}/${TENANT}/v2.0${DOCUMENT}?appid=${API}`, issuer: issuerV2(TENANT) };
    expect(await outcome(options, { ...apart, keys: [entraKey(own)] }, token)).toBe(issuerV2(TENANT));
    // Neither the tenant's keys check such a token, nor the application's keys any other.
    const tenants = { at: `${HOST}/${TENANT}/v2.0${DOCUMENT}`, issuer: issuerV2(TENANT) };
    expect(await outcome(one, tenants, token)).toBe('ERR_KEY_NOT_FOUND');
    expect(await outcome(options, { ...apart, keys: [entraKey(own)] }, await signed(claimsV2()))).toBe(
      'ERR_KEY_NOT_FOUND',
    );
  });
});

describe('clouds', () => {
  test.each<[EntraCloud, string]>([
    ['usGov', 'login.microsoftonline.us'],
    ['china', 'login.partner.microsoftonline.cn'],
    ['bleu', 'login.sovcloud-identity.fr'],
    ['delos', 'login.sovcloud-identity.de'],
    ['govSg', 'login.sovcloud-identity.sg'],
  ])('%s accepts its own tokens by its own document, and no others', async (cloud, host) => {
    const options = entra({ tenants: [TENANT], audience, cloud });
    const issuer = `https://${host}/${TENANT}/v2.0`;
    const key = entraKey(await sharedKey(), { issuer: `https://${host}/{tenantid}/v2.0` });
    const at = `https://${host}/${TENANT}/v2.0${DOCUMENT}`;
    const own = await signed({ ...claimsV2(), iss: issuer });
    expect(await outcome(options, { at, issuer, keys: [key] }, own)).toBe(issuer);
    expect(await outcome(options, { at, issuer: issuerV2(TENANT), keys: [key] }, own)).toBe(
      'ERR_JWKS_INVALID',
    );
    expect(await outcome(options, { at, issuer, keys: [key] }, await signed(claimsV2()))).toBe(
      'ERR_ISSUER_MISMATCH',
    );
    const foreign = { ...key, cloud_instance_name: 'microsoftonline.com' };
    expect(await outcome(options, { at, issuer, keys: [foreign] }, own)).toBe('ERR_CLOUD_MISMATCH');
  });
});

describe('documents of the others', () => {
  test('B2C: one for each policy, whose issuer ends with a slash', async () => {
    const options = entraB2C({
      tenantName: 'contoso',
      tenant: TENANT,
      policies: ['B2C_1_signin'],
      audience: API,
    });
    const issuer = `https://contoso.b2clogin.com/${TENANT}/v2.0/`;
    const at = `https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0${DOCUMENT}`;
    const keys = [(await sharedKey()).publicJwk];
    const token = await signed({ iss: issuer, aud: API, tfp: 'B2C_1_signin', azp: CLIENT, scp: 'x' });
    expect(await outcome(options, { at, issuer, keys }, token)).toBe(issuer);
    for (const wrong of [issuer.slice(0, -1), issuer.replace(TENANT, OTHER_TENANT)]) {
      expect(await outcome(options, { at, issuer: wrong, keys }, token)).toBe('ERR_JWKS_INVALID');
    }
    // With the tenant and the policy in the issuer.
    const tfp = `https://contoso.b2clogin.com/tfp/${TENANT}/b2c_1_signin/v2.0/`;
    const named = { ...options, issuer: tfp };
    const ofTfp = await signed({ iss: tfp, aud: API, tfp: 'B2C_1_signin', azp: CLIENT, scp: 'x' });
    expect(await outcome(named, { at, issuer: tfp, keys }, ofTfp)).toBe(tfp);
    expect(await outcome(named, { at, issuer: tfp, keys }, token)).toBe('ERR_ISSUER_MISMATCH');
  });

  test('B2C: the keys of another policy are not known', async () => {
    const options = entraB2C({
      tenantName: 'contoso',
      tenant: TENANT,
      policies: ['B2C_1_signin', 'B2C_1_edit'],
      audience: API,
    });
    const issuer = `https://contoso.b2clogin.com/${TENANT}/v2.0/`;
    const at = `https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0${DOCUMENT}`;
    const keys = [(await sharedKey()).publicJwk];
    const claims = { iss: issuer, aud: API, tfp: 'B2C_1_edit', azp: CLIENT, scp: 'x' };
    expect(await outcome(options, { at, issuer, keys }, await signed(claims))).toBe(issuer);
    const edit = await sign(await sharedKey('edit-key'), { claims, header: { typ: 'JWT' } });
    expect(await outcome(options, { at, issuer, keys }, edit)).toBe('ERR_KEY_NOT_FOUND');
  });

  test('External ID: the host is the tenant', async () => {
    const options = entraExternalId({ tenants: [TENANT], audience: API });
    const issuer = `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`;
    const keys = [(await sharedKey()).publicJwk];
    const token = await signed({ ...claimsV2(), iss: issuer });
    expect(await outcome(options, { at: issuer + DOCUMENT, issuer, keys }, token)).toBe(issuer);
    const wrong = issuer.replace(`//${TENANT}`, '//contoso');
    expect(await outcome(options, { at: issuer + DOCUMENT, issuer: wrong, keys }, token)).toBe(
      'ERR_JWKS_INVALID',
    );
  });

  test('AD FS: keys of 4096 bits, named by x5t alone', async () => {
    const options = adfs({ host: 'adfs.contoso.com', audience: 'https://orders.contoso.com' });
    const at = `https://adfs.contoso.com/adfs${DOCUMENT}`;
    const large = await sharedKey('large', 4096);
    const keys = [{ ...large.publicJwk, x5t: 'thumbprint' }];
    const claims = {
      iss: 'http://adfs.contoso.com/adfs/services/trust',
      aud: 'https://orders.contoso.com',
      scp: 'x',
    };
    const token = (x5t: string) => sign(large, { claims, header: { typ: 'JWT', kid: undefined, x5t } });
    const document = { at, issuer: 'https://adfs.contoso.com/adfs', keys };
    expect(await outcome(options, document, await token('thumbprint'))).toBe(claims.iss);
    expect(await outcome(options, document, await token('another'))).toBe('ERR_KEY_NOT_FOUND');
    // The issuer of access tokens is a name in tokens, and not the document's.
    expect(
      await outcome(
        options,
        { ...document, issuer: 'https://sts.contoso.com/adfs' },
        await token('thumbprint'),
      ),
    ).toBe('ERR_JWKS_INVALID');
  });

  test('nothing of a token is fetched', async () => {
    const requests: string[] = [];
    const options = withKeys(entra({ tenants: [TENANT], audience }), entraKey(await sharedKey()));
    const fetch = async (url: string) => {
      requests.push(url);
      return new Response(null, { status: 404 });
    };
    const token = await signed(
      {
        ...claimsV2(),
        _claim_names: { groups: 's' },
        _claim_sources: { s: { endpoint: 'https://evil.example/' } },
      },
      { jku: 'https://evil.example/jwks', x5u: 'https://evil.example/cert' },
    );
    await createVerifier({ ...options, fetch }).verify(token);
    expect(requests).toEqual([]);
  });
});
