/** The header's `alg` (RFC 8725, sections 2.1, 3.1 and 3.2). */
import { createVerifier, type JwkSet, verifySignature } from 'claimgate';
import { expect, test } from 'vitest';
import { codeOf, optionsFor, sharedKey } from '../support.js';
import { problemsOf } from './judge.js';
import { jwkOf, macOf, numbersOf, ownKey, type Scheme, signatureOf, sizeOf } from './keys.js';
import { bytesOf } from './numbers.js';
import { attackTable, type Case, casesOf } from './table.js';
import {
  encoded,
  HEADER,
  PAYLOAD,
  segmentsOf,
  signed,
  SIGNING_INPUT,
  unsigned,
  withClaims,
  withHeader,
  withSignature,
} from './tokens.js';

const OTHERS = ['RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const satisfies readonly Scheme[];

const named = (alg: string) => `{"alg":"${alg}","kid":"key-1"}`;

async function none(): Promise<Case[]> {
  const [, , kept] = segmentsOf(await withClaims(PAYLOAD));
  const spellings = ['none', 'None', 'NONE', 'nOnE', 'none ', '\\u006eone'];
  const cases = spellings.map(async (alg): Promise<Case[]> => {
    const token = await withHeader(named(alg));
    const signatures = ['', kept, segmentsOf(token)[2]];
    return signatures.map((signature) => ({
      name: `${alg} and ${signature.length} characters`,
      token: unsigned(token) + signature,
      code: 'ERR_ALG_NOT_ALLOWED',
    }));
  });
  return (await Promise.all(cases)).flat();
}

const GARBAGE = [
  '',
  ' ',
  'rs256',
  'Rs256',
  'RS256\\u0000',
  'RS256 ',
  ' RS256',
  'RS256\\n',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  '*',
  'RS257',
  'RS256,none',
  '\uff32S256',
];

const WRONG_TYPES = [
  '{"alg":null,"kid":"key-1"}',
  '{"alg":256,"kid":"key-1"}',
  '{"alg":true,"kid":"key-1"}',
  '{"alg":["RS256"],"kid":"key-1"}',
  '{"alg":{"RS256":1},"kid":"key-1"}',
  '{"kid":"key-1"}',
  '{"ALG":"RS256","kid":"key-1"}',
  '{"__proto__":{"alg":"RS256"},"kid":"key-1"}',
];

/** Everything public about the key that an attacker may use as the secret of an HMAC. */
async function publicTexts(): Promise<[name: string, secret: Uint8Array<ArrayBuffer>][]> {
  const { publicJwk } = await ownKey();
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', { ...publicJwk, kty: 'RSA' }, algorithm, true, ['verify']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', key));
  // The BIT STRING at the end of a SubjectPublicKeyInfo of this size starts after 24 bytes.
  const pkcs1 = spki.slice(24);
  const pem = pemOf('PUBLIC KEY', spki);
  const numbers = numbersOf(await ownKey());
  const text = (content: string) => new TextEncoder().encode(content);
  return [
    ['PEM', text(pem)],
    ['PEM with CRLF', text(pem.replaceAll('\n', '\r\n'))],
    ['PEM without its last newline', text(pem.trimEnd())],
    ['PEM after a newline', text(`\n${pem}`)],
    ['PKCS#1 PEM', text(pemOf('RSA PUBLIC KEY', pkcs1))],
    ['PKCS#1 DER', pkcs1],
    ['SPKI DER', spki],
    ['JWK', text(JSON.stringify(publicJwk))],
    ['JWK set', text(JSON.stringify({ keys: [publicJwk] }))],
    ['n as text', text(publicJwk.n as string)],
    ['n as bytes', bytesOf(numbers.n, sizeOf(numbers))],
    ['kid', text('key-1')],
    ['empty', new Uint8Array()],
    ['one NUL', new Uint8Array(1)],
  ];
}

/** As OpenSSL writes it (RFC 7468): 64 characters a line. */
function pemOf(label: string, der: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g) as string[];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

async function confusion(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [name, secret] of await publicTexts()) {
    for (const bits of [256, 384, 512]) {
      for (const kid of ['key-1', 'unknown']) {
        const header = `{"alg":"HS${bits}","kid":"${kid}"}`;
        const input = `${encoded(header)}.${encoded(PAYLOAD)}`;
        const mac = encoded(await macOf(input, `SHA-${bits}`, secret));
        cases.push({
          name: `${name}, HS${bits}, ${kid}`,
          token: `${input}.${mac}`,
          code: 'ERR_ALG_NOT_ALLOWED',
        });
      }
    }
    // Under an RSA algorithm the same bytes are only a signature of the wrong length.
    const relabelled = withSignature(await macOf(SIGNING_INPUT, 'SHA-256', secret));
    cases.push({ name: `${name}, RS256`, token: relabelled, code: 'ERR_SIGNATURE_INVALID' });
  }
  return cases;
}

