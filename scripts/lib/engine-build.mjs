// From Rust sources to pkg/wasm: cargo, the JavaScript glue, wasm-opt, and the facts about the result.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { inCache, inProject, ROOT } from './paths.mjs';
import { CARGO_PROGRESS, run, say } from './steps.mjs';
import { WASM_TARGET, wasmToolchain } from './wasm-toolchain.mjs';

/**
 * The two builds of the engine: what the crate is compiled with, and the base name of what is generated.
 * `edge` is the one for production; `full` is for people, and loads once: it is built for size.
 */
export const EDGE = {
  name: 'core',
  features: ['wasm'],
  environment: {},
  // A function called from one place is inlined only where it is small: in long functions every number is longer, and the
  // module compresses worse by 3 KB (decision 11). What is hot was inlined by the Rust compiler.
  optimize: ['-O3', '--one-caller-inline-max-function-size=30'],
};
export const FULL = {
  name: 'full',
  features: ['wasm', 'full'],
  environment: { CARGO_PROFILE_RELEASE_OPT_LEVEL: 'z' },
  optimize: ['-Oz'],
};

/**
 * The WebAssembly features that Rust uses by default, all of them in Node 20, workerd and the current
 * browsers.
 */
const WASM_FEATURES = [
  'bulk-memory',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

const WASM_OPT_ARGUMENTS = [
  '-mvp',
  ...WASM_FEATURES.map((feature) => `--enable-${feature}`),
  '--strip-target-features',
];

/**
 * @typedef {object} EngineFacts what engine.json, and full-engine.json of the full build, say
 * @property {string} version the version of the crate
 * @property {string} sha256 of core_bg.wasm, lower-case hexadecimal
 * @property {number} rawBytes
 * @property {number} gzipBytes
 * @property {number} brotliBytes
 */

/**
 * Compiles the crate for the web and writes core.js, core.d.ts, core_bg.wasm, core_bg.wasm.d.ts and
 * engine.json, or the same under the name of another build. Takes under a second when nothing changed.
 *
 * @param {object} [options]
 * @param {typeof EDGE | typeof FULL} [options.build] default the edge build
 * @param {readonly string[]} [options.features] of the crate; default those of the build
 * @param {string} [options.outDir] default pkg/wasm
 * @returns {Promise<EngineFacts>}
 */
export async function buildWasm({
  build = EDGE,
  features = build.features,
  outDir = inProject('pkg', 'wasm'),
} = {}) {
  const { environment } = build;
  const bindgen = await buildBindgen();
  const compiled = await compileCrate(features, environment);
  const stampFile = inProject(
    'target',
    'claimgate',
    `${features.join('-')}-${digest(outDir).slice(0, 8)}.stamp`,
  );
  const stamp = digest(
    await readFile(compiled),
    [...build.optimize, ...WASM_OPT_ARGUMENTS].join(' '),
    await readFile(bindgen),
    await binaryenVersion(),
  );
  const factsFile = path.join(outDir, factsName(build.name));
  if (existsSync(factsFile) && (await readFile(stampFile, 'utf8').catch(() => '')) === stamp) {
    return JSON.parse(await readFile(factsFile, 'utf8'));
  }
  await mkdir(path.dirname(stampFile), { recursive: true });
  // Generated aside and then copied, so that a process which has outDir in use never sees a half-written one.
  const workFolder = await mkdtemp(path.join(path.dirname(stampFile), 'glue-'));
  try {
    const facts = await generate(bindgen, compiled, workFolder, build);
    await cp(workFolder, outDir, { recursive: true });
    await writeFile(stampFile, stamp);
    return facts;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Where the facts of a build stand. */
function factsName(name) {
  return name === EDGE.name ? 'engine.json' : `${name}-engine.json`;
}

async function generate(bindgen, compiled, folder, { name, optimize }) {
  await run('generate the JavaScript glue', bindgen, [compiled, folder, name]);
  const module = path.join(folder, `${name}_bg.wasm`);
  const before = (await stat(module)).size;
  await run('optimize the module', process.execPath, [
    wasmOpt(),
    module,
    '-o',
    module,
    ...optimize,
    ...WASM_OPT_ARGUMENTS,
  ]);
  const facts = await describeModule(module);
  const { rawBytes, gzipBytes, brotliBytes } = facts;
  say(`  module: ${before} bytes, optimized ${rawBytes}, gzip ${gzipBytes}, brotli ${brotliBytes}`);
  await writeFile(path.join(folder, factsName(name)), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}

/** The glue generator, built natively into the cache: a second clone finds it there. */
async function buildBindgen() {
  const targetFolder = inCache('bindgen');
  await run(
    'build the glue generator',
    'cargo',
    [
      'build',
      '--locked',
      '--profile',
      'tools',
      '--package',
      'claimgate-bindgen',
      '--target-dir',
      targetFolder,
    ],
    { cwd: ROOT, env: CARGO_PROGRESS },
  );
  return path.join(
    targetFolder,
    'tools',
    process.platform === 'win32' ? 'claimgate-bindgen.exe' : 'claimgate-bindgen',
  );
}

async function compileCrate(features, environment) {
  const toolchain = await wasmToolchain();
  // A folder of its own for each flavour: what a test injects can never end up in the package.
  const flavour = features.filter((feature) => feature !== 'wasm').join('-');
  const targetFolder = path.join(toolchain.targetFolder, flavour);
  await run(
    `compile the crate for wasm (${features.join(', ')})`,
    toolchain.cargo,
    [
      ...['build', '--locked', '--release', '--lib', '--target', WASM_TARGET],
      // Without the standard library, which the full build asks for by itself.
      ...['--no-default-features', '--features', features.join(',')],
    ],
    {
      cwd: ROOT,
      env: { ...toolchain.env, ...environment, ...CARGO_PROGRESS, CARGO_TARGET_DIR: targetFolder },
    },
  );
  return path.join(targetFolder, WASM_TARGET, 'release', 'claimgate.wasm');
}

async function describeModule(module) {
  const bytes = await readFile(module);
  return {
    version: await crateVersion(),
    sha256: digest(bytes),
    rawBytes: bytes.length,
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
    brotliBytes: brotliCompressSync(bytes).length,
  };
}

async function crateVersion() {
  const manifest = await readFile(inProject('Cargo.toml'), 'utf8');
  return /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(manifest)[1];
}

async function binaryenVersion() {
  return JSON.parse(await readFile(inProject('node_modules', 'binaryen', 'package.json'), 'utf8')).version;
}

export function wasmOpt() {
  return inProject('node_modules', 'binaryen', 'bin', 'wasm-opt');
}

function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
