/**
 * Keys that must not check anything, and documents that are no key set (RFC 7517, sections 4 and 5; RFC 7518,
 * sections 3.3 and 6.3).
 */
import type { ErrorCode, Jwk, JwkSet } from 'claimgate';
import {
  computedKey,
  digestOf,
  jwkOf,
  numbersOf,
  ownKey,
  privateOperation,
  type PrivateNumbers,
  rocaKey,
} from './keys.js';
import { shortestBytes } from './numbers.js';
import { attackTable, type Case } from './table.js';
import { encoded, PAYLOAD, SIGNING_INPUT, withClaims, withSignature } from './tokens.js';

const UNUSABLE = 'ERR_KEY_UNUSABLE';

/** The genuine token judged by a set with one key. */
async function judgedBy(code: ErrorCode | undefined, keys: Readonly<Record<string, Jwk>>): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  return Object.entries(keys).map(([name, jwk]) => ({ name, token, jwks: { keys: [jwk] }, code }));
}

/** The usual key with members changed. */
async function usualWith(...changes: readonly Partial<Jwk>[]): Promise<Record<string, Jwk>> {
  const numbers = numbersOf(await ownKey());
  const nameOf = (text: string) => `${text.slice(0, 60)}, ${text.length} characters`;
  return Object.fromEntries(
    changes.map((members) => [nameOf(JSON.stringify(members)), jwkOf(numbers, members)]),
  );
}

/** The usual key with members written as JSON text, for what no object can hold. */
async function usualWithText(code: ErrorCode | undefined, members: readonly string[]): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  const usual = JSON.stringify(jwkOf(numbersOf(await ownKey()))).slice(0, -1);
  return members.map((member) => ({ name: member, token, jwks: `{"keys":[${usual},${member}}]}`, code }));
}

const bytes = (...values: number[]) => encoded(Uint8Array.from(values));

async function exponents(): Promise<Case[]> {
  const { n } = numbersOf(await ownKey());
  const refused = await usualWith(
    { e: bytes(0) },
    { e: bytes(1) },
    { e: bytes(0, 0, 1) },
    { e: bytes(2) },
    { e: '' },
    { e: bytes(1, 0, 0) },
    { e: bytes(2, 0, 0, 0, 1) },
    { e: bytes(1, 0, 0, 0, 0, 0, 0, 0, 1) },
    { e: encoded(shortestBytes(n - 2n)) },
    { e: 65_537 as never },
    { e: null as never },
    { e: ['AQAB'] as never },
    { e: undefined as never },
    { e: 'AQAB=' },
  );
  const accepted = await usualWith({ e: bytes(0, 1, 0, 1) });
  return [...(await judgedBy(UNUSABLE, refused)), ...(await judgedBy(undefined, accepted))];
}

/** A token that a computed key signed: the hash is padded here. */
async function signedBy(key: PrivateNumbers): Promise<string> {
  const prefix = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
  const info = [...prefix, ...(await digestOf(SIGNING_INPUT, 'SHA-256'))];
  const fill = Array.from({ length: shortestBytes(key.n).length - 3 - info.length }, () => 0xff);
  return withSignature(privateOperation(key, Uint8Array.from([0, 1, ...fill, 0, ...info])));
}

async function sizes(): Promise<Case[]> {
  const small = [512, 768, 1024, 2040].map(async (bits): Promise<Case[]> => {
    const key = computedKey(bits);
    const token = await signedBy(key);
    const padded = new Uint8Array(256);
    padded.set(shortestBytes(key.n), 256 - bits / 8);
    return [
      { name: `${bits} bits`, token, jwks: { keys: [jwkOf(key)] }, code: UNUSABLE },
      {
        name: `${bits} bits, padded`,
        token,
        jwks: { keys: [jwkOf(key, { n: encoded(padded) })] },
        code: UNUSABLE,
      },
    ];
  });
  const huge = [8200, 16_384, 131_072].map((bits) => encoded(new Uint8Array(bits / 8).fill(0xff)));
  return [
    ...(await Promise.all(small)).flat(),
    ...(await judgedBy(UNUSABLE, await usualWith(...huge.map((n) => ({ n }))))),
  ];
}

async function moduli(): Promise<Case[]> {
  const { n } = numbersOf(await ownKey());
  const text = encoded(shortestBytes(n));
  const refused = await usualWith(
    { n: encoded(shortestBytes(n + 1n)) },
    { n: '' },
    { n: 'AA' },
    { n: encoded(new Uint8Array(256)) },
    { n: `${text}=` },
    { n: `${text}\n` },
    { n: ` ${text}` },
    { n: `${text.slice(1)}+` },
    { n: `${text.slice(1)}/` },
    { n: `${text}A` },
    { n: 1 as never },
    { n: null as never },
    { n: [] as never },
    { n: undefined as never },
  );
  const zeroFirst = Uint8Array.of(0, ...shortestBytes(n));
  const accepted = await usualWith({ n: encoded(zeroFirst) });
  return [...(await judgedBy(UNUSABLE, refused)), ...(await judgedBy(undefined, accepted))];
}

