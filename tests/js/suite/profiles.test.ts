import {
  auth0,
  cloudflareAccess,
  cognito,
  createVerifier,
  google,
  oidc,
  okta,
  type VerifierOptions,
} from 'claimgate';
import { describe, expect, test } from 'vitest';
import { codeOf, NOW, sharedKey, sign } from './support.js';

const audience = 'aud';

describe('profiles', () => {
  test('give the documented addresses', () => {
    expect(oidc({ issuer: 'https://id.example/realm/', audience })).toEqual({
      issuer: 'https://id.example/realm/',
      audience,
      jwks: { discovery: 'https://id.example/realm/.well-known/openid-configuration' },
    });
    expect(cloudflareAccess({ team: 'Team', audience })).toEqual({
      issuer: 'https://team.cloudflareaccess.com',
      audience,
      jwks: { url: 'https://team.cloudflareaccess.com/cdn-cgi/access/certs' },
    });
    expect(google({ audience })).toEqual({
      issuer: ['https://accounts.google.com', 'accounts.google.com'],
      audience,
      jwks: { url: 'https://www.googleapis.com/oauth2/v3/certs' },
    });
    expect(auth0({ domain: 'tenant.eu.auth0.com', audience })).toEqual({
      issuer: 'https://tenant.eu.auth0.com/',
      audience,
      jwks: { url: 'https://tenant.eu.auth0.com/.well-known/jwks.json' },
    });
    expect(okta({ domain: 'org.okta.com', audience })).toEqual({
      issuer: 'https://org.okta.com/oauth2/default',
      audience,
      jwks: { url: 'https://org.okta.com/oauth2/default/v1/keys' },
    });
    expect(okta({ domain: 'org.okta.com', authorizationServer: 'aus1', audience }).issuer).toBe(
      'https://org.okta.com/oauth2/aus1',
    );
    const pool = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI';
    expect(cognito({ userPool: 'eu-central-1_AbCdEfGhI', clients: ['client'] })).toEqual({
      issuer: pool,
      audience: null,
      jwks: { url: `${pool}/.well-known/jwks.json` },
      provider: { kind: 'cognito', allowedClients: ['client'] },
    });
    expect(cognito({ userPool: 'us-gov-west-1_X1', clients: ['c'], audience }).audience).toBe(audience);
    expect(cognito({ userPool: 'cn-north-1_X1', clients: ['c'] }).issuer).toBe(
      'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_X1',
    );
  });

  test('give options that a verifier takes, with changes', () => {
    for (const options of [
      oidc({ issuer: 'https://id.example', audience }),
      cloudflareAccess({ team: 't', audience }),
      google({ audience }),
      auth0({ domain: 'a.auth0.com', audience }),
      okta({ domain: 'a.okta.com', audience }),
      cognito({ userPool: 'eu-central-1_AbCdEfGhI', clients: ['client'] }),
    ]) {
      expect(createVerifier({ ...options, clockTolerance: 5 }).stats().verified).toBe(0);
    }
  });

  test.each<[string, () => unknown]>([
    ['a team with a path', () => cloudflareAccess({ team: 'evil.example/', audience })],
    ['a domain with a scheme', () => auth0({ domain: 'https://a.auth0.com', audience })],
    ['a domain with a port', () => okta({ domain: 'a.okta.com:8443', audience })],
    ['a domain with user information', () => auth0({ domain: 'a.auth0.com@evil.example', audience })],
    [
      'an authorization server with a path',
      () => okta({ domain: 'a.okta.com', authorizationServer: '../x', audience }),
    ],
    ['a user pool with a path', () => cognito({ userPool: 'eu-central-1_a/../b', clients: ['c'] })],
    ['a user pool without a region', () => cognito({ userPool: 'AbCdEfGhI', clients: ['c'] })],
    ['no clients', () => cognito({ userPool: 'eu-central-1_A', clients: [] })],
    ['an empty client', () => createVerifier(cognito({ userPool: 'eu-central-1_A', clients: [''] }))],
    ['no issuer', () => oidc({ audience } as never)],
    ['a misspelt option', () => google({ audience, tenant: 'x' } as never)],
    ['no options', () => google(undefined as never)],
    ['no audience', () => createVerifier(google({} as never))],
  ])('%s is ERR_CONFIG', async (_name, call) => {
    expect(await codeOf(call)).toBe('ERR_CONFIG');
  });
});

