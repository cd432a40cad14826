/** Key sets of others: Tink's test cases, and what providers really publish. */
import { createVerifier, type Jwk, type VerifierOptions } from 'claimgate';
import { expect, test } from 'vitest';
import { codeOf, NOW, refusalOf } from '../support.js';
import { counted, vectors, withVectors } from './support.js';

/** How many keys of a provider are usable; a provider without any is refused. */
async function usableKeys(options: Partial<VerifierOptions>, documents: Readonly<Record<string, Response>>) {
  const verifier = createVerifier({
    issuer: 'https://issuer.example',
    audience: null,
    jwks: { url: 'https://issuer.example/keys' },
    now: () => NOW,
    fetch: async (url) => documents[url] ?? new Response(null, { status: 404 }),
    ...options,
  });
  await verifier.hydrate();
  return verifier.stats().configurations[0]?.jwks.keys;
}

const served = (body: string | object, headers: Iterable<readonly [string, string]> = []) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    headers: new Headers([...headers] as [string, string][]),
  });

interface TinkCase {
  readonly name: string;
  readonly jwks: string;
  readonly expect: 'accept' | 'reject';
}

/** Where Tink is stricter: it wants `alg` in every key, which the keys of Entra do not have. */
const TINK_IS_STRICTER = ['rsaWithoutAlg_toPublicKeysetHandleFails'];

/*
 * Tink refuses a whole set for one bad key, and wants more of each key than RFC 7517 does; here such a set is
 * accepted when a sound key is in it, so what is compared is whether the set offers a usable key.
 */
withVectors("Tink's key sets", () => {
  test('every set', async () => {
    const kinds: string[] = [];
    for (const { name, jwks, expect: tink } of (
      vectors('jwks/tink_java_jwkset.json') as { cases: readonly TinkCase[] }
    ).cases) {
      const usable = () => usableKeys({}, { 'https://issuer.example/keys': served(jwks) });
      if (TINK_IS_STRICTER.includes(name)) {
        expect(await usable(), name).toBe(1);
        kinds.push('Tink is stricter');
        continue;
      }
      const keys = tink === 'reject' ? [] : (JSON.parse(jwks) as { keys: readonly Jwk[] }).keys;
      const rsa = keys.filter(({ kty }) => kty === 'RSA').length;
      if (rsa === 0) {
        expect(await codeOf(usable), name).toBe('ERR_JWKS_INVALID');
        kinds.push(tink === 'reject' ? 'refused' : 'of other types');
      } else {
        expect(await usable(), name).toBe(rsa);
        kinds.push('accepted');
      }
    }
    const { accepted, refused } = counted(kinds);
    expect(accepted).toBeGreaterThanOrEqual(10);
    expect(refused).toBeGreaterThanOrEqual(25);
  });
});

const PROVIDERS = [
  'apple',
  'entra-common',
  'entra-organizations',
  'gitlab',
  'google',
  'paypal',
  'slack',
  'spotify',
];

interface HttpResponse {
  readonly headers: readonly [string, string][];
  readonly body: { readonly issuer: string; readonly jwks_uri: string; readonly keys: readonly Jwk[] };
}

const ANSWERS = ['auth0', 'azure', 'cognito', 'google', 'keycloak', 'okta', 'onelogin', 'vault'];

const isForSignatures = ({ kty, use }: Jwk) => kty === 'RSA' && use !== 'enc';

withVectors('providers', () => {
  test.each(PROVIDERS)('%s: from its configuration to its keys', async (provider) => {
    const configuration = vectors(`jwks/${provider}.openid-configuration.json`) as {
      issuer: string;
      jwks_uri: string;
    };
    const document = vectors(`jwks/${provider}.jwks.json`) as { keys: readonly Jwk[] };
    const { issuer, jwks_uri } = configuration;
    const address = 'https://provider.example/.well-known/openid-configuration';
    const documents = () => ({ [address]: served(configuration), [jwks_uri]: served(document) });
    const options = { issuer, jwks: { discovery: address } };
    const expected = document.keys.filter(isForSignatures).length;
    expect(expected).toBeGreaterThan(0);
    expect(await usableKeys(options, documents())).toBe(expected);
    const other = { ...options, issuer: `${issuer}/` };
    expect((await refusalOf(() => usableKeys(other, documents()))).detail.reason).toBe(
      'discovery.issuer_mismatch',
    );
  });

  test.each(ANSWERS)('%s: the answer with its own headers', async (provider) => {
    const { jwks } = vectors(`jwks/http_responses/${provider}.json`) as { jwks: HttpResponse };
    // What the transport says about the bytes on the wire is not true of the body as it was kept.
    const headers = jwks.headers.filter(
      ([name]) => !/^(content-(encoding|length)|transfer-encoding|connection)$/i.test(name),
    );
    const documents = { 'https://issuer.example/keys': served(jwks.body, headers) };
    expect(await usableKeys({}, documents)).toBe(jwks.body.keys.filter(isForSignatures).length);
  });
});