/** CVE-2017-15361. */
async function roca(): Promise<Case[]> {
  const key = rocaKey();
  return [
    { name: 'a genuine signature', token: await signedBy(key), jwks: { keys: [jwkOf(key)] }, code: UNUSABLE },
  ];
}

async function genuineOfComputedKeys(): Promise<Case[]> {
  const key = computedKey(2048, 3n);
  return [{ name: 'e = 3', token: await signedBy(key), jwks: { keys: [jwkOf(key)] } }];
}

const FORBIDDING = [
  '"use":"enc"',
  '"use":"tls"',
  '"use":"SIG"',
  '"use":""',
  '"use":null',
  '"use":["sig"]',
  '"key_ops":["encrypt"]',
  '"key_ops":["sign"]',
  '"key_ops":[]',
  '"key_ops":"verify"',
  '"key_ops":["verify",1]',
  '"key_ops":["verify","verify"]',
  '"use":"sig","key_ops":["verify","encrypt"]',
  '"use":"enc","key_ops":["verify"]',
];

const ALLOWING = [
  '"use":"sig"',
  '"key_ops":["verify"]',
  '"key_ops":["sign","verify"]',
  '"use":"sig","key_ops":["verify"]',
  '"alg":"RS256"',
  '"__proto__":{"use":"enc"}',
];

const OTHER_FAMILIES = ['RSA-OAEP', 'HS256', 'RS512', 'PS256', 'none', 'rs256'].map(
  (alg) => `"alg":"${alg}"`,
);

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].map((member) => `"${member}":"AQAB"`);

async function keyTypes(): Promise<Case[]> {
  const types = ['EC', 'rsa', 'RSA ', 'oct', null, ['RSA'], undefined];
  return judgedBy(UNUSABLE, await usualWith(...types.map((kty) => ({ kty: kty as string }))));
}

async function siblings(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  const usual = JSON.stringify(jwkOf(numbersOf(await ownKey())));
  const broken = [
    'null',
    '1',
    '"key"',
    '[]',
    '{}',
    '{"kty":"quantum","kid":"key-1"}',
    '{"kty":"RSA","kid":"k2","n":"!","e":"AQAB"}',
    '{"kty":"RSA","kid":"key-1","n":"","e":""}',
    '{"kty":"EC","kid":"key-1","crv":"P-256"}',
  ];
  return broken.flatMap((sibling) => [
    { name: `${sibling} first`, token, jwks: `{"keys":[${sibling},${usual}]}` },
    { name: `${sibling} last`, token, jwks: `{"keys":[${usual},${sibling}]}` },
  ]);
}

const DEEP = 100_000;

async function documents(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  const texts: Readonly<Record<string, string>> = {
    empty: '',
    space: ' ',
    null: 'null',
    'no keys': '{}',
    'array root': '[]',
    'array of keys': `[${JSON.stringify(jwkOf(numbersOf(await ownKey())))}]`,
    'keys null': '{"keys":null}',
    'keys an object': '{"keys":{}}',
    'keys a text': '{"keys":"x"}',
    'keys in capitals': '{"KEYS":[]}',
    'keys inherited': '{"__proto__":{"keys":[]}}',
    'trailing bytes': '{"keys":[]}x',
    'two documents': '{"keys":[]}{"keys":[]}',
    'keys twice': '{"keys":[],"keys":[]}',
    'keys twice by escape': '{"keys":[],"\\u006beys":[]}',
    'kid twice': '{"keys":[{"kid":"a","kid":"b"}]}',
    comma: '{"keys":[,]}',
    HTML: '<!DOCTYPE html><html></html>',
    BOM: '\ufeff{"keys":[]}',
    '65 keys': `{"keys":[${'{},'.repeat(64)}{}]}`,
    'deep and closed': `{"keys":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
    'deep and open': '['.repeat(DEEP),
    'deep in objects': '{"keys":'.repeat(DEEP),
  };
  return Object.entries(texts).map(([name, jwks]) => ({ name, token, jwks, code: 'ERR_JWKS_INVALID' }));
}

async function emptySet(): Promise<Case[]> {
  const jwks: JwkSet = { keys: [] };
  const token = await withClaims(PAYLOAD);
  return [{ name: 'no key in it', token, jwks, code: 'ERR_KEY_NOT_FOUND', remote: 'ERR_JWKS_INVALID' }];
}

attackTable('keys', [
  ['exponents', exponents],
  ['exponent 3 is accepted', genuineOfComputedKeys],
  ['small and huge moduli', sizes],
  ['moduli that are none', moduli],
  ['a key of the ROCA shape', roca],
  ['use and key_ops that forbid', () => usualWithText(UNUSABLE, FORBIDDING)],
  ['members that allow', () => usualWithText(undefined, ALLOWING)],
  ['alg of another family', () => usualWithText(UNUSABLE, OTHER_FAMILIES)],
  ['alg that is no text', () => usualWithText(UNUSABLE, ['"alg":null', '"alg":["RS256"]'])],
  ['private members', () => usualWithText(UNUSABLE, [...PRIVATE, '"oth":[]', '"d":null'])],
  ['key types', keyTypes],
  ['broken siblings beside a good key', siblings],
  ['documents that are no key set', documents],
  ['a set without keys', emptySet],
]);