/** The shapes of their tokens, as their documentation has them, with real signatures. */
describe('tokens', () => {
  const cases: [string, VerifierOptions, object, object | string][] = [
    [
      'Amazon Cognito, a person',
      cognito({ userPool: 'eu-central-1_A', clients: ['client'] }),
      { token_use: 'access', client_id: 'client', scope: 'orders/read', 'cognito:groups': ['editors'] },
      { kind: 'unknown', client: 'client', scopes: ['orders/read'] },
    ],
    [
      'Amazon Cognito, an application',
      cognito({ userPool: 'eu-central-1_A', clients: ['client'] }),
      { token_use: 'access', client_id: 'client', sub: 'client', scope: 'orders/read' },
      { kind: 'app', rule: 'subject.is_client', client: 'client' },
    ],
    [
      'Amazon Cognito, an ID token',
      cognito({ userPool: 'eu-central-1_A', clients: ['client'] }),
      { token_use: 'id', aud: 'client' },
      'ERR_TOKEN_NOT_ACCESS',
    ],
    [
      "Amazon Cognito, another application's token",
      cognito({ userPool: 'eu-central-1_A', clients: ['client'] }),
      { token_use: 'access', client_id: 'another' },
      'ERR_CLIENT_NOT_ALLOWED',
    ],
    [
      'Auth0, a person',
      auth0({ domain: 'tenant.eu.auth0.com', audience }),
      { aud: [audience, 'https://tenant.eu.auth0.com/userinfo'], azp: 'client', scope: 'openid orders.read' },
      { kind: 'unknown', client: 'client', scopes: ['openid', 'orders.read'] },
    ],
    [
      'Auth0, an application',
      auth0({ domain: 'tenant.eu.auth0.com', audience }),
      {
        aud: audience,
        azp: 'client',
        sub: 'client@clients',
        gty: 'client-credentials',
        scope: 'orders.read',
      },
      { kind: 'app', rule: 'subject.is_client', client: 'client' },
    ],
    [
      'Auth0, an ID token',
      auth0({ domain: 'tenant.eu.auth0.com', audience }),
      { aud: 'client', nonce: 'n' },
      'ERR_AUDIENCE_MISMATCH',
    ],
    [
      'Okta, a person',
      okta({ domain: 'org.okta.com', audience }),
      { aud: audience, cid: 'client', uid: 'u', scp: ['orders.read'] },
      { kind: 'user', client: 'client', scopes: ['orders.read'] },
    ],
    [
      'Okta, an application',
      okta({ domain: 'org.okta.com', audience }),
      { aud: audience, cid: 'client', sub: 'client', scp: ['orders.read'] },
      { kind: 'app', rule: 'subject.is_client', client: 'client', scopes: ['orders.read'] },
    ],
    [
      'Okta, another authorization server',
      okta({ domain: 'org.okta.com', audience }),
      { iss: 'https://org.okta.com', aud: audience },
      'ERR_ISSUER_MISMATCH',
    ],
    [
      'Google, an ID token',
      google({ audience }),
      { iss: 'accounts.google.com', aud: audience, azp: audience },
      { kind: 'unknown' },
    ],
    ['Google, for another client', google({ audience }), { aud: 'another' }, 'ERR_AUDIENCE_MISMATCH'],
    [
      'Cloudflare Access',
      cloudflareAccess({ team: 'team', audience }),
      { aud: [audience], type: 'app', identity_nonce: 'x' },
      { kind: 'unknown' },
    ],
    [
      "Cloudflare Access, another application's token",
      cloudflareAccess({ team: 'team', audience }),
      { aud: ['another'] },
      'ERR_AUDIENCE_MISMATCH',
    ],
  ];

  test.each(cases)('%s', async (_name, options, claims, expected) => {
    const key = await sharedKey();
    const [iss] = typeof options.issuer === 'string' ? [options.issuer] : options.issuer;
    const token = await sign(key, { claims: { iss, aud: undefined, ...claims } });
    const verifier = createVerifier({ ...options, jwks: { keys: [key.publicJwk] }, now: () => NOW });
    if (typeof expected === 'string') {
      expect(await codeOf(() => verifier.verify(token))).toBe(expected);
    } else {
      expect((await verifier.verify(token)).subject).toMatchObject(expected);
    }
  });
});
