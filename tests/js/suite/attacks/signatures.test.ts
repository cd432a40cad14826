/** Signature values that no signer makes, and their encodings (RFC 8017, sections 8.2.2 and 9.2). */
import { CLAIMS } from '../support.js';
import { computedKey, digestOf, jwkOf, numbersOf, ownKey, privateOperation, signatureOf } from './keys.js';
import { bytesOf, cubeRoot, numberOf } from './numbers.js';
import { attackTable, type Case } from './table.js';
import {
  encoded,
  HEADER,
  PAYLOAD,
  segmentsOf,
  SIGNING_INPUT,
  signSegments,
  withHeader,
  withSignature,
} from './tokens.js';

const SIZE = 256;
const CODE = 'ERR_SIGNATURE_INVALID';

/** `DigestInfo` of SHA-256 up to the hash (RFC 8017, section 9.2, note 1). */
const SHA256_PREFIX = [
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
  0x20,
];
const SHA1_PREFIX = [
  0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];

/** `00 01 ff.. 00` before the content, to the full size. */
function padded(content: readonly number[]): Uint8Array {
  const fill = Array.from({ length: SIZE - 3 - content.length }, () => 0xff);
  return Uint8Array.from([0, 1, ...fill, 0, ...content]);
}

/** The content, and zeros after it. */
function filledUp(content: readonly number[]): Uint8Array {
  const block = new Uint8Array(SIZE);
  block.set(content);
  return block;
}

