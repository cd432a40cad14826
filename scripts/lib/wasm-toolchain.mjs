// The Rust toolchain that compiles for wasm32: rustup's where it has or can fetch the target, else Debian's
// compiler with a standard library built once from its source package.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { debianClippy, debianToolchain } from './debian-toolchain.mjs';
import { ROOT } from './paths.mjs';
import { encodeRustFlags, withoutMachinePaths } from './rust-flags.mjs';
import { capture, formatDuration, say, StepError, timed } from './steps.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';

/**
 * @typedef {object} WasmToolchain
 * @property {'rustup' | 'debian'} way which of the two toolchains it is
 * @property {string} cargo the cargo to call
 * @property {Record<string, string>} env what to add to its environment
 * @property {string} targetFolder where it builds; one folder a toolchain, so that their artefacts never mix
 * @property {string} compiler the version line of its compiler
 * @property {number} seconds how long it took to make it ready
 */

let found;

/**
 * Makes a toolchain for wasm32 ready and says which one. `CLAIMGATE_WASM_TOOLCHAIN` = `rustup` or `debian`
 * allows only that one.
 *
 * @returns {Promise<WasmToolchain>}
 * @throws {StepError} which says what to install, when neither can be had
 */
export function wasmToolchain() {
  found ??= find();
  return found;
}

/**
 * How to run clippy with a toolchain.
 *
 * @param {WasmToolchain} toolchain
 * @returns {Promise<{ command: string, args: string[], env: Record<string, string> }>}
 * @throws {StepError} when there is no clippy for it
 */
export async function wasmClippy(toolchain) {
  if (toolchain.way === 'debian') return debianClippy(toolchain.env);
  return { command: toolchain.cargo, args: ['clippy'], env: toolchain.env };
}

async function find() {
  const wanted = process.env.CLAIMGATE_WASM_TOOLCHAIN ?? '';
  if (!['', 'rustup', 'debian'].includes(wanted)) {
    throw new StepError(`CLAIMGATE_WASM_TOOLCHAIN is ${JSON.stringify(wanted)}; it can be rustup or debian`);
  }
  const failures = [];
  for (const [way, make] of [
    ['rustup', rustupToolchain],
    ['debian', debianToolchain],
  ]) {
    if (wanted && wanted !== way) continue;
    const { result, milliseconds } = await timed(make);
    if (result.toolchain) {
      say(`wasm toolchain: ${way}, ${result.toolchain.compiler} (ready in ${formatDuration(milliseconds)})`);
      const { sysroot, ...toolchain } = result.toolchain;
      const rustFlags = encodeRustFlags(withoutMachinePaths(sysroot));
      const env = {
        ...toolchain.env,
        CARGO_TARGET_DIR: toolchain.targetFolder,
        CARGO_ENCODED_RUSTFLAGS: rustFlags,
      };
      return { ...toolchain, env, way, seconds: milliseconds / 1000 };
    }
    failures.push(`  - ${way}: ${result.failure}`);
  }
  throw new StepError(
    [
      `There is no Rust compiler for ${WASM_TARGET}:`,
      ...failures,
      'Install one of these and run the command again:',
      `  - rustup (https://rustup.rs), then: rustup target add ${WASM_TARGET}`,
      '  - on Debian, as root: apt-get install rustc-web cargo-web libstd-rust-web-dev rust-web-src',
    ].join('\n'),
  );
}

async function rustupToolchain() {
  const sysroot = (await capture('rustc', ['--print', 'sysroot'], { cwd: ROOT })).stdout.trim();
  if (!sysroot) return { failure: 'rustc is not on the PATH' };
  if (!hasStandardLibrary(sysroot)) {
    const added = await capture('rustup', ['target', 'add', WASM_TARGET], { cwd: ROOT });
    if (added.code !== 0)
      return { failure: `rustup target add ${WASM_TARGET} failed: ${firstLine(added.output)}` };
    if (!hasStandardLibrary(sysroot)) return { failure: `rustup added the target, but not to ${sysroot}` };
  }
  const compiler = (await capture('rustc', ['--version'], { cwd: ROOT })).stdout.trim();
  return {
    toolchain: { cargo: 'cargo', env: {}, sysroot, targetFolder: path.join(ROOT, 'target'), compiler },
  };
}

function hasStandardLibrary(sysroot) {
  const libraries = path.join(sysroot, 'lib', 'rustlib', WASM_TARGET, 'lib');
  return existsSync(libraries) && readdirSync(libraries).some((name) => name.startsWith('libstd-'));
}

function firstLine(text) {
  return text.split('\n').find((line) => line.startsWith('error')) ?? text.trim().split('\n')[0];
}
