/** The examples of RFC 7515, 7520, 7797 and 8037. */
import { type Algorithm, type Jwk, type JwkSet, verifySignature } from 'claimgate';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { codeOf, withCharacterChanged } from '../support.js';
import { judged, publicSet, vectors, withVectors } from './support.js';

interface Example {
  readonly id: string;
  readonly serialization: string;
  readonly jws: unknown;
  readonly jwks: Jwk | JwkSet;
  readonly algs: readonly string[];
  readonly payload_b64u: string;
}

const SUPPORTED: readonly string[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** The code of each compact example that is not verified, by the start of its id; the first fit counts. */
const REFUSALS: readonly [start: string, code: string][] = [
  // A detached payload is an empty segment here (RFC 7515, appendix F).
  ['7520-4.5-compact', 'ERR_TOKEN_MALFORMED'],
  // An unencoded payload is not base64url (RFC 7797, section 4).
  ['7797-4.1-style-compact', 'ERR_TOKEN_BASE64URL'],
  // HMAC, elliptic curves, `none`: not among the algorithms.
  ['', 'ERR_ALG_NOT_ALLOWED'],
];

withVectors('RFC examples', () => {
  const examples = () => (vectors('jws/rfc_vectors.json') as { cases: readonly Example[] }).cases;
  const isOurs = ({ algs }: Example) => algs.every((alg) => SUPPORTED.includes(alg));
  const isCompact = ({ serialization }: Example) => serialization === 'compact';

  test('signed with RSA: accepted, and refused when changed', async () => {
    const ours = examples().filter((example) => isCompact(example) && isOurs(example));
    expect(ours.map(({ id }) => id)).toEqual(['7515-A.2', '7520-4.1-compact', '7520-4.2-compact']);
    for (const { id, jws, jwks, algs, payload_b64u } of ours) {
      const token = jws as string;
      const keys = publicSet(jwks);
      expect(judged(token, keys), id).toEqual({ payload: payload_b64u });
      const options = { algorithms: algs as readonly Algorithm[] };
      const [key] = keys.keys;
      expect(verifySignature(token, keys, options).key.thumbprint, id).toBe(
        await calculateJwkThumbprint(key as Jwk),
      );
      for (let position = 0; position < token.length; position += 7) {
        await codeOf(() => verifySignature(withCharacterChanged(token, position), keys, options));
      }
    }
  });

  test('signed with anything else: refused', () => {
    const others = examples().filter((example) => isCompact(example) && !isOurs(example));
    expect(others.length).toBeGreaterThan(7);
    for (const { id, jws, jwks } of others) {
      const code = REFUSALS.find(([start]) => id.startsWith(start))?.[1];
      expect(judged(jws as string, publicSet(jwks)), id).toEqual({ code });
    }
  });

  test('JSON serializations: a JWT has the compact form only', () => {
    const others = examples().filter((example) => !isCompact(example));
    expect(others.length).toBeGreaterThan(15);
    for (const { id, jws, jwks } of others) {
      const text = JSON.stringify(jws);
      // A text with two dots in it fails for its characters, any other for its segments.
      const code = text.split('.').length === 3 ? 'ERR_TOKEN_BASE64URL' : 'ERR_TOKEN_MALFORMED';
      expect(judged(text, publicSet(jwks)), id).toEqual({ code });
    }
  });
});
