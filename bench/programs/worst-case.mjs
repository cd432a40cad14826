// The slowest input of each class through the package: what one request can cost. The inputs are those of
// tests/worst_case.rs, which measures the same without a host. `--table` prints rows for docs/THREAT_MODEL.md.

import { readFileSync } from 'node:fs';

import { ClaimgateError, createVerifier, inspect } from 'claimgate';
import { exportJWK, generateKeyPair } from 'jose';

import { KeySet } from '../../pkg/wasm/core.js';
import { inProject } from '../../scripts/lib/paths.mjs';
import { print, scaled } from '../lib/program.mjs';

const NOW = 1_750_000_000;
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'api://orders';
const USUAL_EXPONENT = [1, 0, 1];
const LARGEST_EXPONENT = [1, 255, 255, 255, 255];

/** The defaults of `maxTokenBytes` and `maxBytes`. */
const MAX_TOKEN_BYTES = 16_384;
const MAX_SET_BYTES = 65_536;

/** Of each input, the shortest of so many runs counts: the one that nothing disturbed. */
const RUNS = scaled(30);

const CLAIMS = { iss: ISSUER, aud: AUDIENCE, exp: NOW + 600, nbf: NOW - 600, iat: NOW - 600, sub: 's' };
const OPEN = JSON.stringify(CLAIMS).slice(0, -1);

const encoded = (content) => Buffer.from(content).toString('base64url');

/** Shorter batches than this, in microseconds, drown in the clock's own cost. */
const SHORTEST_BATCH = 3000;

/** Processor time in microseconds, to a tenth: other processes on the machine do not count. */
async function shortest(action) {
  const timed = async (calls) => {
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) {
      const result = action();
      if (result instanceof Promise) await result;
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  };
  let calls = 1;
  while ((await timed(calls)) * calls < SHORTEST_BATCH) calls *= 2;
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) best = Math.min(best, await timed(calls));
  return Math.round(best * 10) / 10;
}

/** Runs an action for its outcome: a code, or `accepted`. */
async function outcomeOf(action) {
  try {
    await action();
    return 'accepted';
  } catch (error) {
    if (error instanceof ClaimgateError) return error.code;
    throw error;
  }
}

const settled = (action) => () => {
  try {
    const result = action();
    return result instanceof Promise ? result.catch(() => undefined) : result;
  } catch {
    return undefined;
  }
};

function optionsOf(jwks, algorithms) {
  return { issuer: ISSUER, audience: AUDIENCE, jwks, algorithms, now: () => NOW, tokenCache: false };
}

async function measureToken(name, token, keys, algorithms = ['RS256']) {
  const policy = optionsOf({ keys }, algorithms);
  const verifier = createVerifier(policy);
  return {
    name,
    outcome: await outcomeOf(() => verifier.verifySync(token)),
    verify: await shortest(settled(() => verifier.verifySync(token))),
    inspect: await shortest(settled(() => inspect(token, { jwks: { keys }, policy, now: NOW }))),
  };
}

/** Any odd number of this size: refusing costs what accepting does. */
function oddNumber(bytes) {
  const number = Uint8Array.from({ length: bytes }, (_, index) => (index + 128) % 256);
  number[bytes - 1] |= 1;
  return number;
}

const jwkOf = (kid, modulus, exponent = USUAL_EXPONENT) => ({
  kid: `k${kid}`,
  kty: 'RSA',
  n: encoded(modulus),
  e: encoded(Uint8Array.from(exponent)),
});

/** A token whose signature has the length that a key of so many bytes wants. */
function unsigned(header, signatureBytes) {
  const signature = new Uint8Array(signatureBytes).fill(7);
  signature[0] = 0;
  return `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(CLAIMS))}.${encoded(signature)}`;
}

/** Repeats a part until a token with it is as long as allowed. */
function filled(start, part, end) {
  const room = ((MAX_TOKEN_BYTES - 450) / 4) * 3 - start.length - end.length;
  return `${start}${part.repeat(Math.floor(room / part.length))}${end}`;
}

async function tokens() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1' }];
  const signer = await crypto.subtle.importKey(
    'jwk',
    { ...(await exportJWK(privateKey)), alg: 'RS256' },
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const signed = async (payload) => {
    const input = `${encoded('{"alg":"RS256","kid":"k1"}')}.${encoded(payload)}`;
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', signer, Buffer.from(input));
    return `${input}.${encoded(new Uint8Array(signature))}`;
  };
  const members = Array.from({ length: 1500 }, (_, index) => `"${index.toString(16)}":0`);
  const payloads = [
    ['usual token, 2048 bits', JSON.stringify(CLAIMS)],
    ['16 KB of text', filled(`${OPEN},"x":"`, 'x', '"}')],
    ['1500 members', `${OPEN},${members.join(',')}}`],
    ['16 KB of empty arrays', filled(`${OPEN},"x":[1`, ',[]', ']}')],
    ['16 KB of infinite numbers', filled(`${OPEN},"x":[1`, ',1e999', ']}')],
    [
      '32 levels around infinite numbers',
      filled(`${OPEN},"x":${'['.repeat(31)}1`, ',1e999', `${']'.repeat(31)}}`),
    ],
    ['16 KB of open brackets', filled('', '[', '')],
  ];
  const rows = [];
  for (const [name, payload] of payloads) rows.push(await measureToken(name, await signed(payload), keys));
  const characters = 'A'.repeat(MAX_TOKEN_BYTES);
  rows.push(await measureToken('16 KB without a dot', characters, keys));
  rows.push(await measureToken('16 KB of dots', '.'.repeat(MAX_TOKEN_BYTES), keys));
  rows.push(await measureToken('4 dots, long header', `${characters.slice(4)}....`, keys));
  rows.push(await measureToken('8 MiB', 'A'.repeat(8 << 20), keys));
  return rows;
}

