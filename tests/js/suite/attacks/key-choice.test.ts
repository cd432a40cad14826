/** Which key checks the token: injection, a missing name, a shared one (RFC 8725, section 3.10). */
import type { Jwk } from 'claimgate';
import { jwkOf, numbersOf, ownKey, strangersKey } from './keys.js';
import { attackTable, type Case, casesOf } from './table.js';
import { HEADER, PAYLOAD, signed, withClaims, withHeader, withMember } from './tokens.js';

/** The good key first, so that any comparison that is not exact would find it. */
async function twoKeys(): Promise<{ keys: Jwk[] }> {
  const stranger = numbersOf(await strangersKey());
  return { keys: [jwkOf(numbersOf(await ownKey())), jwkOf(stranger, { kid: 'key-2' })] };
}

const named = (kid: string) => `{"alg":"RS256","kid":"${kid}"}`;

const INJECTIONS = [
  '',
  '../key-1',
  '../../../../dev/null',
  '/dev/null',
  'key-1\\u0000',
  'key-1\\u0000.pem',
  '\\u0000',
  'key-1 ',
  ' key-1',
  'KEY-1',
  'key-1\\n',
  'key\\u200b-1',
  '\\ufeffkey-1',
  '\\uff4bey-1',
  "key-1' OR '1'='1",
  "x' UNION SELECT 'key",
  'key-1; cat /etc/passwd',
  '$(id)',
  '|key-1',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '0',
  'undefined',
  'null',
  '*',
  'key-[12]',
  'key-1,key-2',
  'https://attacker.example/jwks.json',
  'http://169.254.169.254/',
];

const TOO_LARGE = 'ERR_TOKEN_TOO_LARGE';

async function longKid(): Promise<Case[]> {
  const token = await withHeader(named('k'.repeat(70_000)));
  return [
    { name: 'usual limit', token, code: TOO_LARGE, bare: TOO_LARGE },
    {
      name: 'no limit',
      token,
      options: { maxTokenBytes: 1 << 20 },
      code: 'ERR_KEY_NOT_FOUND',
      bare: TOO_LARGE,
    },
  ];
}

const WRONG_TYPES = ['1', 'null', '[]', '["key-1"]', '{"$ne":null}', 'true'];

async function missing(): Promise<Case[]> {
  const unnamed = await withHeader('{"alg":"RS256"}');
  const byThumbprint = await withHeader('{"alg":"RS256","x5t":"t1"}');
  const unknown = await withHeader('{"alg":"RS256","x5t":"T1"}');
  const [own, other] = (await twoKeys()).keys as [Jwk, Jwk];
  const marked = {
    keys: [
      { ...own, kid: undefined, x5t: 't1' },
      { ...other, kid: undefined, x5t: 't2' },
    ] as unknown as Jwk[],
  };
  return [
    { name: 'one key', token: unnamed },
    { name: 'two keys', token: unnamed, jwks: await twoKeys(), code: 'ERR_KEY_AMBIGUOUS' },
    {
      name: 'no key',
      token: unnamed,
      jwks: { keys: [] },
      code: 'ERR_KEY_NOT_FOUND',
      remote: 'ERR_JWKS_INVALID',
    },
    { name: 'x5t', token: byThumbprint, jwks: marked },
    { name: 'unknown x5t', token: unknown, jwks: marked, code: 'ERR_KEY_NOT_FOUND' },
  ];
}

async function swapped(): Promise<Case[]> {
  const jwks = await twoKeys();
  const code = 'ERR_SIGNATURE_INVALID';
  const forged = await signed(HEADER, PAYLOAD, { key: await strangersKey() });
  return [
    { name: "the other key's name", token: await withHeader(named('key-2')), jwks, code },
    { name: 'the other key', token: forged, jwks, code },
  ];
}