/** `oct` beside RSA under one kid (Wycheproof `MixedKeySet`). */
async function mixedSet(): Promise<Case[]> {
  const { publicJwk } = await ownKey();
  const secret = { kty: 'oct', kid: 'key-1', k: 'c2VjcmV0', alg: 'HS256' };
  const jwks: JwkSet = { keys: [secret, publicJwk] };
  const input = `${encoded(named('HS256'))}.${encoded(PAYLOAD)}`;
  const mac = encoded(await macOf(input, 'SHA-256', new TextEncoder().encode('secret')));
  const genuine = await withClaims(PAYLOAD);
  const code = 'ERR_KEY_UNUSABLE';
  return [
    { name: 'HMAC with the oct key', token: `${input}.${mac}`, jwks, code: 'ERR_ALG_NOT_ALLOWED' },
    { name: 'RSA beside oct', token: genuine, jwks },
    { name: 'only oct', token: genuine, jwks: { keys: [secret] }, code },
    { name: 'RSA with k', token: genuine, jwks: { keys: [{ ...publicJwk, k: 'c2VjcmV0' }] }, code },
  ];
}

async function otherAlgorithms(): Promise<Case[]> {
  const bound = { keys: [jwkOf(numbersOf(await ownKey()), { alg: 'RS256' })] };
  const cases = OTHERS.map(async (scheme): Promise<Case[]> => {
    const token = await signed(named(scheme), PAYLOAD, { scheme });
    const options = { algorithms: ['RS256', scheme] as const };
    const relabelled = await signed(HEADER, PAYLOAD, { scheme });
    return [
      { name: `${scheme}, not listed`, token, code: 'ERR_ALG_NOT_ALLOWED' },
      { name: `${scheme}, listed`, token, options },
      { name: `${scheme}, key for RS256`, token, options, jwks: bound, code: 'ERR_KEY_UNUSABLE' },
      { name: `${scheme} called RS256`, token: relabelled, code: 'ERR_SIGNATURE_INVALID' },
    ];
  });
  return (await Promise.all(cases)).flat();
}

/** The order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** CVE-2022-21449; this build has no elliptic curves, so the name alone refuses the token. */
async function psychic(): Promise<Case[]> {
  const input = unsigned(await withHeader(named('ES256')));
  const values = [0n, 1n, ORDER];
  const pairs = values.flatMap((r) => values.map((s) => [r, s] as const));
  return pairs.map(([r, s]) => ({
    name: `r ${r}, s ${s}`,
    token: input + encoded(bytesOf((r << 256n) | s, 64)),
    code: 'ERR_ALG_NOT_ALLOWED',
  }));
}

attackTable('alg', [
  ['none in every spelling', none],
  [
    'garbage with a genuine signature',
    () => casesOf('ERR_ALG_NOT_ALLOWED', GARBAGE, (alg) => withHeader(named(alg))),
  ],
  ['wrong type or absent', () => casesOf('ERR_HEADER_INVALID', WRONG_TYPES, withHeader)],
  ['the public key as the secret of an HMAC', confusion],
  ['a symmetric key in the set', mixedSet],
  ['another algorithm of the same key', otherAlgorithms],
  ['psychic signatures', psychic],
]);

test('a policy cannot list what the build does not verify', async () => {
  const key = await sharedKey();
  const token = await withClaims(PAYLOAD);
  for (const list of [['RS256', 'HS256'], ['none'], ['RS256', 'none'], ['ES256'], ['rs256'], []]) {
    const algorithms = list as Scheme[];
    expect(await codeOf(() => createVerifier({ ...optionsFor(key), algorithms }))).toBe('ERR_CONFIG');
    expect(await codeOf(() => verifySignature(token, key.publicJwk, { algorithms }))).toBe('ERR_CONFIG');
  }
});

test('the judge sees what it is there for', async () => {
  const token = await withClaims(PAYLOAD);
  expect(await problemsOf({ name: 'good', token })).toEqual([]);
  expect(await problemsOf({ name: 'good', token, code: 'ERR_TOKEN_EXPIRED' })).toHaveLength(6);
  const input = unsigned(token);
  const forged = input + encoded(await signatureOf(input.slice(0, -1), 'RS256', await sharedKey('other')));
  expect(await problemsOf({ name: 'forged', token: forged })).not.toEqual([]);
  expect(await problemsOf({ name: 'forged', token: forged, code: 'ERR_SIGNATURE_INVALID' })).toEqual([]);
});
