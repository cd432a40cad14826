/** The configuration lint: each rule with options that it speaks about, and options that it does not. */
import {
  adfs,
  type Algorithm,
  cloudflareAccess,
  entra,
  entraB2C,
  google,
  LINT_RULES,
  lintPolicy,
  oidc,
  type VerifierOptions,
} from 'claimgate';
import { describe, expect, test } from 'vitest';
import { API, API_URI, CLIENT, OTHER_TENANT, TENANT } from './microsoft.js';

/** A configuration with nothing to say about. */
const GOOD: VerifierOptions = {
  ...oidc({ issuer: 'https://id.example', audience: 'api://orders' }),
  requiredClaims: ['sub'],
};
const ENTRA: VerifierOptions = entra({
  tenants: [TENANT],
  audience: [API, API_URI],
  allowedClients: [CLIENT],
});
const B2C = entraB2C({
  tenantName: 'contoso',
  tenant: TENANT,
  policies: ['B2C_1_signin'],
  audience: API,
  allowedClients: [CLIENT],
});
const ADFS = adfs({
  host: 'adfs.contoso.com',
  audience: 'https://orders.contoso.com',
  allowedClients: ['spa'],
});

function entraWith(changes: Partial<Parameters<typeof entra>[0]>): VerifierOptions {
  return entra({ tenants: [TENANT], audience: [API, API_URI], allowedClients: [CLIENT], ...changes });
}

function withMapping(mapping: object, options: VerifierOptions = GOOD): VerifierOptions {
  const issuer = typeof options.issuer === 'string' ? options.issuer : options.issuer[1]!;
  return {
    ...options,
    roles: { mappings: [{ issuer, source: 'teams', value: 'v', role: 'r', ...mapping }] },
  };
}

const KEYS = { url: 'https://keys.example/jwks' };
const STORE = { name: 'none', get: async () => null, put: async () => undefined };
const ELSEWHERE = 'https://other.example';

