// Good tokens and what can be done to them, from the members of their JSON down to single bits of the text.

import { ALGORITHMS, digestOf } from './keys.mjs';

/** @typedef {import('./random.mjs').Choices} Choices */

export const NOW = 1_750_000_000;
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://orders';

const HEADER_VALUES = {
  alg: [...ALGORITHMS, 'none', 'rs256', 'HS256', 'ES256', 'EdDSA', '', null, 256, ['RS256']],
  kid: ['first', 'second', 'First', 'third', '', null, 1, ['first']],
  typ: ['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'JOSE', 'dpop+jwt', '', null, 1],
  cty: ['JWT', 'x', null, 1],
  crit: [['exp'], ['b64'], [], 'exp', null, [1], ['alg'], ['x']],
  b64: [true, false, null, 'false'],
  zip: ['DEF', null],
  jwk: [{ kty: 'RSA', n: 'AQ', e: 'AQAB' }, null],
  jku: ['https://attacker.example/keys'],
  x5u: ['https://attacker.example/certificate'],
  x5c: [['MIIB'], null],
  x5t: ['first', '', null],
  enc: ['A256GCM', null],
  nonce: ['n'],
  ['__proto__']: [{ alg: 'none' }],
  exp: [1],
};

const TIMES = [
  NOW,
  NOW - 30,
  NOW - 31,
  NOW + 30,
  NOW + 31,
  NOW - 1,
  NOW + 1,
  NOW + 0.5,
  NOW - 30.5,
  0,
  -1,
  1e15,
  1e18,
];
const NO_TIMES = [String(NOW + 600), '', null, true, [], {}, 1e30, 9.3e18];

const CLAIM_VALUES = {
  exp: [...TIMES, ...NO_TIMES],
  nbf: [...TIMES, ...NO_TIMES],
  iat: [...TIMES, ...NO_TIMES],
  iss: [ISSUER, `${ISSUER}/`, 'http://issuer.example', '', null, 1, [ISSUER], [], {}],
  aud: [AUDIENCE, [AUDIENCE], ['x', AUDIENCE], [AUDIENCE, 1], [], '', 'x', ['x'], null, 1, {}, [[AUDIENCE]]],
  sub: ['s', '', null, 1, ['s']],
  jti: ['j', '', null, 1],
  roles: [['r'], 'r', 1, null],
  scp: ['a b', ['a'], null, 1],
  ['__proto__']: [{ exp: 1 }],
  extra: ['x', 1e308, -0, [[[[]]]], { a: { b: 1 } }, '\u{1d11e}', '\u0000'],
};

/** Edits of a JSON text. */
const TEXT_EDITS = [
  (text) => ` ${text}\n`,
  (text) => `${text}x`,
  (text) => `\ufeff${text}`,
  (text) => text.slice(0, -1),
  (text) => text.slice(1),
  (text) => text.replace('{', '{,'),
  (text) => text.replace(/\}$/, ',}'),
  (text) => text.replace('{', '{"alg":"RS256",'),
  (text) => text.replace('{', '{"exp":9999999999,'),
  (text) => text.replace('{', '{"x":1,"x":2,'),
  (text) => text.replace('{', '{"\\u0065xp":1,'),
  (text) => text.replace('"exp"', '"\\u0065xp"'),
  (text) => text.replace('"alg"', '"\\u0061lg"'),
  (text) => text.replace('"kid"', '"k\\u0069d"'),
  (text) => text.replace('{', '{"x":1e400,'),
  (text) => text.replace('{', '{"x":01,'),
  (text) => text.replace('{', '{"x":NaN,'),
  (text) => text.replace('{', "{'x':1,"),
  (text) => text.replace('{', '{"x":"\t",'),
  (text) => text.replace('{', '{"x":"\\ud834",'),
  (text) => text.replace('{', '{"x":"\\u0000",'),
  (text) => text.replace('{', `{"x":${'['.repeat(40)}${']'.repeat(40)},`),
  (text) => text.replace('{', `{"x":${'['.repeat(20)}${']'.repeat(20)},`),
  (text) => text.replace('{', '{/**/'),
  (text) => text.replace(/(\d{5,})/, '$1.0'),
  (text) => text.replace(/(\d{5,})/, '$1e0'),
  (text) => text.replace(/(\d{5,})/, '0$1'),
  (text) => text.replace(/(\d{5,})/, '+$1'),
  (text) => text.replace(/(\d{5,})/, '"$1"'),
  (text) => `[${text}]`,
  (text) => JSON.stringify(text),
  () => '',
  () => 'null',
  () => '{}',
];

/** Edits of a segment. */
const SEGMENT_EDITS = [
  (segment) => `${segment}=`,
  (segment) => `${segment}==`,
  (segment) => `${segment}\n`,
  (segment) => ` ${segment}`,
  (segment) => segment.replaceAll('-', '+').replaceAll('_', '/'),
  (segment) => `${segment}A`,
  (segment) => segment.slice(0, -1),
  (segment) => segment.slice(1),
  (segment) => `${segment.slice(0, 3)}?${segment.slice(3)}`,
  (segment) => `${segment.slice(0, 8)}\r\n${segment.slice(8)}`,
  (segment) => withLastCharacter(segment, 1),
  (segment) => withLastCharacter(segment, 2),
  (segment) => withLastCharacter(segment, 16),
  () => '',
];

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function withLastCharacter(segment, bit) {
  const value = ALPHABET.indexOf(segment.at(-1) ?? 'A');
  return segment.slice(0, -1) + ALPHABET[value ^ bit];
}