async function keys() {
  const rows = [];
  const sizes = [
    [2048, 'e = 65537', USUAL_EXPONENT],
    [4096, 'e = 65537', USUAL_EXPONENT],
    [8192, 'e = 65537', USUAL_EXPONENT],
    [8192, 'e = 2^33 - 1', LARGEST_EXPONENT],
  ];
  for (const [bits, shown, exponent] of sizes) {
    const set = [jwkOf(1, oddNumber(bits / 8), exponent)];
    for (const alg of ['RS256', 'PS512']) {
      const token = unsigned({ alg, kid: 'k1' }, bits / 8);
      rows.push(await measureToken(`${bits} bits, ${shown}, ${alg}`, token, set, [alg]));
    }
  }
  const usual = oddNumber(256);
  const many = Array.from({ length: 64 }, (_, index) => jwkOf(index + 2, usual));
  rows.push(await measureToken('unknown kid, 64 keys', unsigned({ alg: 'RS256', kid: 'k1' }, 256), many));
  rows.push(await measureToken('no kid, 64 times the same key', unsigned({ alg: 'RS256' }, 256), many));
  return rows;
}

/** A provider of 64 keys that answers at once: what is measured is the host's part alone. */
async function unknownKid() {
  const body = JSON.stringify({ keys: Array.from({ length: 64 }, (_, kid) => jwkOf(kid, oddNumber(256))) });
  const token = unsigned({ alg: 'RS256', kid: 'unknown' }, 256);
  const fresh = () =>
    createVerifier({
      ...optionsOf({ url: `${ISSUER}/keys` }, ['RS256']),
      fetch: async () => new Response(body),
    });
  const warm = fresh();
  await outcomeOf(() => warm.verify(token));
  return [
    {
      name: 'unknown kid, remote, first look: fetch and import of 64 keys',
      outcome: await outcomeOf(() => fresh().verify(token)),
      verify: await shortest(settled(() => fresh().verify(token))),
    },
    {
      name: 'unknown kid, remote, within the cooldown',
      outcome: await outcomeOf(() => warm.verify(token)),
      verify: await shortest(settled(() => warm.verify(token))),
    },
  ];
}

async function keySets() {
  const certificate = readFileSync(inProject('fuzz', 'seeds', 'x5c', 'rsa.txt'), 'utf8');
  const set = (count, make) => JSON.stringify({ keys: Array.from({ length: count }, (_, kid) => make(kid)) });
  const texts = [
    ['64 keys of 2048 bits', set(64, (kid) => jwkOf(kid, oddNumber(256)))],
    ['45 keys of 8192 bits', set(45, (kid) => jwkOf(kid, oddNumber(1024), LARGEST_EXPONENT))],
    ['a modulus of 64 KB', set(1, (kid) => jwkOf(kid, oddNumber(48_000)))],
    ['60 certificates', set(60, () => ({ kty: 'RSA', x5c: [certificate] }))],
    ['64 KB of infinite numbers', `{"keys":[${'1e999,'.repeat(10_900)}1]}`],
    [
      '30 levels around infinite numbers',
      `{"keys":[${'['.repeat(30)}${'1e999,'.repeat(10_900)}1${']'.repeat(30)}]}`,
    ],
    ['64 KB of brackets', '['.repeat(MAX_SET_BYTES)],
  ];
  const rows = [];
  for (const [name, text] of texts) {
    if (text.length > MAX_SET_BYTES) throw new Error(`${name} is too long: ${text.length}`);
    let outcome = 'accepted';
    const load = () => {
      try {
        new KeySet(text, 64).free();
      } catch (error) {
        outcome = error.code;
      }
    };
    const time = await shortest(load);
    rows.push({ name, outcome, import: time });
  }
  return rows;
}

const shown = (outcome) => (outcome === 'accepted' ? outcome : `\`${outcome}\``);

if (process.argv.includes('--table')) {
  for (const row of [...(await tokens()), ...(await keys()), ...(await unknownKid())]) {
    console.log(`| ${row.name} | ${shown(row.outcome)} | ${row.verify} | ${row.inspect ?? ''} |`);
  }
  for (const row of await keySets()) console.log(`| ${row.name} | ${shown(row.outcome)} | ${row.import} |`);
} else {
  print({
    tokens: await tokens(),
    keys: await keys(),
    unknownKid: await unknownKid(),
    keySets: await keySets(),
  });
}
