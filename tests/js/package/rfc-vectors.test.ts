/** Examples of the RFCs, from a folder of test vectors: set CLAIMGATE_VECTORS to it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Algorithm, type JwkSet, verifySignature } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { codeOf, withCharacterChanged } from '../suite/support.js';

interface Case {
  readonly id: string;
  readonly serialization: string;
  readonly jws: string;
  readonly jwks: JwkSet;
  readonly algs: readonly string[];
  readonly payload_b64u: string;
}

const SUPPORTED: readonly string[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const folder = process.env['CLAIMGATE_VECTORS'];

if (folder === undefined || folder === '') {
  test('RFC vectors', ({ skip }) => {
    console.log('RFC vectors: skipped, CLAIMGATE_VECTORS is not set');
    skip('CLAIMGATE_VECTORS is not set');
  });
} else {
  const { cases } = JSON.parse(readFileSync(path.join(folder, 'jws', 'rfc_vectors.json'), 'utf8')) as {
    cases: readonly Case[];
  };
  const compact = cases.filter(({ serialization }) => serialization === 'compact');
  const ours = compact.filter(({ algs }) => algs.every((alg) => SUPPORTED.includes(alg)));

  test('the sections that matter are there', () => {
    expect(ours.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['7515-A.2', '7520-4.1-compact', '7520-4.2-compact']),
    );
  });

  describe('signed with RSA', () => {
    test.each(ours)(
      '$id is accepted, and refused when changed',
      async ({ jws, jwks, algs, payload_b64u }) => {
        const options = { algorithms: algs as readonly Algorithm[] };
        const { payload } = verifySignature(jws, jwks, options);
        expect(Buffer.from(payload).toString('base64url')).toBe(payload_b64u);
        for (let position = 0; position < jws.length; position += 7) {
          await codeOf(() => verifySignature(withCharacterChanged(jws, position), jwks, options));
        }
      },
    );
  });

  describe('signed with anything else', () => {
    test.each(compact.filter((vector) => !ours.includes(vector)))('$id is refused', async ({ jws, jwks }) => {
      const code = await codeOf(() => verifySignature(jws, jwks, { algorithms: ['RS256', 'PS256'] }));
      expect(code).toMatch(/^ERR_(ALG_NOT_ALLOWED|TOKEN_MALFORMED|TOKEN_BASE64URL|HEADER_B64|HEADER_CRIT)$/);
    });
  });
}