/** For each rule: options with the finding, and near ones without. */
const CASES: Readonly<Record<string, readonly [finding: readonly unknown[], none: readonly unknown[]]>> = {
  'issuer.http': [
    [
      { ...GOOD, issuer: 'http://id.example' },
      { ...GOOD, issuer: 'http://127.0.0.1:8788' },
    ],
    [GOOD, ADFS, { ...GOOD, issuer: 'http://127.0.0.1:8788', allowHttpLoopback: true }],
  ],
  'issuer.template': [
    [{ ...GOOD, issuer: 'https://id.example/{tenantid}' }],
    [GOOD, entraWith({ tenants: 'any' })],
  ],
  'issuer.entra_without_rules': [
    [
      oidc({ issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, audience: API }),
      oidc({ issuer: `https://sts.windows.net/${TENANT}/`, audience: API }),
    ],
    [ENTRA, { ...GOOD, issuer: 'https://login.microsoftonline.com.example/x/v2.0' }],
  ],
  'issuer.b2c_slash': [[{ ...B2C, issuer: (B2C.issuer as string).slice(0, -1) }], [B2C, GOOD]],
  'tenants.any': [
    [entraWith({ tenants: 'any' }), entraWith({ tenants: 'organizations' })],
    [ENTRA, entraWith({ tenants: [TENANT, OTHER_TENANT] })],
  ],
  'audience.any': [
    [
      { ...GOOD, audience: null },
      { ...ENTRA, audience: null },
    ],
    [GOOD],
  ],
  'audience.version': [
    [entraWith({ versions: ['2.0'], audience: API_URI })],
    [
      entraWith({ versions: ['2.0'], audience: API }),
      entraWith({ versions: ['1.0'], audience: API_URI }),
      GOOD,
    ],
  ],
  'audience.one_form': [
    [entraWith({ audience: API }), entraWith({ audience: API_URI })],
    [ENTRA, entraWith({ versions: ['2.0'], audience: API }), GOOD],
  ],
  'algorithms.symmetric': [
    [
      { ...GOOD, algorithms: ['HS256' as Algorithm] },
      { ...GOOD, algorithms: ['RS256', 'none' as Algorithm] },
    ],
    [GOOD, { ...GOOD, algorithms: ['RS256', 'PS256'] }],
  ],
  'typ.without_access': [
    [
      { ...GOOD, typ: 'application/Logout+JWT' },
      { ...GOOD, typ: ['at+jwt', 'dpop+jwt'] },
    ],
    [{ ...GOOD, typ: ['JWT', 'at+jwt'] }],
  ],
  'clockTolerance.large': [[{ ...GOOD, clockTolerance: 300 }], [GOOD, { ...GOOD, clockTolerance: 120 }]],
  'maxTokenBytes.large': [
    [{ ...GOOD, maxTokenBytes: 1_000_000 }],
    [GOOD, { ...GOOD, maxTokenBytes: 65_536 }],
  ],
  'requiredClaims.subject': [
    [
      { ...GOOD, requiredClaims: [] },
      { ...GOOD, requiredClaims: undefined },
    ],
    [GOOD, { ...ENTRA, requiredClaims: [] }],
  ],
  'provider.id_tokens': [[entraWith({ allowWithoutScopeOrRoles: true })], [ENTRA]],
  'provider.any_client': [[entraWith({ allowedClients: undefined })], [ENTRA, GOOD]],
  'jwks.shared': [
    [
      { ...GOOD, issuer: ['https://id.example', ELSEWHERE] },
      [
        { ...GOOD, jwks: KEYS },
        { ...GOOD, issuer: ELSEWHERE, jwks: KEYS },
      ],
    ],
    [
      GOOD,
      ADFS,
      ENTRA,
      google({ audience: 'x' }),
      [
        { ...GOOD, jwks: KEYS },
        { ...GOOD, issuer: ELSEWHERE, jwks: { url: `${ELSEWHERE}/jwks` } },
      ],
    ],
  ],
  'jwks.fixed': [
    [
      { ...GOOD, jwks: { keys: [] } },
      { ...GOOD, jwks: { json: '{"keys":[]}' } },
    ],
    [GOOD],
  ],
  'allowHttpLoopback.on': [[{ ...GOOD, allowHttpLoopback: true }], [{ ...GOOD, allowHttpLoopback: false }]],
  'cache.max_stale': [
    [{ ...GOOD, cache: { maxStale: 604_800 } }],
    [GOOD, { ...GOOD, cache: { maxStale: 172_800 } }],
  ],
  'cache.fresh_for': [
    [{ ...GOOD, cache: { freshFor: 86_400 } }],
    [GOOD, { ...GOOD, cache: { freshFor: 43_200 } }],
  ],
  'cache.retain_missing': [[{ ...ENTRA, cache: { retainMissing: 172_800 } }], [ENTRA]],
  'cache.retain_missing_elsewhere': [
    [
      { ...GOOD, cache: { retainMissing: 60 } },
      { ...ADFS, cache: { retainMissing: 60 } },
    ],
    [GOOD, ENTRA],
  ],
  'seed.old': [
    [{ ...GOOD, cache: { seedMaxAge: 31_536_000 } }],
    [GOOD, { ...GOOD, cache: { seedMaxAge: 86_400 } }],
  ],
  'roles.mutable_claim': [
    [withMapping({ source: 'email' }), withMapping({ source: 'preferred_username' })],
    [GOOD, withMapping({}), withMapping({ source: 'groups' })],
  ],
  'roles.member_marker': [
    [withMapping({ source: 'wids', value: 'b79fbf4d-3ef9-4689-8143-76b194e85509' }, ENTRA)],
    [withMapping({ source: 'wids', value: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451' }, ENTRA)],
  ],
  'roles.foreign_issuer': [
    [withMapping({ issuer: ELSEWHERE }), withMapping({ issuer: 'https://id.example/' })],
    [
      withMapping({}),
      withMapping({ issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }, ENTRA),
      [withMapping({ issuer: ELSEWHERE }), { ...GOOD, issuer: ELSEWHERE, jwks: KEYS }],
    ],
  ],
  'groups.unresolved': [
    [withMapping({ source: 'groups' }, ENTRA)],
    [withMapping({ source: 'wids' }, ENTRA), withMapping({ source: 'groups' })],
  ],
  'revocation.fail_open': [
    [{ ...GOOD, revocation: { store: STORE, whenUnavailable: 'accept' } }],
    [{ ...GOOD, revocation: { store: STORE } }],
  ],
  'revocation.slow': [
    [{ ...GOOD, revocation: { store: STORE, freshFor: 301, maxStale: 400 } }],
    [{ ...GOOD, revocation: { store: STORE, freshFor: 300 } }],
  ],
};

function rulesOf(options: unknown): string[] {
  return lintPolicy(options as VerifierOptions).map(({ rule }) => rule);
}

describe('lintPolicy', () => {
  test.each(Object.entries(CASES))('%s', (rule, [finding, none]) => {
    for (const options of finding) {
      expect(rulesOf(options)).toContain(rule);
    }
    for (const options of none) {
      expect(rulesOf(options)).not.toContain(rule);
    }
  });

  test('every rule has its cases', () => {
    expect(Object.keys(CASES).sort()).toEqual(LINT_RULES.map(({ id }) => id).sort());
  });

  test('has nothing to say about good configurations', () => {
    const access = { ...cloudflareAccess({ team: 'contoso', audience: 'tag' }), requiredClaims: ['sub'] };
    for (const options of [GOOD, ENTRA, B2C, ADFS, access, [GOOD, ENTRA, B2C, ADFS]]) {
      expect(lintPolicy(options)).toEqual([]);
    }
  });

  test('says what, why and how to mend it; errors come first, each with its place', () => {
    const findings = lintPolicy([GOOD, { ...ENTRA, allowHttpLoopback: true, audience: null }]);
    expect(findings.map(({ severity, option }) => [severity, option])).toEqual([
      ['error', '[1].audience'],
      ['warning', '[1].allowHttpLoopback'],
    ]);
    for (const { message, fix } of findings) {
      expect(message).toMatch(/\.$/);
      expect(fix).toMatch(/\.$/);
    }
  });

  test.each<[string, unknown, string]>([
    ['a misspelt option', { ...GOOD, audiences: 'x' }, 'audiences'],
    ['a tolerance out of range', { ...GOOD, clockTolerance: 301 }, 'clockTolerance'],
    ['nothing', undefined, 'options'],
    ['a number', 5, 'options'],
    ['an empty list', [], 'options'],
  ])('of %s says what createVerifier says', (_name, options, option) => {
    expect(lintPolicy(options as VerifierOptions)[0]).toMatchObject({
      rule: 'config.refused',
      severity: 'error',
      option,
    });
  });

  test('does not say it twice', () => {
    const findings = lintPolicy({ ...GOOD, algorithms: ['HS256' as Algorithm] });
    expect(findings.map(({ rule }) => rule)).toEqual(['algorithms.symmetric']);
  });

  test('reads options of any form', () => {
    const circular: Record<string, unknown> = {};
    circular['jwks'] = circular;
    for (const value of [null, 1, 'x', [], {}, () => 1, 10n, circular]) {
      const entry = Object.fromEntries(
        [...Object.keys(GOOD), 'provider', 'roles', 'cache', 'typ', 'revocation'].map((name) => [
          name,
          value,
        ]),
      );
      expect(rulesOf(entry)).toContain('config.refused');
      expect(rulesOf([entry, { ...entry, roles: { mappings: [value] } }])).toContain('config.refused');
    }
  });
});
