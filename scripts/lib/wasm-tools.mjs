// The command line tools that run the wasm tests, installed into the cache at the versions that this project
// uses.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { isExecutable } from './executables.mjs';
import { inCache, inProject, ROOT } from './paths.mjs';
import { CARGO_PROGRESS, run, StepError } from './steps.mjs';

const WASM_PACK_VERSION = '0.15.1';

/**
 * A build with few optimizations: these tools run for a second, and their own build is most of a first test
 * run.
 */
const QUICK_BUILD = {
  CARGO_PROFILE_DEV_OPT_LEVEL: '1',
  CARGO_PROFILE_DEV_DEBUG: '0',
  CARGO_INCREMENTAL: '0',
};

/**
 * Makes wasm-pack and wasm-bindgen's test runner ready. Minutes the first time, nothing afterwards.
 *
 * @returns {Promise<{ wasmPack: string, binFolders: string[] }>} the path of wasm-pack, and the folders that
 *   have to be on the PATH when it runs
 */
export async function wasmTools() {
  const wasmPack = await cargoInstall('wasm-pack', WASM_PACK_VERSION, ['--locked'], 'wasm-pack');
  // Without --locked: the lock file inside this package names versions that not every registry mirror has.
  const runner = await cargoInstall(
    'wasm-bindgen-cli',
    await wasmBindgenVersion(),
    [],
    'wasm-bindgen-test-runner',
  );
  return { wasmPack, binFolders: [path.dirname(wasmPack), path.dirname(runner)] };
}

async function cargoInstall(name, version, flags, program) {
  const folder = inCache(`${name}-${version}`);
  const executable = path.join(folder, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
  if (!isExecutable(executable)) {
    const args = [
      'install',
      name,
      '--version',
      `=${version}`,
      ...flags,
      '--debug',
      '--root',
      folder,
      '--force',
    ];
    await run(`install ${name} ${version}`, 'cargo', args, {
      cwd: ROOT,
      env: { ...CARGO_PROGRESS, ...QUICK_BUILD },
    });
  }
  return executable;
}

/** The tools and the crate have to agree exactly, so the version comes from Cargo.lock. */
async function wasmBindgenVersion() {
  const lock = await readFile(inProject('Cargo.lock'), 'utf8');
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new StepError('Cargo.lock has no wasm-bindgen');
  return version;
}
