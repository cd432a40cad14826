/** Segments and sizes (RFC 7515, section 7.1; RFC 7516, section 9). */
import type { ErrorCode } from 'claimgate';
import { attackTable, type Case } from './table.js';
import { encoded, PAYLOAD, segmentsOf, unsigned, withClaims, withHeader } from './tokens.js';

const MALFORMED = 'ERR_TOKEN_MALFORMED';
const TOO_LARGE = 'ERR_TOKEN_TOO_LARGE';

async function segmentCounts(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  const [header, payload, signature] = segmentsOf(token);
  const rows: [name: string, token: string, code?: ErrorCode][] = [
    ['nothing', '', 'ERR_TOKEN_EMPTY'],
    ['header', header],
    ['header and payload', `${header}.${payload}`],
    ['a dot after it', `${token}.`],
    ['a dot before it', `.${token}`],
    ['two signatures', `${token}.${signature}`],
    ['empty payload', `${header}..${signature}`],
    ['empty header', `.${payload}.${signature}`],
    ['signature only', `..${signature}`],
    ['1 dot', '.'],
    ['2 dots', '..'],
    ['3 dots', '...'],
    ['4 dots', '....'],
    ['twice, joined', `${token}.${token}`],
    ['empty signature', `${header}.${payload}.`, 'ERR_SIGNATURE_INVALID'],
    ['none with empty signature', unsigned(await withHeader('{"alg":"none"}')), 'ERR_ALG_NOT_ALLOWED'],
    ['16 KB of dots', '.'.repeat(16_384)],
  ];
  const dots = '.'.repeat(1 << 20);
  return [
    ...rows.map(([name, text, code = MALFORMED]): Case => ({ name, token: text, code })),
    { name: '1 MiB of dots', token: dots, code: TOO_LARGE, bare: TOO_LARGE },
    // A bare signature has a limit of its own.
    {
      name: '1 MiB of dots, allowed',
      token: dots,
      options: { maxTokenBytes: 1 << 21 },
      code: MALFORMED,
      bare: TOO_LARGE,
    },
  ];
}

async function encrypted(): Promise<Case[]> {
  const headers = {
    JWE: '{"alg":"RSA-OAEP","enc":"A256GCM","kid":"key-1"}',
    'PBES2 with two thousand million rounds':
      '{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2c":2147483647,"p2s":"AA"}',
    compressed: '{"alg":"dir","enc":"A256GCM","zip":"DEF"}',
  };
  const code = 'ERR_TOKEN_ENCRYPTED';
  const cases = Object.entries(headers).flatMap(([name, header]): Case[] => [
    { name, token: `${encoded(header)}.a2V5.aXY.dGV4dA.dGFn`, code },
    { name: `${name}, no key`, token: `${encoded(header)}..aXY.dGV4dA.dGFn`, code },
  ]);
  return [
    ...cases,
    { name: 'no header', token: '!.a.b.c.d', code: MALFORMED },
    { name: 'an array as the header', token: `${encoded('[]')}.a.b.c.d`, code: MALFORMED },
  ];
}

/** RFC 7515, section 7.2, and text that is JSON and compact at once (CVE-2022-39227). */
async function jsonSerializations(): Promise<Case[]> {
  const [header, payload, signature] = segmentsOf(await withClaims(PAYLOAD));
  const one = { protected: header, signature };
  const flattened = JSON.stringify({ payload, ...one });
  const general = JSON.stringify({ payload, signatures: [one] });
  const compact = `${header}.${payload}.${signature}`;
  const polyglot = `{"${compact}":1,"payload":"${payload}",${JSON.stringify(one).slice(1)}`;
  return [
    ...[flattened, general, encoded(flattened), encoded(general)].map((token): Case => {
      return { name: token.slice(0, 30), token, code: MALFORMED };
    }),
    { name: 'polyglot', token: polyglot, code: 'ERR_TOKEN_BASE64URL' },
  ];
}

async function sizes(): Promise<Case[]> {
  const code = TOO_LARGE;
  const huge = encoded(`{"alg":"RS256","kid":"key-1","x":"${'x'.repeat(8 << 20)}"}`);
  const members = Array.from({ length: 1000 }, (_, index) => `"m${index}":0`).join(',');
  return [
    { name: 'a header of 8 MiB', token: `${huge}.e30.AA`, code },
    { name: 'A.A.A at the limit', token: 'A.'.repeat(8192), code: MALFORMED },
    { name: 'A.A.A above it', token: 'A.'.repeat(8193), code },
    // Characters count by their bytes.
    { name: '5462 characters of three bytes', token: '\u20ac'.repeat(5462), code },
    { name: '1000 members', token: await withHeader(`{"alg":"RS256","kid":"key-1",${members}}`) },
  ];
}

async function limits(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  return [
    { name: 'at the limit', token, options: { maxTokenBytes: token.length } },
    {
      name: 'one above',
      token,
      options: { maxTokenBytes: token.length - 1 },
      code: TOO_LARGE,
      bare: 'accepted',
    },
  ];
}

attackTable('structure', [
  ['segment counts', segmentCounts],
  ['encrypted tokens', encrypted],
  ['JSON serializations', jsonSerializations],
  ['sizes', sizes],
  ['the limit is inclusive', limits],
]);
