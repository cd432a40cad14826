// The import of a real key set: Entra's, as it was recorded in the folder of vectors; without that, nine keys
// made here.

import { readFileSync } from 'node:fs';
import path from 'node:path';

import 'claimgate';
import { importJWK } from 'jose';

import { KeySet } from '../../pkg/wasm/core.js';
import { makeFixture } from '../lib/fixture.mjs';
import { compare } from '../lib/measure.mjs';
import { print, scaled } from '../lib/program.mjs';

const { source, json } = await keySet();
const { keys } = JSON.parse(json);

const contenders = [
  {
    name: 'claimgate, all keys',
    note: 'parsing, validation, thumbprints, and the constants of the kernel',
    call: () => new KeySet(json, 64).free(),
    callTampered: () => new KeySet('{"keys":[{}', 64),
  },
  {
    name: 'jose importJWK, all keys',
    note: 'parsing and importJWK for each; jose itself imports a key when a token first names it',
    call: () => Promise.all(JSON.parse(json).keys.map((key) => importJWK(key, 'RS256'))),
    callTampered: () => importJWK({ kty: 'RSA' }, 'RS256'),
  },
];
print({
  source,
  keys: keys.length,
  bytes: json.length,
  results: await compare(contenders, { rounds: scaled(151), batch: 10 }),
});

async function keySet() {
  const folder = process.env.CLAIMGATE_VECTORS;
  if (folder !== undefined) {
    const file = path.join(folder, 'jwks', 'entra-common.jwks.json');
    return { source: "Microsoft Entra's common key set", json: readFileSync(file, 'utf8') };
  }
  const made = await Promise.all(Array.from({ length: 9 }, () => makeFixture({ tokens: 1 })));
  const keys = made.map(({ jwk }, index) => ({ ...jwk, kid: `k${index}` }));
  return {
    source: 'nine keys made for the run (CLAIMGATE_VECTORS is not set)',
    json: JSON.stringify({ keys }),
  };
}
