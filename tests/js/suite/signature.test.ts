import { type Algorithm, verifyBytes, verifySignature } from 'claimgate';
import { CompactSign, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { codeOf, rawToken, sharedKey, sign, withCharacterChanged } from './support.js';

/** RFC 7515, appendix A.2. */
const RFC_7515_A2 = {
  jws:
    'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.' +
    'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ' +
    'cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e' +
    'OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
  jwk: {
    kty: 'RSA',
    e: 'AQAB',
    n:
      'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs' +
      'D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV' +
      'MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  },
} as const;

const PAYLOAD = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';

describe('verifySignature', () => {
  test('RFC 7515, A.2', () => {
    for (const jwks of [RFC_7515_A2.jwk, { keys: [RFC_7515_A2.jwk] }, JSON.stringify(RFC_7515_A2.jwk)]) {
      const { header, payload, key } = verifySignature(RFC_7515_A2.jws, jwks, { algorithms: ['RS256'] });
      expect(header).toEqual({ alg: 'RS256' });
      expect(new TextDecoder().decode(payload)).toBe(PAYLOAD);
      expect(key.alg).toBe('RS256');
    }
  });

  test('any change of RFC 7515, A.2 is refused', async () => {
    for (let position = 0; position < RFC_7515_A2.jws.length; position += 1) {
      const changed = withCharacterChanged(RFC_7515_A2.jws, position);
      expect(changed).not.toBe(RFC_7515_A2.jws);
      const code = await codeOf(() => verifySignature(changed, RFC_7515_A2.jwk));
      expect(code).toMatch(/^ERR_(SIGNATURE|TOKEN|HEADER|ALG)_/);
    }
  });

  test('the payload may be any bytes', async () => {
    const key = await sharedKey();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const jws = await new CompactSign(bytes)
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .sign(await importJWK({ ...key.privateJwk, alg: 'RS256' }));
    expect(verifySignature(jws, key.publicJwk).payload).toEqual(bytes);
  });

  test('a changed key set is another key set', async () => {
    const [key, other] = [await sharedKey(), await sharedKey('other')];
    const jws = await sign(key);
    const set = { keys: [key.publicJwk] };
    expect(verifySignature(jws, set).key.kid).toBe('key-1');
    set.keys[0] = { ...other.publicJwk, kid: 'key-1' };
    expect(await codeOf(() => verifySignature(jws, set))).toBe('ERR_SIGNATURE_INVALID');
  });

  test('refuses what it cannot be sure of', async () => {
    const key = await sharedKey();
    const jws = await sign(key);
    expect(await codeOf(() => verifySignature(jws, key.publicJwk, { algorithms: ['PS256'] }))).toBe(
      'ERR_ALG_NOT_ALLOWED',
    );
    expect(await codeOf(() => verifySignature(rawToken({ alg: 'none' }, {}, ''), key.publicJwk))).toBe(
      'ERR_ALG_NOT_ALLOWED',
    );
    expect(await codeOf(() => verifySignature('', key.publicJwk))).toBe('ERR_TOKEN_EMPTY');
    expect(await codeOf(() => verifySignature(jws, { keys: [] }))).toBe('ERR_KEY_NOT_FOUND');
    expect(await codeOf(() => verifySignature(jws, 'x'))).toBe('ERR_JWKS_INVALID');
    expect(await codeOf(() => verifySignature(jws, undefined as never))).toBe('ERR_JWKS_INVALID');
    for (const algorithms of [['HS256'], ['none'], [], 'RS256', [7]] as unknown as Algorithm[][]) {
      expect(await codeOf(() => verifySignature(jws, key.publicJwk, { algorithms }))).toBe('ERR_CONFIG');
    }
    expect(await codeOf(() => verifySignature(jws, key.publicJwk, { algs: ['RS256'] } as object))).toBe(
      'ERR_CONFIG',
    );
  });
});

describe('verifyBytes', () => {
  const dot = RFC_7515_A2.jws.lastIndexOf('.');
  const data = new TextEncoder().encode(RFC_7515_A2.jws.slice(0, dot));
  const signature = Uint8Array.from(
    atob(
      RFC_7515_A2.jws
        .slice(dot + 1)
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    ),
    (character) => character.charCodeAt(0),
  );

  test('tells good from bad', () => {
    expect(verifyBytes('RS256', RFC_7515_A2.jwk, signature, data)).toBe(true);
    expect(verifyBytes('RS384', RFC_7515_A2.jwk, signature, data)).toBe(false);
    expect(verifyBytes('PS256', RFC_7515_A2.jwk, signature, data)).toBe(false);
    expect(verifyBytes('RS256', RFC_7515_A2.jwk, signature.slice(1), data)).toBe(false);
    expect(verifyBytes('RS256', RFC_7515_A2.jwk, new Uint8Array(), data)).toBe(false);
    expect(verifyBytes('RS256', RFC_7515_A2.jwk, signature, data.slice(1))).toBe(false);
  });

  test('refuses what it cannot use', async () => {
    expect(await codeOf(() => verifyBytes('HS256' as never, RFC_7515_A2.jwk, signature, data))).toBe(
      'ERR_CONFIG',
    );
    expect(await codeOf(() => verifyBytes(7 as never, RFC_7515_A2.jwk, signature, data))).toBe('ERR_CONFIG');
    expect(await codeOf(() => verifyBytes('RS256', RFC_7515_A2.jwk, 'x' as never, data))).toBe('ERR_CONFIG');
    expect(await codeOf(() => verifyBytes('RS256', { kty: 'oct', k: 'AA' }, signature, data))).toBe(
      'ERR_KEY_UNUSABLE',
    );
    expect(
      await codeOf(() => verifyBytes('RS256', { ...RFC_7515_A2.jwk, use: 'enc' }, signature, data)),
    ).toBe('ERR_KEY_UNUSABLE');
    expect(await codeOf(() => verifyBytes('RS256', { ...RFC_7515_A2.jwk, e: 'Ag' }, signature, data))).toBe(
      'ERR_KEY_UNUSABLE',
    );
    expect(await codeOf(() => verifyBytes('RS256', null as never, signature, data))).toMatch(
      /^ERR_(JWKS_INVALID|KEY_UNUSABLE)$/,
    );
  });
});
