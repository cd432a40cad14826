/** Strict base64url (RFC 7515, section 2; RFC 4648, section 3.5): one text for one token. */
import { attackTable, type Case } from './table.js';
import {
  encoded,
  HEADER,
  MEMBERS,
  PAYLOAD,
  segmentsOf,
  signSegments,
  SIGNING_INPUT,
  withClaims,
} from './tokens.js';

const CODE = 'ERR_TOKEN_BASE64URL';

/** What is in header and payload is signed as it stands: only strictness can refuse it. */
async function padding(): Promise<Case[]> {
  const [header, payload, signature] = segmentsOf(await withClaims(PAYLOAD));
  const cases = ['=', '==', '%3D'].map(async (pad): Promise<Case[]> => [
    { name: `${pad} in the header`, token: await signSegments(header + pad, payload), code: CODE },
    { name: `${pad} in the payload`, token: await signSegments(header, payload + pad), code: CODE },
    { name: `${pad} in the signature`, token: `${header}.${payload}.${signature}${pad}`, code: CODE },
  ]);
  const inside: Case = { name: 'inside', token: `${header}.${payload}.=AAA`, code: CODE };
  return [...(await Promise.all(cases)).flat(), inside];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Another last character for the same bytes. */
function sameBytes(segment: string): string {
  if (segment.length % 4 === 0) {
    throw new Error('Its last character has no unused bits.');
  }
  const last = ALPHABET.indexOf(segment.at(-1) as string);
  return segment.slice(0, -1) + (ALPHABET[last + 1] as string);
}

/** JSON text with spaces after it until its last group of characters is not full. */
function uneven(text: string): string {
  return text.length % 3 === 0 ? `${text} ` : text;
}

async function trailingBits(): Promise<Case[]> {
  const [header, payload] = [encoded(uneven(HEADER)), encoded(uneven(PAYLOAD))];
  const genuine = await signSegments(header, payload);
  return [
    { name: 'as it should be', token: genuine },
    { name: 'header', token: await signSegments(sameBytes(header), payload), code: CODE },
    { name: 'payload', token: await signSegments(header, sameBytes(payload)), code: CODE },
    { name: 'signature', token: sameBytes(genuine), code: CODE },
  ];
}

/** One character more than whole groups of four: no number of bytes has that length. */
async function impossibleLengths(): Promise<Case[]> {
  const [header] = SIGNING_INPUT.split('.') as [string];
  const impossible = header + 'A'.repeat((5 - (header.length % 4)) % 4);
  return [`${impossible}.e30.AA`, `${header}.A.AA`, `${header}.e30.A`].map((token) => ({
    name: `${token.length} characters`,
    token,
    code: CODE,
  }));
}

const FOREIGN = [
  ...Array.from(' \t\n\r\0\v"\'+/=?%,;~'),
  '\r\n',
  '\ufeff',
  '\u00a0',
  '\u200b',
  '\u2028',
  '\uff0d',
  '\u00e9',
  '\u{1d11e}',
  // Half a pair is no character at all: a string of JavaScript can hold it, UTF-8 cannot.
  '\ud834',
];

async function foreignCharacters(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  const [first, second] = [token.indexOf('.'), token.lastIndexOf('.')];
  const places = [0, 5, first, first + 1, second, second + 1, token.length];
  const inserted = FOREIGN.flatMap((foreign) =>
    places.map((place): Case => {
      const name = `${JSON.stringify(foreign)} at ${place}`;
      return { name, token: token.slice(0, place) + foreign + token.slice(place), code: CODE };
    }),
  );
  const wrapped = [`Bearer ${token}`, `bearer:${token}`, `"${token}"`, `${token}\n`, `${token}\r\n`];
  return [
    ...inserted,
    ...wrapped.map((text): Case => ({ name: 'wrapped', token: text, code: CODE })),
    // Five parts after a readable header are reported as encrypted, whatever they are.
    { name: 'twice', token: `${token} ${token}`, code: 'ERR_TOKEN_ENCRYPTED' },
  ];
}

async function otherDots(): Promise<Case[]> {
  const token = await withClaims(PAYLOAD);
  return ['%2E', '\uff0e', '\u3002', '\u2024'].map((dot) => ({
    name: dot,
    token: token.replaceAll('.', dot),
    code: 'ERR_TOKEN_MALFORMED',
  }));
}

/** Standard base64 of the same bytes, signed as such. */
async function otherAlphabet(): Promise<Case[]> {
  const header = encoded('{"alg":"RS256","kid":"key-1","x":"\u00ff??>>~~"}');
  const standard = header.replaceAll('-', '+').replaceAll('_', '/');
  if (standard === header) {
    throw new Error('The two alphabets write it alike.');
  }
  const payload = encoded(`{${MEMBERS}}`);
  return [
    { name: 'url', token: await signSegments(header, payload) },
    { name: 'standard', token: await signSegments(standard, payload), code: CODE },
  ];
}

attackTable('base64url', [
  ['padding', padding],
  ['bits after the last byte', trailingBits],
  ['lengths that no bytes have', impossibleLengths],
  ['foreign characters', foreignCharacters],
  ['dots that are none', otherDots],
  ['the other alphabet', otherAlphabet],
]);
