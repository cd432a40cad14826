// Where the time of a cold verification goes: each contender does what the one before it does, and more; the
// last two stand beside them, for comparison.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import 'claimgate';

import { runnableKernels } from '../../pkg/dist/kernel.js';
import { decode, KeySet, Policy, verify } from '../../pkg/wasm/core.js';
import { claimgateVerify } from '../lib/contenders.mjs';
import { AUDIENCE, CLOCK_TOLERANCE, ISSUER, makeFixture } from '../lib/fixture.mjs';
import { compare, orThrow } from '../lib/measure.mjs';
import { print, scaled } from '../lib/program.mjs';

const fixture = await makeFixture();
const { tokens, jwk, tampered } = fixture;

const sources = /** @type {const} */ (['relaxed-simd', 'simd128']).map((name) => ({
  name,
  module: readFileSync(new URL(`../../pkg/wasm/kernel-${name}.wasm`, import.meta.url)),
}));
const [kernel] = runnableKernels(sources);
const prepared = kernel.prepare(Buffer.from(jwk.n, 'base64url'));
const signatures = tokens.map((token) => Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url'));
const block = new Uint8Array(256);

const keys = new KeySet(JSON.stringify({ keys: [jwk] }), 64);
const policy = new Policy(
  JSON.stringify({ issuer: ISSUER, audience: AUDIENCE, typ: ['JWT'], clockTolerance: CLOCK_TOLERANCE }),
);
const engineVerify = (token) => verify(token, keys, policy, Date.now() / 1000);
const whole = claimgateVerify(fixture, { tokenCache: false });

const contenders = [
  { name: 'kernel alone', call: (index) => orThrow(kernel.power(prepared, signatures[index % 64], block)) },
  {
    name: 'engine: all checks, result as text',
    call: (index) => engineVerify(tokens[index % 64]),
    callTampered: () => engineVerify(tampered),
  },
  { name: 'and JSON.parse of the result', call: (index) => JSON.parse(engineVerify(tokens[index % 64])) },
  {
    name: 'verifySync: and freezing, counting',
    call: (index) => whole(tokens[index % 64]),
    callTampered: () => whole(tampered),
  },
  {
    name: 'engine: decode, no signature, no claims',
    note: 'not a part of the above: what a crossing with parsing costs',
    call: (index) => decode(tokens[index % 64]),
  },
  {
    name: 'native SHA-256 of the token',
    note: 'the platform, for comparison',
    call: (index) => createHash('sha256').update(tokens[index % 64]).digest(),
  },
];
print({ results: await compare(contenders, { rounds: scaled(151), batch: 64 }) });