/** Edits of a signature's bytes. @type {((bytes: Buffer, choices: Choices) => Buffer)[]} */
const SIGNATURE_EDITS = [
  (bytes, { below }) => flipped(bytes, below(8 * Math.max(1, bytes.length))),
  (bytes) => Buffer.concat([Buffer.alloc(1), bytes]),
  (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
  (bytes) => bytes.subarray(1),
  (bytes) => bytes.subarray(0, -1),
  (bytes) => Buffer.alloc(bytes.length),
  (bytes) => Buffer.alloc(bytes.length, 0xff),
  (bytes) => Buffer.from(bytes).reverse(),
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes) => digestOf(bytes),
];

function flipped(bytes, bit) {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
}

/** Edits of a whole token. @type {((token: string, choices: Choices) => string)[]} */
const TOKEN_EDITS = [
  (token) => `${token}.`,
  (token) => `.${token}`,
  (token) => token.replace('.', '..'),
  (token) => token.replace(/\.[^.]*$/, ''),
  (token) => `${token}.e30.e30`,
  (token) => `Bearer ${token}`,
  (token) => `"${token}"`,
  (token) => token.split('.').reverse().join('.'),
  (token, { below }) => changedAt(token, below(token.length), ALPHABET[below(64)]),
  (token, { below }) => changedAt(token, below(token.length), String.fromCharCode(below(256))),
  (token, { below }) => token.slice(0, below(token.length)),
];

function changedAt(text, position, character) {
  return text.slice(0, position) + character + text.slice(position + 1);
}

const base64url = (content) => Buffer.from(content).toString('base64url');

/**
 * A token: sometimes good, mostly with one to three faults. Those of the JSON and of its encoding are signed
 * over half of the time: that is what an issuer's key can do, the other half is what anybody can.
 *
 * @param {Choices} choices
 * @param {import('./keys.mjs').Keys} keys
 */
export function tokenOf(choices, keys) {
  const { pick, once } = choices;
  const faults = faultsOf(choices);
  const kid = pick(['first', 'second']);
  const alg = kid === 'second' ? 'RS256' : pick(ALGORITHMS);
  const header = { alg, kid, ...(once(2) ? { typ: pick(['JWT', 'at+jwt']) } : {}) };
  const times = once(2) ? { nbf: NOW - 600, iat: NOW - 600, sub: 's' } : {};
  const claims = { iss: ISSUER, aud: AUDIENCE, exp: NOW + 600, ...times };
  const good = { header: base64url(JSON.stringify(header)), payload: base64url(JSON.stringify(claims)) };

  for (const part of faults.member) {
    if (part === 'header') editMember(header, HEADER_VALUES, choices);
    else editMember(claims, CLAIM_VALUES, choices);
  }
  const texts = { header: JSON.stringify(header), payload: JSON.stringify(claims) };
  for (const part of faults.text) texts[part] = pick(TEXT_EDITS)(texts[part]);
  const segments = { header: base64url(texts.header), payload: base64url(texts.payload) };
  for (const part of faults.segment) segments[part] = pick(SEGMENT_EDITS)(segments[part]);

  const signed = once(2) ? segments : good;
  const signer = (once(20) ? undefined : keys.byKid.get(kid)) ?? keys.stranger;
  const scheme = typeof header.alg === 'string' && !once(10) ? header.alg : alg;
  const signature = faults.signature.reduce(
    (bytes) => pick(SIGNATURE_EDITS)(bytes, choices),
    signer(scheme, `${signed.header}.${signed.payload}`),
  );
  const last = once(20) ? pick(SEGMENT_EDITS)(base64url(signature)) : base64url(signature);

  return faults.token.reduce(
    (token) => pick(TOKEN_EDITS)(token, choices),
    `${segments.header}.${segments.payload}.${last}`,
  );
}

/**
 * Where a token will be wrong: for each kind of edit, the parts that it is done to.
 *
 * @param {Choices} choices
 */
function faultsOf({ below, pick }) {
  /** @type {Record<'member' | 'text' | 'segment' | 'signature' | 'token', ('header' | 'payload')[]>} */
  const faults = { member: [], text: [], segment: [], signature: [], token: [] };
  for (let count = below(4); count > 0; count -= 1) {
    const kind = pick(
      /** @type {const} */ (['member', 'member', 'member', 'text', 'segment', 'signature', 'token']),
    );
    faults[kind].push(pick(/** @type {const} */ (['header', 'payload'])));
  }
  return faults;
}

/** Sets a member to one of its interesting values, or takes it away. */
function editMember(object, values, { pick, once }) {
  const name = pick(Object.keys(values));
  if (once(6)) {
    delete object[name];
    return;
  }
  // A plain assignment to __proto__ would not make a member.
  Object.defineProperty(object, name, {
    value: pick(values[name]),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