async function strangeValues(): Promise<Case[]> {
  const key = await ownKey();
  const { n } = numbersOf(key);
  const genuine = await signatureOf(SIGNING_INPUT, 'RS256', key);
  const value = numberOf(genuine);
  const full = (number: bigint) => bytesOf(number, SIZE);
  const unreduced = value + n;
  const flipped = genuine.with(100, (genuine[100] as number) ^ 1);
  const hex = Array.from(genuine, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const rows: [name: string, signature: Uint8Array][] = [
    ['empty', new Uint8Array()],
    ['one zero byte', new Uint8Array(1)],
    ['s = 0', new Uint8Array(SIZE)],
    ['0xff everywhere', new Uint8Array(SIZE).fill(0xff)],
    ['s = 1', full(1n)],
    ['s = n - 1', full(n - 1n)],
    ['s = n', full(n)],
    ['s = n + 1', full(n + 1n)],
    ['s + n', bytesOf(unreduced, unreduced >> 2048n ? SIZE + 1 : SIZE)],
    ['n - s', full(n - value)],
    ['255 bytes', genuine.slice(1)],
    ['last byte missing', genuine.slice(0, -1)],
    ['257 bytes, zero first', Uint8Array.of(0, ...genuine)],
    ['257 bytes, zero last', Uint8Array.of(...genuine, 0)],
    ['twice', Uint8Array.of(...genuine, ...genuine)],
    ['flipped bit', flipped],
    ['hexadecimal text', new TextEncoder().encode(hex)],
    ['reversed', genuine.toReversed()],
  ];
  const pssInput = `${encoded('{"alg":"PS256","kid":"key-1"}')}.${encoded(PAYLOAD)}`;
  const cases = rows.flatMap(([name, signature]): Case[] => [
    { name, token: withSignature(signature), code: CODE },
    {
      name: `${name}, PS256`,
      token: `${pssInput}.${encoded(signature)}`,
      options: { algorithms: ['PS256'] },
      code: CODE,
    },
  ]);
  return [...cases, { name: 'the genuine one', token: withSignature(genuine) }];
}

/** Everything is signed with the genuine private key; only the encoding differs from the one that counts. */
async function encodings(): Promise<Case[]> {
  const numbers = numbersOf(await ownKey());
  const hash = [...(await digestOf(SIGNING_INPUT, 'SHA-256'))];
  const info = [...SHA256_PREFIX, ...hash];
  const edited = (edit: (prefix: number[]) => void) => {
    const prefix = [...SHA256_PREFIX];
    edit(prefix);
    return [...prefix, ...hash];
  };
  const longer = (at: number, by: number, ...bytes: number[]) =>
    edited((prefix) => {
      prefix.splice(at, 0, ...bytes);
      prefix[1] = (prefix[1] as number) + by;
    });
  const set = (changes: Readonly<Record<number, number>>) =>
    edited((prefix) => Object.assign(prefix, changes));
  const genuine = padded(info);
  const rows: [name: string, block: Uint8Array][] = [
    ['hash without digest info', padded(hash)],
    [
      'missing NULL',
      padded(
        edited((prefix) => {
          prefix.splice(15, 2);
          Object.assign(prefix, { 1: 0x2f, 3: 0x0b });
        }),
      ),
    ],
    [
      'NULL of one byte',
      padded(
        edited((prefix) => {
          prefix.splice(17, 0, 0);
          Object.assign(prefix, { 1: 0x32, 3: 0x0e, 16: 1 });
        }),
      ),
    ],
    ['BER length of the sequence', padded(edited((prefix) => prefix.splice(1, 0, 0x81)))],
    ['BER length with leading zero', padded(edited((prefix) => prefix.splice(1, 1, 0x82, 0, 0x31)))],
    ['BER length of the algorithm', padded(longer(3, 1, 0x81))],
    ['BER length of the hash', padded(longer(18, 1, 0x81))],
    ['indefinite length', padded([...set({ 1: 0x80 }), 0, 0])],
    ['OID of SHA-384', padded(set({ 14: 2 }))],
    ['OID of SHA-1', padded([...SHA1_PREFIX.slice(0, -1), 0x20, ...hash])],
    ['length too long', padded(set({ 1: 0x32 }))],
    ['hash length too short', padded(set({ 18: 0x1f }))],
    ['trailing zero', padded([...info, 0])],
    ['trailing NULL', padded([...info, 5, 0])],
    ['trailing garbage', padded([...info, ...Array.from({ length: 100 }, () => 0xaa)])],
    ['block type 0', genuine.with(1, 0)],
    ['block type 2', genuine.with(1, 2)],
    ['first byte not zero', genuine.with(0, 1)],
    ['hole in the padding', genuine.with(50, 0xfe)],
    ['zero in the padding', genuine.with(50, 0)],
    ['no separator', genuine.with(SIZE - 52, 0xff)],
    ['short padding, then garbage', filledUp([0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0, ...info])],
    ['SHA-1', padded([...SHA1_PREFIX, ...(await digestOf(SIGNING_INPUT, 'SHA-1'))])],
    [
      'SHA-512',
      padded([
        ...SHA256_PREFIX.with(1, 0x51).with(14, 3).with(18, 0x40),
        ...(await digestOf(SIGNING_INPUT, 'SHA-512')),
      ]),
    ],
    ['hash of something else', padded([...SHA256_PREFIX, ...(await digestOf('x', 'SHA-256'))])],
  ];
  const cases = rows.map(([name, block]): Case => {
    return { name, token: withSignature(privateOperation(numbers, block)), code: CODE };
  });
  return [
    ...cases,
    { name: 'the genuine encoding', token: withSignature(privateOperation(numbers, genuine)) },
  ];
}

/**
 * Bleichenbacher 2006 (CVE-2006-4339): with exponent 3, a cube root forges a block whose end nobody looks at.
 */
async function cubeRoots(): Promise<Case[]> {
  const key = computedKey(2048, 3n);
  const jwks = { keys: [jwkOf(key)] };
  const info = [...SHA256_PREFIX, ...(await digestOf(SIGNING_INPUT, 'SHA-256'))];
  const forgeries = [0, 1, 8].map((fill): Case => {
    const start = [0, 1, ...Array.from({ length: fill }, () => 0xff), 0, ...info];
    // The next cube above the block shares its first bytes, since there is room below them.
    const root = cubeRoot(numberOf(Uint8Array.from(start)) << BigInt(8 * (SIZE - start.length))) + 1n;
    const cube = bytesOf(root ** 3n, SIZE);
    if (start.some((byte, index) => cube[index] !== byte)) {
      throw new Error('The forgery would not fool a careless check.');
    }
    return { name: `${fill} bytes of padding`, token: withSignature(bytesOf(root, SIZE)), jwks, code: CODE };
  });
  const genuine = withSignature(privateOperation(key, padded(info)));
  return [...forgeries, { name: 'a genuine signature with exponent 3', token: genuine, jwks }];
}

/** With exponent 1 the padded hash is its own signature. */
async function exponentOne(): Promise<Case[]> {
  const info = [...SHA256_PREFIX, ...(await digestOf(SIGNING_INPUT, 'SHA-256'))];
  const { n } = numbersOf(await ownKey());
  const jwks = { keys: [jwkOf({ n, e: 1n })] };
  return [{ name: 'e = 1', token: withSignature(padded(info)), jwks, code: 'ERR_KEY_UNUSABLE' }];
}

/** What Graph does to its own tokens: the signature covers the hash of the nonce that the header shows. */
async function hashedNonce(): Promise<Case[]> {
  const header = (nonce: string) => `${HEADER.slice(0, -1)},"nonce":"${nonce}"}`;
  const asSigned = await withHeader(header(encoded(await digestOf('nonce-value', 'SHA-256'))));
  const [, payload, signature] = segmentsOf(asSigned);
  return [
    { name: 'as signed', token: asSigned },
    { name: 'replaced', token: `${encoded(header('nonce-value'))}.${payload}.${signature}`, code: CODE },
  ];
}

/** A signature of one token on another, and of the segments in another order. */
async function borrowed(): Promise<Case[]> {
  const [header, payload, signature] = segmentsOf(await withSignatureOf(PAYLOAD));
  const other = encoded(JSON.stringify({ ...CLAIMS, sub: 'somebody-else' }));
  return [
    { name: 'of another payload', token: `${header}.${other}.${signature}`, code: CODE },
    { name: 'of another header', token: `${encoded(`${HEADER} `)}.${payload}.${signature}`, code: CODE },
  ];
}

const withSignatureOf = (payload: string) => signSegments(encoded(HEADER), encoded(payload));

attackTable('signatures', [
  ['values that are no signature', strangeValues],
  ['encodings of the genuine hash, and other hashes', encodings],
  ['cube roots', cubeRoots],
  ['a key with exponent 1', exponentOne],
  ['a header whose nonce was replaced after signing', hashedNonce],
  ['signatures of other tokens', borrowed],
]);
