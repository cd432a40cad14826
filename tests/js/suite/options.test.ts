import { createVerifier, type VerifierOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { AUDIENCE, codeOf, ISSUER, NOW, optionsFor, refusalOf, sharedKey, sign } from './support.js';

/** What the types forbid and JavaScript allows. */
async function withOptions(changes: Readonly<Record<string, unknown>>): Promise<VerifierOptions> {
  return { ...optionsFor(await sharedKey()), ...changes };
}

describe('options', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a misspelt option', { audiences: 'x' }],
    ['a misspelt cache option', { cache: { freshfor: 5 } }],
    ['a misspelt source', { jwks: { uri: 'https://issuer.example/jwks' } }],
    ['an option that does not exist', { revocations: {} }],
    ['a misspelt provider option', { provider: { kind: 'adfs', allowedClient: ['x'] } }],
    ['an option of another provider', { provider: { kind: 'adfs', tenants: 'any' } }],
    ['an unknown provider', { provider: { kind: 'keycloak' } }],
    ['a provider that is null', { provider: null }],
    ['a misspelt member of roles', { roles: { mapping: [] } }],
    ['mappings that are no list', { roles: { mappings: {} } }],
    [
      'a misspelt member of a mapping',
      { roles: { mappings: [{ issuer: 'i', source: 's', value: 'v', role: 'r', ignorecase: true }] } },
    ],
    [
      'a mapping without a role',
      { roles: { mappings: [{ issuer: 'i', source: 's', value: 'v', role: [] }] } },
    ],
    ['a role that includes itself', { roles: { hierarchy: { a: ['b'], b: ['a'] } } }],
    ['no issuer', { issuer: undefined }],
    ['an empty issuer', { issuer: '' }],
    ['no issuers', { issuer: [] }],
    ['two placeholders', { issuer: 'https://x/{tenantid}/{tenantid}' }],
    ['no audience', { audience: undefined }],
    ['an empty audience', { audience: '' }],
    ['no audiences', { audience: [] }],
    ['no keys', { jwks: undefined }],
    ['keys twice', { jwks: { url: 'https://issuer.example/jwks', json: '{"keys":[]}' } }],
    ['no algorithm', { algorithms: [] }],
    ['an algorithm of another kind', { algorithms: ['HS256'] }],
    ['alg none', { algorithms: ['none'] }],
    ['algorithms as text', { algorithms: 'RS256' }],
    ['a tolerance above 300 s', { clockTolerance: 301 }],
    ['a negative tolerance', { clockTolerance: -1 }],
    ['a tolerance that is no number', { clockTolerance: NaN }],
    ['a tolerance as text', { clockTolerance: '30' }],
    ['a clock that is no function', { now: 5 }],
    ['a listener that is no function', { onEvent: {} }],
    ['stores that are no list', { stores: {} }],
    ['a store whose binding is missing', { stores: [undefined] }],
    ['a store that cannot be written', { stores: [{ name: 'half', get: () => null }] }],
    ['a cache that is null', { cache: null }],
    ['a seed that is null', { jwks: { url: 'https://issuer.example/jwks' }, seed: null }],
    ['a key set that is missing', { jwks: { json: undefined } }],
    ['a key set that is no text', { jwks: { json: { keys: [] } } }],
    ['a loopback switch as text', { allowHttpLoopback: 'no' }],
    ['http', { jwks: { url: 'http://issuer.example/jwks' } }],
    ['http on loopback without permission', { jwks: { url: 'http://127.0.0.1:1/jwks' } }],
  ])('%s is ERR_CONFIG', async (_name, changes) => {
    const options = await withOptions(changes);
    expect(await codeOf(() => createVerifier(options))).toBe('ERR_CONFIG');
  });

  test.each(['{"keys":', '[]', '{"keys":{}}', '"text"'])('a fixed key set %s is refused at once', async (json) => {
    const options = await withOptions({ jwks: { json } });
    expect(await codeOf(() => createVerifier(options))).toBe('ERR_JWKS_INVALID');
  });

  test.each([undefined, null, 'text', []])('%s instead of options is ERR_CONFIG', async (options) => {
    expect(await codeOf(() => createVerifier(options as unknown as VerifierOptions))).toBe('ERR_CONFIG');
  });

  test('the error names the option', async () => {
    const unknown = await refusalOf(async () => createVerifier(await withOptions({ audiences: 'x' })));
    expect(unknown.detail.option).toBe('audiences');
    expect(unknown.status).toBe(500);
    const outOfRange = await refusalOf(async () =>
      createVerifier(await withOptions({ clockTolerance: 301 })),
    );
    expect(outOfRange.detail.option).toBe('clockTolerance');
    expect(outOfRange.message).toBe(
      'The configuration is not valid (option clockTolerance, reason config.out_of_range).',
    );
  });

  test('lists of the caller that change later change no rule', async () => {
    const key = await sharedKey();
    const audience = [AUDIENCE];
    const verifier = createVerifier({ ...optionsFor(key), audience });
    audience.push('api://else');
    const report = await verifier.inspect(await sign(key, { claims: { aud: 'api://else' } }));
    expect(report.code).toBe('ERR_AUDIENCE_MISMATCH');
  });

  test('mappings of the caller that change later change no rule', async () => {
    const key = await sharedKey();
    const mapping = {
      issuer: ISSUER,
      source: 'groups',
      value: 'clerks',
      role: 'clerk',
      ignoreCase: undefined,
    };
    const roles = { mappings: [mapping], hierarchy: undefined };
    const verifier = createVerifier({ ...optionsFor(key), roles, provider: undefined });
    mapping.role = 'admin';
    const token = await sign(key, { claims: { groups: ['clerks'] } });
    expect(verifier.verifySync(token).roles).toEqual(['clerk']);
  });

  test('undefined members mean the default', async () => {
    const options = await withOptions({
      algorithms: undefined,
      typ: undefined,
      cache: undefined,
      onEvent: undefined,
    });
    expect(createVerifier(options).stats().verified).toBe(0);
  });
});

describe('what a call brings along', () => {
  const RULES = { audience: 'api://else', requiredClaims: ['jti'] };

  test.each<[string, unknown, string]>([
    ['rules', RULES, 'audience'],
    ['a misspelt member', { waituntil: () => undefined }, 'waituntil'],
    ['a known member and an unknown one', { now: NOW, issuer: ISSUER }, 'issuer'],
    ['a text', 'now', 'context'],
    ['null', null, 'context'],
    ['a function', () => NOW, 'context'],
  ])('%s is ERR_CONFIG, in every call', async (_name, context, option) => {
    const key = await sharedKey();
    const token = await sign(key);
    for (const options of [optionsFor(key), [optionsFor(key), { ...optionsFor(key), issuer: 'https://other.example' }]]) {
      const verifier = createVerifier(options);
      const given = context as object;
      for (const call of [
        () => verifier.verify(token, given),
        () => verifier.verifySync(token, given),
        () => verifier.inspect(token, given),
        () => verifier.hydrate(given),
        () => verifier.purge('kid', given),
      ]) {
        expect(await refusalOf(call)).toMatchObject({ code: 'ERR_CONFIG', detail: { option } });
      }
    }
  });

  test('members that are known, or nothing', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key);
    const waitUntil = () => undefined;
    for (const context of [undefined, {}, { now: NOW }, { waitUntil }, { now: undefined, waitUntil: undefined }]) {
      expect((await verifier.verify(token, context)).issuer).toBe(ISSUER);
    }
  });
});
