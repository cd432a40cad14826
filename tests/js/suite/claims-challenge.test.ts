/** Asking a client for a token with more claims (ENTRA rule: only clients that announce `cp1`). */
import {
  authenticationContexts,
  claimsChallenge,
  type ClaimsChallengeOptions,
  createVerifier,
  entra,
  type Verified,
} from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  API,
  API_URI,
  type Claims,
  claimsV1,
  claimsV2,
  entraKey,
  signed,
  TENANT,
  withKeys,
} from './microsoft.js';
import { codeOf, sharedKey } from './support.js';

beforeAll(() => sharedKey());

async function verified(claims: Claims): Promise<Verified> {
  const options = entra({ tenants: [TENANT], audience: [API, API_URI] });
  return createVerifier(withKeys(options, entraKey(await sharedKey()))).verify(await signed(claims));
}

const CAPABLE = { ...claimsV2(), xms_cc: ['cp1'] };
const COMMON = 'https://login.microsoftonline.com/common/oauth2/authorize';

/** The parameters of a challenge, and its claims as JSON. */
function parsed(challenge: string | undefined) {
  const [, scheme, rest] = /^(\w+) (.*)$/.exec(challenge ?? '') ?? [];
  const entries = [...(rest ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const parameters = Object.fromEntries(entries) as Record<string, string>;
  const { claims = '', ...others } = parameters;
  return { scheme, ...others, claims: JSON.parse(atob(claims)) as unknown };
}

describe('a claims challenge', () => {
  test('asks for an authentication context, letter by letter as Microsoft documents it', async () => {
    expect(claimsChallenge(await verified(CAPABLE), { acrs: 'c1' })).toBe(
      `Bearer realm="", authorization_uri="${COMMON}", error="insufficient_claims", ` +
        'claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19"',
    );
  });

  test('asks for a newer token', async () => {
    expect(parsed(claimsChallenge(await verified(CAPABLE), { nbf: 1_604_106_651, acrs: 'c2' }))).toEqual({
      scheme: 'Bearer',
      realm: '',
      authorization_uri: COMMON,
      error: 'insufficient_claims',
      claims: {
        access_token: {
          acrs: { essential: true, value: 'c2' },
          nbf: { essential: true, value: '1604106651' },
        },
      },
    });
  });

  test('names the endpoint that it is given', async () => {
    const authorizationUri = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize`;
    const challenge = claimsChallenge(await verified(CAPABLE), {
      acrs: 'c1',
      authorizationUri,
      realm: TENANT,
    });
    expect(parsed(challenge)).toMatchObject({ authorization_uri: authorizationUri, realm: TENANT });
  });

  test('of a version 1.0 token names the endpoint of its cloud', async () => {
    const challenge = claimsChallenge(await verified({ ...claimsV1(), xms_cc: 'CP1' }), { acrs: 'c1' });
    expect(parsed(challenge)).toMatchObject({ authorization_uri: COMMON });
  });

  test.each<[string, Claims]>([
    ['announces nothing', claimsV2()],
    ['announces something else', { ...claimsV2(), xms_cc: ['cp2', 'xcp1', 1] }],
    ['announces it elsewhere', { ...claimsV2(), acrs: ['cp1'] }],
  ])('is not for a client that %s', async (_name, claims) => {
    expect(claimsChallenge(await verified(claims), { acrs: 'c1' })).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['a context with a quote in it', { acrs: 'c1"' }],
    ['a time as text', { nbf: '1604106651' }],
    ['a time between seconds', { nbf: 1.5 }],
    ['an address without https', { acrs: 'c1', authorizationUri: 'http://login.example/authorize' }],
    ['an address with a quote in it', { acrs: 'c1', authorizationUri: 'https://login.example/"x' }],
    ['a realm with a line break', { acrs: 'c1', realm: 'a\nb' }],
    ['a misspelt member', { acr: 'c1' }],
  ])('for %s is ERR_CONFIG, whatever the client announces', async (_name, options) => {
    for (const claims of [CAPABLE, claimsV2()]) {
      const result = await verified(claims);
      expect(await codeOf(() => claimsChallenge(result, options as ClaimsChallengeOptions))).toBe(
        'ERR_CONFIG',
      );
    }
  });

  test('for another issuer needs an address', async () => {
    const result = {
      ...(await verified(CAPABLE)),
      issuer: 'https://login.microsoftonline.com.evil.example/t/v2.0',
    };
    expect(await codeOf(() => claimsChallenge(result, { acrs: 'c1' }))).toBe('ERR_CONFIG');
    const authorizationUri = 'https://login.example/authorize';
    expect(parsed(claimsChallenge(result, { acrs: 'c1', authorizationUri }))).toMatchObject({
      authorization_uri: authorizationUri,
    });
  });
});

test('the contexts that a token fulfils', async () => {
  expect(authenticationContexts(await verified({ ...claimsV2(), acrs: ['c1', 'c2', 3] }))).toEqual([
    'c1',
    'c2',
  ]);
  expect(authenticationContexts(await verified(claimsV2()))).toEqual([]);
});
