/**
 * Texts in the place of JSON objects (RFC 8259; RFC 7515, section 4; RFC 7519, section 7.2), all of them
 * genuinely signed.
 */
import type { ErrorCode } from 'claimgate';
import { attackTable, type Case, casesOf } from './table.js';
import { HEADER, MEMBERS, signed, withClaims, withHeader } from './tokens.js';

const HEADER_MEMBERS = HEADER.slice(1, -1);
const JSON_CODE = 'ERR_TOKEN_JSON';
const TWICE = 'ERR_TOKEN_DUPLICATE_MEMBER';

type Make = (members: string) => string | Uint8Array;

/** Each text as the header and as the payload; a bare signature takes any payload. */
async function both(code: ErrorCode | undefined, makers: readonly Make[]): Promise<Case[]> {
  const cases = makers.map(async (make, index): Promise<Case[]> => {
    const header: Case = { name: `header ${index}`, token: await signed(make(HEADER_MEMBERS)), code };
    const payload: Case = { name: `payload ${index}`, token: await withClaims(make(MEMBERS)), code };
    return [code === undefined ? header : { ...header, bare: code }, { ...payload, bare: 'accepted' }];
  });
  return (await Promise.all(cases)).flat();
}

const NOT_OBJECTS = ['[]', '"x"', '1', 'null', 'true', '["RS256"]'];

const NOT_JSON: readonly Make[] = [
  (members) => `{${members}}x`,
  (members) => `{${members}}{}`,
  (members) => `{${members}}\0`,
  (members) => `{${members}`,
  (members) => `${members}}`,
  (members) => `{${members},}`,
  (members) => `{,${members}}`,
  (members) => `{${members},"x":}`,
  (members) => `{${members},"x":NaN}`,
  (members) => `{${members},"x":Infinity}`,
  (members) => `{${members},"x":-Infinity}`,
  (members) => `{${members},"x":01}`,
  (members) => `{${members},"x":0x10}`,
  (members) => `{${members},"x":1.}`,
  (members) => `{${members},"x":.1}`,
  (members) => `{${members},"x":+1}`,
  (members) => `{${members},"x":'y'}`,
  (members) => `{${members},x:1}`,
  (members) => `{${members},"x":"\t"}`,
  (members) => `{${members},"x":"\n"}`,
  (members) => `{${members},"x":"\\x41"}`,
  (members) => `{${members}/*x*/}`,
  (members) => `//x\n{${members}}`,
  (members) => `\u00a0{${members}}`,
];

const UNUSUAL: readonly Make[] = [
  (members) => ` \t\r\n{${members}}\n`,
  (members) => `{\r\n ${members}\r\n}`,
  (members) => `{${members},"x":"\\ud834\\udd1e\u{1d11e}"}`,
  (members) => `{${members},"":null}`,
  (members) => `{${members},"x":-0.0e-0}`,
  (members) => `{${members},"x":1e400}`,
];

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A member whose value is a string of these bytes. */
const withBytes =
  (...bytes: number[]): Make =>
  (members) =>
    Uint8Array.of(...utf8(`{${members},"x":"`), ...bytes, ...utf8('"}'));

/** The object in units of two or four bytes. */
const inUnits =
  (size: 2 | 4, littleEndian: boolean, ...start: number[]): Make =>
  (members) => {
    const text = `{${members}}`;
    const view = new DataView(new ArrayBuffer(text.length * size));
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (size === 2) {
        view.setUint16(2 * index, unit, littleEndian);
      } else {
        view.setUint32(4 * index, unit, littleEndian);
      }
    }
    return Uint8Array.of(...start, ...new Uint8Array(view.buffer));
  };

const ENCODINGS: readonly Make[] = [
  withBytes(0xff),
  withBytes(0x80),
  withBytes(0xc3),
  // Overlong: NUL, a quotation mark, three bytes.
  withBytes(0xc0, 0x80),
  withBytes(0xc0, 0xa2),
  withBytes(0xe0, 0x80, 0x80),
  // A surrogate, a pair of them, beyond U+10FFFF.
  withBytes(0xed, 0xa0, 0xb4),
  withBytes(0xed, 0xa0, 0xb4, 0xed, 0xb4, 0x9e),
  withBytes(0xf4, 0x90, 0x80, 0x80),
  withBytes(...utf8('\\ud834')),
  withBytes(...utf8('\\udd1e')),
  withBytes(...utf8('\\udd1e\\ud834')),
  (members) => `\ufeff{${members}}`,
  inUnits(2, true),
  inUnits(2, false),
  inUnits(2, true, 0xff, 0xfe),
  inUnits(4, true),
];

const nested =
  (open: string, close: string, levels: number): Make =>
  (members) =>
    `{${members},"x":${open.repeat(levels)}1${close.repeat(levels)}}`;

