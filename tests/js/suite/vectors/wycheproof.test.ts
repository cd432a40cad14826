/**
 * Wycheproof's JOSE files with the corrections of `wycheproof_overrides.json`: its `strict_view` says what a
 * strict validator without symmetric algorithms does with each case.
 */
import type { Jwk, JwkSet } from 'claimgate';
import { expect, test } from 'vitest';
import { counted, judged, publicSet, vectors, withVectors } from './support.js';

interface WycheproofFile {
  readonly testGroups: readonly {
    readonly public?: Jwk | JwkSet;
    readonly private: Jwk | JwkSet;
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly jws?: unknown;
      readonly jwe?: unknown;
    }[];
  }[];
}

interface Overrides {
  readonly strict_view: readonly {
    readonly file: string;
    readonly tcId: number;
    readonly alg?: string;
    readonly expect_strict: 'accept' | 'reject' | 'exclude';
  }[];
}

/** Cases that such a validator accepts and this build refuses, with the code and the reason. */
function difference(comment: string, alg: string | undefined): string | undefined {
  // A JWT has claims, so an empty payload segment is refused as a structure.
  if (comment === 'emptyPayload') return 'ERR_TOKEN_MALFORMED';
  // No elliptic curves in this build.
  return alg === 'ES256' ? 'ERR_ALG_NOT_ALLOWED' : undefined;
}

interface Outcome {
  readonly name: string;
  /** A code, or `accepted`. */
  readonly outcome: string;
  /** What it should be; absent where any refusal will do. */
  readonly expected?: string;
}

function run(path: string, file: string): Outcome[] {
  const view = (vectors('jws/wycheproof_overrides.json') as Overrides).strict_view;
  const expectations = new Map(
    view.filter((entry) => entry.file === file).map((entry) => [entry.tcId, entry]),
  );
  return (vectors(path) as WycheproofFile).testGroups.flatMap((group) => {
    const jwks = publicSet(group.public ?? group.private);
    return group.tests.map((testCase): Outcome => {
      const source = testCase.jws ?? testCase.jwe;
      // Two cases are JSON serializations, and stay the text that they are.
      const result = judged(typeof source === 'string' ? source : JSON.stringify(source), jwks);
      const outcome = 'code' in result ? result.code : 'accepted';
      const name = `${file} ${testCase.tcId} ${testCase.comment}`;
      const entry = expectations.get(testCase.tcId);
      if (entry === undefined && testCase.jwe === undefined) {
        throw new Error(`${name}: only JWE is not in the strict view`);
      }
      if (entry?.expect_strict === 'accept') {
        return { name, outcome, expected: difference(testCase.comment, entry.alg) ?? 'accepted' };
      }
      return entry?.expect_strict === 'exclude' ? { name, outcome, expected: outcome } : { name, outcome };
    });
  });
}

withVectors('Wycheproof', () => {
  test.each([
    ['jws/wycheproof_json_web_signature.json', 'json_web_signature_test', 24, 401],
    ['jws/wycheproof_json_web_crypto.json', 'json_web_crypto_test', 1, 83],
  ])('%s', (path, file, accepted, total) => {
    const outcomes = run(path, file);
    const wrong = outcomes.filter(({ outcome, expected }) =>
      expected === undefined ? outcome === 'accepted' : outcome !== expected,
    );
    expect(wrong).toEqual([]);
    expect(outcomes).toHaveLength(total);
    expect(counted(outcomes.map(({ outcome }) => outcome))).toMatchObject({ accepted });
  });
});
