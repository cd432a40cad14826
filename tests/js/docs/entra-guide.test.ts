/** The code of docs/ENTRA.md, run against providers that are served in place of the network. */
import {
  adfs,
  authenticationContexts,
  authorize,
  claimsChallenge,
  cognito,
  createVerifier,
  entra,
  entraB2C,
  entraExternalId,
  ERROR_CODES,
  revocationList,
  type RoleOptions,
  type Verified,
} from 'claimgate';
import { kvStore, withAuth } from 'claimgate/workers';
import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { API, type Claims, claimsV1, claimsV2, OTHER_TENANT, PERSON, TENANT } from '../suite/microsoft.js';
import { codeOf, sharedKey, sign } from '../suite/support.js';

const GUIDE = readFileSync(new URL('../../../docs/ENTRA.md', import.meta.url), 'utf8');
const HERE = readFileSync(new URL(import.meta.url), 'utf8');

const ADFS = {
  iss: 'http://adfs.contoso.com/adfs/services/trust',
  aud: 'https://orders.contoso.com',
  ver: '1.0',
};

/** The issuer of each OpenID configuration that the guide's code asks for. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  [`https://login.microsoftonline.com/${TENANT}/v2.0`]: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0': `https://contoso.b2clogin.com/${TENANT}/v2.0/`,
  [`https://${OTHER_TENANT}.ciamlogin.com/${OTHER_TENANT}/v2.0`]: `https://${OTHER_TENANT}.ciamlogin.com/${OTHER_TENANT}/v2.0`,
  'https://adfs.contoso.com/adfs': 'https://adfs.contoso.com/adfs',
};
const KEYS = 'https://keys.example/keys';
let requests: string[] = [];

beforeAll(() => sharedKey());

beforeEach(async () => {
  requests = [];
  const { publicJwk } = await sharedKey();
  vi.stubGlobal('fetch', async (url: string) => {
    requests.push(url);
    const issuer = DOCUMENTS[url.replace(/\/\.well-known\/openid-configuration(\?.*)?$/, '')];
    if (url === KEYS) {
      return Response.json({ keys: [publicJwk] });
    }
    return issuer === undefined
      ? new Response(null, { status: 404 })
      : Response.json({ issuer, jwks_uri: KEYS });
  });
  return () => vi.unstubAllGlobals();
});

async function tokenWith(claims: Claims): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return sign(await sharedKey(), { claims: { iat: now, exp: now + 600, ...claims } });
}

describe('the code of docs/ENTRA.md', () => {
  test.each([claimsV1(), claimsV2()])('Entra, and what a caller may do', async (claims) => {
    const token = await tokenWith(claims);
    const options = entra({
      tenants: ['c0ffee00-0000-4000-8000-000000000001'],
      audience: ['a91ca7e5-0000-4000-8000-000000000001', 'api://a91ca7e5-0000-4000-8000-000000000001'],
    });
    const verifier = createVerifier(options);
    const verified = await verifier.verify(token);
    authorize(verified, {
      scopes: ['orders.read'],
      appPermissions: ['orders.read.all'],
    });
    expect(verified.subject.kind).toBe('user');
  });

  test('one table of roles for two providers', async () => {
    const tenants = [TENANT];
    const roles: RoleOptions = {
      mappings: [
        {
          issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
          source: 'groups',
          value: '960ed175-0000-4000-8000-000000000001',
          role: 'editor',
        },
        {
          issuer: 'http://adfs.contoso.com/adfs/services/trust',
          source: 'group',
          value: 'CONTOSO\\Order Editors',
          role: 'editor',
          ignoreCase: true,
        },
      ],
      hierarchy: { editor: ['viewer'] },
    };
    const verifier = createVerifier([
      { ...entra({ tenants, audience: 'a91ca7e5-0000-4000-8000-000000000001' }), roles },
      { ...adfs({ host: 'adfs.contoso.com', audience: 'https://orders.contoso.com' }), roles },
    ]);
    const groups = ['960ed175-0000-4000-8000-000000000001'];
    const byEntra = await verifier.verify(await tokenWith({ ...claimsV2(), groups }));
    const byAdfs = await verifier.verify(
      await tokenWith({ ...ADFS, scp: 'x', group: 'CONTOSO\\Order Editors' }),
    );
    expect(byEntra.roles).toEqual(['editor', 'viewer']);
    expect(byAdfs.roles).toEqual(byEntra.roles);
  });

  test('the other providers', async () => {
    const consumers = entraB2C({
      tenantName: 'contoso',
      tenant: 'c0ffee00-0000-4000-8000-000000000001',
      policies: ['B2C_1_signin'],
      audience: 'a91ca7e5-0000-4000-8000-000000000001',
    });
    const customers = entraExternalId({
      tenants: ['c0ffee00-0000-4000-8000-000000000002'],
      audience: 'a91ca7e5-0000-4000-8000-000000000001',
    });
    const staff = adfs({ host: 'adfs.contoso.com', audience: 'https://orders.contoso.com' });
    const verifier = createVerifier([consumers, customers, staff]);
    const external = `https://${OTHER_TENANT}.ciamlogin.com/${OTHER_TENANT}/v2.0`;
    for (const claims of [
      { iss: `https://contoso.b2clogin.com/${TENANT}/v2.0/`, aud: API, tfp: 'B2C_1_signin', scp: 'x' },
      { ...claimsV2(OTHER_TENANT), iss: external },
      { ...ADFS, scp: 'x' },
    ]) {
      expect((await verifier.verify(await tokenWith(claims))).issuer).toBe(claims.iss);
    }
  });

  test('requirements beside the handler', async () => {
    const options = entra({ tenants: [TENANT], audience: API });
    const handler = withAuth(options, (_request, _env, _ctx, verified) => Response.json(verified.subject), {
      requires: { scopes: ['orders.read'], appPermissions: ['orders.read.all'] },
    });
    const answer = async (claims: Claims) => {
      const headers = { authorization: `Bearer ${await tokenWith(claims)}` };
      return handler(new Request('https://api.example/', { headers }), {}, { waitUntil: () => undefined });
    };
    expect(await (await answer(claimsV2())).json()).toMatchObject({ tenant: TENANT });
    expect((await answer({ ...claimsV2(), scp: 'other' })).status).toBe(403);
  });

  test('groups that the host finds', async () => {
    const options = entra({ tenants: [TENANT], audience: API });
    const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
    const roles = { mappings: [{ issuer, source: 'groups', value: 'g', role: 'editor' }] };
    const memberOf = async (tenant?: string, object?: string) => (tenant && object ? ['g'] : []);
    const verifier = createVerifier({
      ...options,
      roles,
      groups: {
        resolve: (subject) => memberOf(subject.tenant, subject.object),
        ttl: 300,
      },
    });
    const verified = await verifier.verify(await tokenWith({ ...claimsV2(), hasgroups: true }));
    expect(verified.roles).toEqual(['editor']);
  });

  test('a stronger sign-in', async () => {
    function challengeFor(verified: Verified): Response | undefined {
      if (authenticationContexts(verified).includes('c1')) return undefined;
      const challenge = claimsChallenge(verified, { acrs: 'c1' });
      return challenge === undefined
        ? new Response(null, { status: 403 })
        : new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } });
    }
    const verifier = createVerifier(entra({ tenants: [TENANT], audience: API }));
    const statusFor = async (claims: Claims) =>
      challengeFor(await verifier.verify(await tokenWith({ ...claimsV2(), ...claims })))?.status;
    expect(await statusFor({ acrs: ['c1'] })).toBeUndefined();
    expect(await statusFor({ xms_cc: ['cp1'] })).toBe(401);
    expect(await statusFor({})).toBe(403);
  });

  test('revoked tokens', async () => {
    const options = entra({ tenants: [TENANT], audience: API });
    const [tenant, object] = [TENANT, PERSON];
    const texts = new Map<string, string>();
    const env = {
      REVOKED: {
        get: async (key: string) => texts.get(key) ?? null,
        put: async (key: string, value: string) => {
          texts.set(key, value);
        },
      },
    };
    const token = await tokenWith({ ...claimsV2(), iat: Math.floor(Date.now() / 1000) - 60 });
    const revoked = kvStore(env.REVOKED);
    const verifier = createVerifier({ ...options, revocation: { store: revoked } });
    await revocationList(revoked).revoke({ kind: 'subject', tenant, id: object });
    expect(await codeOf(() => verifier.verify(token))).toBe('ERR_TOKEN_REVOKED');
  });

  test('Amazon Cognito', async () => {
    const pool = cognito({ userPool: 'eu-central-1_AbCdEfGhI', clients: ['1example23456789'] });
    expect(createVerifier(pool).stats().verified).toBe(0);
  });

  test('keys of one application', async () => {
    const tenant = TENANT;
    const audience = API;
    const options = entra({ tenants: [tenant], audience, keysOf: audience });
    await createVerifier(options).verify(await tokenWith(claimsV2()));
    expect(requests[0]).toContain(`?appid=${API}`);
  });
});

describe('the guide', () => {
  test('has no other code', () => {
    const blocks = [...GUIDE.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, language, code] of blocks) {
      expect(language).toBe('ts');
      expect(withoutIndentation(HERE)).toContain(withoutIndentation(code!));
    }
  });

  test('names codes that exist', () => {
    for (const [code] of GUIDE.matchAll(/ERR_[A-Z_]+/g)) {
      expect(ERROR_CODES).toHaveProperty(code);
    }
  });
});

function withoutIndentation(text: string): string {
  return text.replace(/^ +/gm, '');
}