async function depth(): Promise<Case[]> {
  const sound = [1, 10, 31].flatMap((levels) => [nested('[', ']', levels), nested('{"a":', '}', levels)]);
  const deep = [32, 64, 127, 128, 1000].flatMap((levels) => [
    nested('[', ']', levels),
    nested('{"a":', '}', levels),
    nested('[', '', levels),
  ]);
  const bomb = nested('[', ']', 100_000);
  const options = { maxTokenBytes: 1 << 20 };
  return [
    ...(await both(undefined, sound)),
    ...(await both(JSON_CODE, deep)),
    { name: '100,000 levels', token: await withClaims(bomb(MEMBERS)), options, code: JSON_CODE },
    {
      name: '100,000 levels in the header',
      token: await withHeader(bomb(HEADER_MEMBERS) as string),
      options,
      code: JSON_CODE,
    },
  ];
}

const REPEATED_IN_HEADER = [
  '{"alg":"RS256","alg":"none","kid":"key-1"}',
  '{"alg":"none","alg":"RS256","kid":"key-1"}',
  '{"alg":"RS256","alg":"RS256","kid":"key-1"}',
  '{"alg":"RS256","\\u0061lg":"none","kid":"key-1"}',
  '{"alg":"RS256","kid":"key-1","kid":"k2"}',
  '{"alg":"RS256","kid":"k2","kid":"key-1"}',
  '{"alg":"RS256","kid":"key-1","x":{"a":1,"a":1}}',
];

const REPEATED_IN_PAYLOAD = [
  '"iss":"https://attacker.example"',
  '"aud":"x"',
  '"exp":1',
  '"exp":9999999999',
  '"\\u0065xp":9999999999',
  '"x":1,"x":1',
  '"x":{"a":1,"b":[{"c":1,"\\u0063":2}]}',
  '"__proto__":1,"__proto__":1',
  '"":1,"":2',
];

async function repeated(): Promise<Case[]> {
  const common = { bare: 'accepted' } as const;
  return [
    ...(await casesOf(TWICE, REPEATED_IN_HEADER, withHeader)),
    ...(await casesOf(TWICE, REPEATED_IN_PAYLOAD, (bad) => withClaims(`{${MEMBERS},${bad}}`), common)),
    ...(await casesOf(TWICE, REPEATED_IN_PAYLOAD, (bad) => withClaims(`{${bad},${MEMBERS}}`), common)),
  ];
}

const ESCAPED = [
  '{"\\u0061lg":"RS256","kid":"key-1"}',
  '{"\\u0061\\u006c\\u0067":"\\u0052S256","\\u006bid":"\\u006bey-1"}',
  '{"alg":"RS256","kid":"key-1","x":{"alg":"none","alg2":"none"}}',
];

/** Names that mean something to objects of JavaScript. */
const PROTOTYPES = [
  '"__proto__":{"alg":"none","crit":["x"],"kid":"k2","iss":"x","aud":"x","exp":1}',
  '"constructor":{"prototype":{"kid":"k2","exp":1}}',
  '"toString":"x","valueOf":1,"hasOwnProperty":true,"toJSON":1,"then":2',
];

async function prototypes(): Promise<Case[]> {
  return [
    ...(await casesOf(undefined, PROTOTYPES, (member) => withHeader(`{${HEADER_MEMBERS},${member}}`))),
    ...(await casesOf(undefined, PROTOTYPES, (member) => withClaims(`{${MEMBERS},${member}}`))),
    {
      name: 'claims only in __proto__',
      token: await withClaims(`{"__proto__":{${MEMBERS}}}`),
      code: 'ERR_CLAIM_MISSING',
    },
    {
      name: 'header only in __proto__',
      token: await withHeader(`{"__proto__":${HEADER}}`),
      code: 'ERR_HEADER_INVALID',
    },
  ];
}

attackTable('JSON', [
  [
    'not an object',
    async () => [
      ...(await casesOf('ERR_HEADER_INVALID', NOT_OBJECTS, withHeader)),
      ...(await casesOf(JSON_CODE, NOT_OBJECTS, withClaims, { bare: 'accepted' })),
    ],
  ],
  ['not JSON', () => both(JSON_CODE, NOT_JSON)],
  ['nothing but a space', async () => [{ name: 'payload', token: await withClaims(' '), code: JSON_CODE }]],
  ['unusual and sound', () => both(undefined, UNUSUAL)],
  ['encodings', () => both(JSON_CODE, ENCODINGS)],
  ['depth', depth],
  ['repeated members', repeated],
  ['escaped names', () => casesOf(undefined, ESCAPED, withHeader)],
  ['names of objects', prototypes],
]);
