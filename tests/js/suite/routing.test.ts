import { createVerifier, type VerifierEvent, type VerifierOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { codeOf, optionsFor, rawToken, refusalOf, sharedKey, sign } from './support.js';

const TENANT = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const TEMPLATE = 'https://login.example/{tenantid}/v2.0';

async function entry(issuer: string | readonly string[], kid = 'key-1'): Promise<VerifierOptions> {
  return { ...optionsFor(await sharedKey(kid)), issuer };
}

describe('several configurations', () => {
  test('a token goes to the entry of its issuer', async () => {
    const verifier = createVerifier([
      await entry('https://a.example'),
      await entry(['https://b.example', 'https://c.example'], 'other'),
    ]);
    const token = async (iss: string, kid: string) => sign(await sharedKey(kid), { claims: { iss } });
    expect((await verifier.verify(await token('https://a.example', 'key-1'))).issuer).toBe(
      'https://a.example',
    );
    expect(verifier.verifySync(await token('https://c.example', 'other')).issuer).toBe('https://c.example');
    // The key of one entry is no key for the issuer of another.
    expect(await codeOf(async () => verifier.verify(await token('https://b.example', 'key-1')))).toBe(
      'ERR_KEY_NOT_FOUND',
    );
  });

  test('a template takes lower-case GUIDs at its place, after exact issuers', async () => {
    const exact = TEMPLATE.replace('{tenantid}', TENANT);
    const verifier = createVerifier([await entry(TEMPLATE), await entry(exact, 'other')]);
    const token = async (tenant: string, kid: string) =>
      sign(await sharedKey(kid), { claims: { iss: TEMPLATE.replace('{tenantid}', tenant) } });
    const elsewhere = TENANT.replace('0', '1');
    expect((await verifier.verify(await token(elsewhere, 'key-1'))).key.kid).toBe('key-1');
    expect((await verifier.verify(await token(TENANT, 'other'))).key.kid).toBe('other');
    for (const tenant of [TENANT.toUpperCase(), 'common', '', '{tenantid}', `${TENANT}/x`]) {
      expect(await codeOf(async () => verifier.verify(await token(tenant, 'key-1')))).toBe(
        'ERR_ISSUER_MISMATCH',
      );
    }
  });

  test('an unknown issuer is refused without a request, and the first listener hears of it', async () => {
    const events: VerifierEvent[] = [];
    const requests: string[] = [];
    const remote = async (issuer: string): Promise<VerifierOptions> => ({
      ...(await entry(issuer)),
      jwks: { url: 'https://keys.example/jwks' },
      onEvent: (event) => events.push(event),
      fetch: (url) => {
        requests.push(url);
        return Promise.reject(new Error('no network'));
      },
    });
    const verifier = createVerifier([
      await remote('https://a.example'),
      await remote('https://login.example/{tenantid}/v2.0'),
    ]);
    const upperCase = TEMPLATE.replace('{tenantid}', TENANT.toUpperCase());
    for (const iss of ['https://evil.example', upperCase]) {
      const token = await sign(await sharedKey(), { claims: { iss } });
      expect((await refusalOf(() => verifier.verify(token))).code).toBe('ERR_ISSUER_MISMATCH');
      const report = await verifier.inspect(token);
      expect(report).toMatchObject({ verdict: 'refused', code: 'ERR_ISSUER_MISMATCH' });
    }
    expect(requests).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['token.refused', 'token.refused']);
    expect(verifier.stats().refused).toBe(2);
  });

  test('a token without a readable issuer is refused for what it is', async () => {
    const verifier = createVerifier([await entry('https://a.example'), await entry('https://b.example')]);
    const header = { alg: 'RS256', kid: 'key-1' };
    for (const [token, code] of [
      ['', 'ERR_TOKEN_EMPTY'],
      ['a.b', 'ERR_TOKEN_MALFORMED'],
      ['x'.repeat(20000), 'ERR_TOKEN_TOO_LARGE'],
      [rawToken(header, '{"iss":1'), 'ERR_TOKEN_JSON'],
      [rawToken(header, {}), 'ERR_CLAIM_MISSING'],
      [rawToken(header, { iss: ['https://a.example'] }), 'ERR_CLAIM_TYPE'],
      [
        rawToken(header, '{"iss":"https://a.example","iss":"https://b.example"}'),
        'ERR_TOKEN_DUPLICATE_MEMBER',
      ],
    ] as const) {
      expect(await codeOf(() => verifier.verify(token))).toBe(code);
    }
  });

  test('entries that one issuer would match are ERR_CONFIG', async () => {
    const pairs: readonly (readonly [string, string])[] = [
      ['https://a.example', 'https://a.example'],
      [TEMPLATE, TEMPLATE],
      [`https://x/{tenantid}/${TENANT}`, `https://x/${TENANT}/{tenantid}`],
    ];
    for (const [one, other] of pairs) {
      const entries = [await entry(one), await entry(other)];
      expect(await codeOf(() => createVerifier(entries))).toBe('ERR_CONFIG');
    }
    expect(
      createVerifier([await entry(TEMPLATE), await entry('https://login.example/{tenantid}/')]),
    ).toBeDefined();
  });

  test('no entry is ERR_CONFIG, one entry is that entry', async () => {
    expect(await codeOf(() => createVerifier([]))).toBe('ERR_CONFIG');
    const token = await sign(await sharedKey(), { claims: { iss: 'https://a.example' } });
    expect(createVerifier([await entry('https://a.example')]).verifySync(token).issuer).toBe(
      'https://a.example',
    );
  });
});
