// One start in a fresh process. --mode=package: the import of the package, files read and compiled on the
// way; bytes: the engine from bytes in memory; modules: from compiled modules, as a Worker has them. Then the
// first verification, which also imports the key.

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

import { AUDIENCE, ISSUER, makeFixture } from '../lib/fixture.mjs';
import { print } from '../lib/program.mjs';

const mode = process.argv.find((argument) => argument.startsWith('--mode='))?.slice('--mode='.length);
const { jwk, tokens } = await makeFixture({ tokens: 1 });

const { claimgate, start } = await startEngine();
const verifier = claimgate.createVerifier({
  issuer: ISSUER,
  audience: AUDIENCE,
  jwks: { keys: [jwk] },
  tokenCache: false,
});
const before = performance.now();
verifier.verifySync(tokens[0]);
const first = performance.now() - before;
print({ start, first, kernel: claimgate.engine().kernel });

async function startEngine() {
  if (mode === 'package') {
    const before = performance.now();
    const claimgate = await import('claimgate');
    return { claimgate, start: performance.now() - before };
  }
  const claimgate = await import('claimgate/slim');
  const core = wasm('core_bg');
  const relaxedSimd = wasm('kernel-relaxed-simd');
  const simd128 = wasm('kernel-simd128');
  const canRun = WebAssembly.validate(relaxedSimd) ? { relaxedSimd } : { simd128 };
  if (mode === 'bytes') return { claimgate, start: await timed(() => claimgate.init(core, canRun)) };
  const [[name, bytes]] = Object.entries(canRun);
  const modules = [await WebAssembly.compile(core), { [name]: await WebAssembly.compile(bytes) }];
  return { claimgate, start: await timed(() => claimgate.init(...modules)) };
}

async function timed(action) {
  const before = performance.now();
  await action();
  return performance.now() - before;
}

function wasm(name) {
  return readFileSync(new URL(`../../pkg/wasm/${name}.wasm`, import.meta.url));
}