async function shared(): Promise<Case[]> {
  const [own, other] = (await twoKeys()).keys as [Jwk, Jwk];
  const foreign = { ...other, kid: 'key-1' };
  const curve = { kty: 'EC', kid: 'key-1', crv: 'P-256', x: 'AA', y: 'AA' };
  const token = await withClaims(PAYLOAD);
  const forged = await signed(HEADER, PAYLOAD, { key: await strangersKey() });
  const code = 'ERR_KEY_AMBIGUOUS';
  return [
    { name: 'identical', token, jwks: { keys: [own, own] } },
    { name: 'EC and RSA', token, jwks: { keys: [curve, own] } },
    { name: 'RSA and EC', token, jwks: { keys: [own, curve] } },
    { name: 'own first', token, jwks: { keys: [own, foreign] }, code },
    { name: 'own last', token, jwks: { keys: [foreign, own] }, code },
    { name: "attacker's, own first", token: forged, jwks: { keys: [own, foreign] }, code },
    { name: "attacker's, own last", token: forged, jwks: { keys: [foreign, own] }, code },
  ];
}

const URLS = [
  'https://attacker.example/jwks.json',
  'http://169.254.169.254/latest/meta-data',
  'https://issuer.example@attacker.example/',
  'https://issuer.example.attacker.example/',
  'file:///etc/passwd',
  'https://issuer.example/redirect?to=https://attacker.example/',
  '//attacker.example',
  'data:application/json,{}',
];

/** A stranger's key in the header (CVE-2018-0114), or where to get it (RFC 8725, section 3.10). */
async function broughtAlong(members: readonly string[]): Promise<Case[]> {
  const key = await strangersKey();
  const cases = members.map(async (member): Promise<Case[]> => {
    const forged = (kid: string) => signed(`{"alg":"RS256",${kid}${member}}`, PAYLOAD, { key });
    return [
      { name: `forged, ${member}`, token: await forged('"kid":"key-1",'), code: 'ERR_SIGNATURE_INVALID' },
      // The provider is asked for an unknown key, and nobody else is.
      { name: `own name, ${member}`, token: await forged('"kid":"own",'), code: 'ERR_KEY_NOT_FOUND' },
      { name: `genuine, ${member}`, token: await withMember(member) },
    ];
  });
  return (await Promise.all(cases)).flat();
}

async function embedded(): Promise<Case[]> {
  const key = await strangersKey();
  const own = JSON.stringify({ ...key.publicJwk, kid: undefined });
  const members = [`"jwk":${own}`, `"jwk":{"kid":"key-1",${own.slice(1)}`, '"jwk":{"kty":"oct","k":""}'];
  // Without a name the one key of the set is tried, never the one in the header.
  const unnamed = await signed(`{"alg":"RS256","jwk":${own}}`, PAYLOAD, { key });
  return [
    ...(await broughtAlong(members)),
    { name: 'no kid', token: unnamed, code: 'ERR_SIGNATURE_INVALID' },
  ];
}

attackTable('choice of the key', [
  [
    'injection through kid',
    async () => [
      ...(await casesOf('ERR_KEY_NOT_FOUND', INJECTIONS, (kid) => withHeader(named(kid)), {
        jwks: await twoKeys(),
      })),
      { name: 'escaped', token: await withHeader(named('\\u006bey-1')), jwks: await twoKeys() },
    ],
  ],
  ['a kid of 70 kilobytes', longKid],
  [
    'kid of the wrong type',
    () => casesOf('ERR_HEADER_INVALID', WRONG_TYPES, (kid) => withHeader(`{"alg":"RS256","kid":${kid}}`)),
  ],
  ['no kid', missing],
  ['the named key and no other', swapped],
  ['several keys under one name', shared],
  ['jwk in the header', embedded],
  ['jku and x5u', () => broughtAlong(URLS.flatMap((url) => [`"jku":"${url}"`, `"x5u":"${url}"`]))],
  ['x5c in the header', () => broughtAlong(['"x5c":["MIIB"]', '"x5t":"AAAA"', '"x5t#S256":"AAAA"'])],
]);
