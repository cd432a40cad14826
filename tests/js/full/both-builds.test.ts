/**
 * The two builds give one verdict: every token here, and every vector of others, goes through both, under a
 * policy that names the algorithms which both have.
 */
import * as edge from 'claimgate';
import * as full from 'claimgate/full';
import { describe, expect, test } from 'vitest';
import { optionsOf, REFUSED_TOKENS } from '../suite/refused-tokens.js';
import { NOW, sharedKey, sign } from '../suite/support.js';
import { publicSet, vectors, withVectors } from '../suite/vectors/support.js';

const SHARED = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
const POLICY = { issuer: 'https://issuer.example', audience: null, algorithms: SHARED };

test('both run in one process, each with its own engine', () => {
  expect([edge.engine().build, full.engine().build]).toEqual(['edge', 'full']);
  expect(edge.engine().wasmSha256).toBe(full.engine().edgeWasmSha256);
  expect(full.engine().wasmSha256).not.toBe(edge.engine().wasmSha256);
  expect(edge.engine().algorithms).toEqual(SHARED);
  expect(full.engine().algorithms).toEqual(
    expect.arrayContaining([...SHARED, 'ES256', 'ES384', 'ES512', 'EdDSA', 'HS256', 'HS384', 'HS512']),
  );
  expect(full.ClaimgateError).toBe(edge.ClaimgateError);
});

interface Answer {
  readonly verdict: string;
  readonly code?: string | undefined;
  readonly rungs: readonly string[];
}

/** After a header that is refused for its algorithm, the full build can still say whether the signature fits. */
function answer({ verdict, code, checks }: edge.Report): Answer {
  const isForeign = checks.some((check) => check.code === 'ERR_ALG_NOT_ALLOWED');
  const compared = checks.filter(({ id }) => !isForeign || (id !== 'key' && id !== 'signature'));
  return { verdict, code, rungs: compared.map((check) => `${check.id} ${check.state} ${check.code ?? ''}`) };
}

function compare(token: string, options: edge.InspectOptions): Answer {
  const one = answer(edge.inspect(token, options));
  expect(answer(full.inspect(token, options as full.FullInspectOptions))).toEqual(one);
  return one;
}

test('every refusal', async () => {
  for (const refused of REFUSED_TOKENS) {
    const policy = await optionsOf(refused);
    const keys = { keys: 'keys' in policy.jwks ? policy.jwks.keys : [] };
    const text = await refused.token();
    const { code } = compare(text, { jwks: keys, policy, now: NOW });
    expect(code, refused.name).toBe(refused.code);
    const codes = [edge, full].map((build) => refusal(() => build.verifySignature(text, keys)));
    expect(codes[0], refused.name).toBe(codes[1]);
  }
});

test('what is given decides what is checked, in both', async () => {
  const token = await sign(await sharedKey(), {});
  const jwks = { keys: [(await sharedKey()).publicJwk] };
  expect(compare(token, { jwks, policy: {}, now: NOW })).toMatchObject({ verdict: 'incomplete' });
  const withIssuer = compare(token, { jwks, policy: { issuer: 'https://issuer.example' }, now: NOW });
  expect(withIssuer.rungs).toContain('issuer pass ');
  expect(withIssuer.rungs).toContain('audience not-checked ');
  compare(token, { now: NOW });
  compare(token, { policy: { issuer: 'https://other.example' }, now: NOW });
});

function refusal(verify: () => unknown): string {
  try {
    verify();
    return 'accepted';
  } catch (error) {
    return error instanceof edge.ClaimgateError ? error.code : 'broken';
  }
}

interface Case {
  readonly token: string;
  readonly jwks: edge.Jwk | edge.JwkSet;
}

interface WycheproofFile {
  readonly testGroups: readonly {
    readonly public?: edge.Jwk;
    readonly private: edge.Jwk;
    readonly tests: readonly { readonly jws?: unknown; readonly jwe?: unknown }[];
  }[];
}

function wycheproof(file: string): readonly Case[] {
  return (vectors(file) as WycheproofFile).testGroups.flatMap((group) =>
    group.tests.map(({ jws, jwe }) => {
      const source = jws ?? jwe;
      const token = typeof source === 'string' ? source : JSON.stringify(source);
      return { token, jwks: group.public ?? group.private };
    }),
  );
}

function standards(): readonly Case[] {
  const { cases } = vectors('jws/rfc_vectors.json') as {
    readonly cases: readonly { readonly jws: unknown; readonly jwks: edge.JwkSet }[];
  };
  return cases.map(({ jws, jwks }) => ({ token: typeof jws === 'string' ? jws : JSON.stringify(jws), jwks }));
}

withVectors('the vectors of others', () => {
  describe.each([
    ['Wycheproof, signatures', () => wycheproof('jws/wycheproof_json_web_signature.json'), 400],
    ['Wycheproof, crypto', () => wycheproof('jws/wycheproof_json_web_crypto.json'), 80],
    ['the examples of the standards', standards, 30],
  ])('%s', (_, cases, least) => {
    test('the same verdict and code', () => {
      const outcomes = cases().map(({ token, jwks }) => {
        const keys = publicSet(jwks);
        compare(token, { jwks: keys, policy: POLICY, now: NOW });
        const [one, other] = [edge, full].map((build) =>
          refusal(() => build.verifySignature(token, keys, { algorithms: SHARED })),
        );
        expect(one).toBe(other);
        return one;
      });
      expect(outcomes.length).toBeGreaterThan(least);
      expect(outcomes).toContain('accepted');
    });
  });
});
