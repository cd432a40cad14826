import { auth0, cloudflareAccess, createVerifier, google, oidc, okta } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { codeOf } from './support.js';

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
  });

  test('give options that a verifier takes, with changes', () => {
    for (const options of [
      oidc({ issuer: 'https://id.example', audience }),
      cloudflareAccess({ team: 't', audience }),
      google({ audience }),
      auth0({ domain: 'a.auth0.com', audience }),
      okta({ domain: 'a.okta.com', audience }),
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
    ['no issuer', () => oidc({ audience } as never)],
    ['a misspelt option', () => google({ audience, tenant: 'x' } as never)],
    ['no options', () => google(undefined as never)],
    ['no audience', () => createVerifier(google({} as never))],
  ])('%s is ERR_CONFIG', async (_name, call) => {
    expect(await codeOf(call)).toBe('ERR_CONFIG');
  });
});
