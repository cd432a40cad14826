// The kernels alone (s^65537 mod n, without hash and padding) against the whole of the platform's
// crypto.verify, which hashes 32 bytes here: next to nothing. verifyBytes does what crypto.verify does.

import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { verifyBytes } from 'claimgate';

import { runnableKernels } from '../../pkg/dist/kernel.js';
import { compare, orThrow } from '../lib/measure.mjs';
import { print, scaled } from '../lib/program.mjs';

const SIZES = [2048, 3072, 4096];
const MESSAGES = 64;

const sources = /** @type {const} */ (['relaxed-simd', 'simd128']).map((name) => ({
  name,
  module: readFileSync(new URL(`../../pkg/wasm/kernel-${name}.wasm`, import.meta.url)),
}));

const sizes = [];
for (const bits of SIZES) {
  const plan = { rounds: scaled(151), batch: 128 };
  sizes.push({ bits, results: await compare(contendersOf(bits), plan) });
}
print({ sizes });

function contendersOf(bits) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const jwk = publicKey.export({ format: 'jwk' });
  const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  const cases = Array.from({ length: MESSAGES }, (_, index) => {
    const data = Buffer.alloc(32, index);
    const hash = createHash('sha256').update(data).digest();
    return { data, lastByteOfHash: hash[31], signature: sign('RSA-SHA256', data, privateKey) };
  });
  const over = (name, check) => ({
    name,
    call: (index) => check(cases[index % MESSAGES], cases[index % MESSAGES].signature),
    callTampered: () => check(cases[0], cases[1].signature),
  });
  return [
    over('crypto.verify', ({ data }, signature) => orThrow(verify('RSA-SHA256', data, key, signature))),
    over('claimgate verifyBytes', ({ data }, signature) =>
      orThrow(verifyBytes('RS256', jwk, signature, data)),
    ),
    ...[...runnableKernels(sources)].map((kernel) =>
      over(`kernel ${kernel.name}`, powerOf(kernel, jwk, bits / 8)),
    ),
  ];
}

/** Compares the last byte of the encoded block with that of the hash, so that a wrong power is seen. */
function powerOf(kernel, jwk, length) {
  const prepared = kernel.prepare(Buffer.from(jwk.n, 'base64url'));
  const result = new Uint8Array(length);
  return ({ lastByteOfHash }, signature) => {
    orThrow(kernel.power(prepared, signature, result));
    orThrow(result[length - 1] === lastByteOfHash);
  };
}
