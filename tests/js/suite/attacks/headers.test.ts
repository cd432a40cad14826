/**
 * Header members: extensions (RFC 7515, section 4.1.11), unencoded payloads (RFC 7797), types (RFC 8725, section
 * 3.11).
 */
import { attackTable, type Case, casesOf } from './table.js';
import { encoded, signSegments, withHeader, withMember } from './tokens.js';

const CRITICAL = [
  '["unknown"],"unknown":1',
  '["unknown"]',
  '[]',
  '["alg"]',
  '["exp"],"exp":1',
  '["http://example.com/UNDEFINED"]',
  '"exp"',
  '{}',
  'null',
  'true',
  '[1]',
  '["a","a"],"a":1',
  '["b64"],"b64":true',
].map((crit) => `"crit":${crit}`);

const UNENCODED = ['"b64":false,"crit":["b64"]', '"b64":false', '"b64":null', '"b64":"false"', '"b64":0'];

async function unencoded(): Promise<Case[]> {
  const code = 'ERR_HEADER_B64';
  // The payload in the clear, as RFC 7797, section 5.1, signs it; it has no dots, so the structure is sound.
  const header = encoded('{"alg":"RS256","kid":"key-1","b64":false,"crit":["b64"]}');
  return [
    ...(await casesOf(code, UNENCODED, withMember)),
    { name: 'raw payload', token: await signSegments(header, 'e30'), code },
    { name: 'b64 true', token: await withMember('"b64":true') },
  ];
}

const typed = (typ: string) => withMember(`"typ":${typ}`);

const KNOWN_TYPES = ['"JWT"', '"jwt"', '"at+jwt"', '"application/at+jwt"', '"Application/AT+JWT"'];
const OTHER_TYPES = [
  '""',
  '"JWE"',
  '"dpop+jwt"',
  '"logout+jwt"',
  '"application/application/jwt"',
  '" JWT"',
  '"text/jwt"',
];

async function demanded(): Promise<Case[]> {
  const common = { options: { typ: 'at+jwt' }, bare: 'accepted' } as const;
  return [
    ...(await casesOf('ERR_HEADER_TYP', ['"JWT"', '"jwt"', '"at+jwt2"'], typed, common)),
    {
      name: 'absent',
      token: await withHeader('{"alg":"RS256","kid":"key-1"}'),
      code: 'ERR_HEADER_TYP',
      ...common,
    },
    ...(await casesOf(undefined, ['"at+jwt"', '"application/AT+JWT"'], typed, common)),
  ];
}

attackTable('header', [
  ['crit in every form', () => casesOf('ERR_HEADER_CRIT', CRITICAL, withMember)],
  ['unencoded payloads', unencoded],
  ['types that are known', () => casesOf(undefined, KNOWN_TYPES, typed)],
  ['other types', () => casesOf('ERR_HEADER_TYP', OTHER_TYPES, typed)],
  ['typ that is no text', () => casesOf('ERR_HEADER_INVALID', ['null', '1', '["JWT"]'], typed)],
  ['types that the caller demands', demanded],
  ['zip', () => casesOf('ERR_HEADER_INVALID', ['"DEF"', 'null', '1'], (zip) => withMember(`"zip":${zip}`))],
  ['members that nobody knows', () => casesOf(undefined, ['"cty":"x"', '"":1', '"x":null'], withMember)],
]);
