/**
 * `jose` signs, we verify: every algorithm at every usual key size, and nothing that was changed on the way.
 */
import { type Algorithm, createVerifier, verifySignature } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { codeOf, ISSUER, optionsFor, sharedKey, sign, withCharacterChanged } from './support.js';

const ALGORITHMS: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const KEY_BITS = [2048, 3072, 4096];
/** Positions that are tried in each token: enough to meet every segment, few enough for 4096 bits. */
const SAMPLES = 24;
/** Keys of 4096 bits take seconds to make. */
const TIMEOUT = 60_000;

describe.each(KEY_BITS)('keys of %i bits', (bits) => {
  test.each(ALGORITHMS)(
    '%s',
    async (alg) => {
      const key = await sharedKey('key-1', bits);
      const verifier = createVerifier({ ...optionsFor(key), algorithms: [alg] });
      const token = await sign(key, { alg });
      const verified = await verifier.verify(token);
      expect(verified).toMatchObject({ issuer: ISSUER, key: { alg, kid: 'key-1' } });
      expect(verifySignature(token, key.publicJwk, { algorithms: [alg] }).key).toEqual(verified.key);

      for (let sample = 0; sample < SAMPLES; sample += 1) {
        const position = Math.floor(((sample + 0.5) * token.length) / SAMPLES);
        const changed = withCharacterChanged(token, position);
        expect(changed).not.toBe(token);
        expect(await codeOf(() => verifier.verifySync(changed))).toMatch(
          /^ERR_(SIGNATURE|TOKEN|HEADER|ALG|KEY)_/,
        );
      }
      const others = ALGORITHMS.filter((other) => other !== alg);
      expect(
        await codeOf(() => createVerifier({ ...optionsFor(key), algorithms: others }).verify(token)),
      ).toBe('ERR_ALG_NOT_ALLOWED');
    },
    TIMEOUT,
  );
});

test(
  'a change of any character of a token is refused',
  async () => {
    const key = await sharedKey();
    const verifier = createVerifier({ ...optionsFor(key), algorithms: ['RS256', 'RS384', 'RS512'] });
    const token = await sign(key);
    for (let position = 0; position < token.length; position += 1) {
      await codeOf(() => verifier.verifySync(withCharacterChanged(token, position)));
    }
    expect(verifier.stats()).toMatchObject({ verified: 0, refused: token.length });
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
  },
  TIMEOUT,
);
