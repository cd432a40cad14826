// Where rustup cannot fetch the wasm32 target: Debian's compiler, with the standard library built once from
// Debian's source package of the same version.
//
// What is made lives in the cache: a folder that looks like a Rust sysroot (Debian's own host libraries by a
// link, and the wasm32 libraries built here) and a `rustc` that uses it. Nothing outside the cache changes,
// apart from the Debian packages that are installed when they are missing.

import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { canInstallDebianPackages, installDebianPackages, isExecutable } from './executables.mjs';
import { inCache, inProject, ROOT } from './paths.mjs';
import { encodeRustFlags, withoutMachinePaths } from './rust-flags.mjs';
import { capture, CARGO_PROGRESS, run, StepError } from './steps.mjs';

const PACKAGES = ['rustc-web', 'cargo-web', 'libstd-rust-web-dev', 'rust-web-src'];
const RUSTC = '/usr/bin/rustc';
const CARGO = '/usr/bin/cargo';
const CLIPPY = '/usr/bin/cargo-clippy';
const CLIPPY_PACKAGE = 'rust-web-clippy';
const DEBIAN_SYSROOT = '/usr';
const LIBRARY_SOURCE = path.join(DEBIAN_SYSROOT, 'lib/rustlib/src/rust/library/std');
const TARGET = 'wasm32-unknown-unknown';

/** What the crate asks for in its manifest (rust-version); Debian releases also carry older compilers. */
const MINIMUM_MINOR_VERSION = 87;

/**
 * Makes the toolchain ready: seconds where it was made before, about two minutes the first time.
 *
 * @returns {Promise<{ toolchain: object } | { failure: string }>} the toolchain (see wasm-toolchain.mjs), or
 *   why there is none
 */
export async function debianToolchain() {
  if (!(await isUsable())) {
    if (!existsSync('/etc/debian_version')) return { failure: 'this is not Debian' };
    if (!canInstallDebianPackages())
      return { failure: `${PACKAGES.join(', ')} are not installed, and this user may not install them` };
    await installDebianPackages('the wasm compiler', PACKAGES);
    if (!(await isUsable()))
      return { failure: `${RUSTC} is missing, too old, or lacks its library source after the installation` };
  }
  const linker = await rustupLinker();
  if (!linker) return { failure: 'the linker rust-lld of a rustup toolchain is missing' };
  const compiler = await compilerVersion();
  const folder = inCache(`debian-${compiler.replace(/[^\w.]+/g, '-')}`);
  if (!existsSync(folder)) await makeSysroot(folder, linker);
  return {
    toolchain: {
      cargo: CARGO,
      compiler: `${compiler} (Debian)`,
      sysroot: path.join(folder, 'sysroot'),
      targetFolder: inProject('target', 'debian'),
      // The PATH is for tools that look for rustc there, as wasm-pack does.
      env: {
        ...environment(folder, linker),
        PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env.PATH}`,
      },
    },
  };
}

/**
 * Debian's clippy for this toolchain: rustup's does not understand libraries that another compiler built.
 *
 * @param {Record<string, string>} environmentOfToolchain
 * @returns {Promise<{ command: string, args: string[], env: Record<string, string> }>}
 * @throws {StepError} when it is missing and cannot be installed
 */
export async function debianClippy(environmentOfToolchain) {
  if (!isExecutable(CLIPPY)) {
    if (!canInstallDebianPackages())
      throw new StepError(`clippy for wasm32 is missing: apt-get install ${CLIPPY_PACKAGE}`);
    await installDebianPackages('linting wasm', [CLIPPY_PACKAGE]);
  }
  const sysroot = path.join(path.dirname(path.dirname(environmentOfToolchain.RUSTC)), 'sysroot');
  return { command: CLIPPY, args: ['clippy'], env: { ...environmentOfToolchain, CARGO, SYSROOT: sysroot } };
}

/** What makes cargo use the compiler and the linker of this toolchain. */
function environment(folder, linker) {
  return { RUSTC: path.join(folder, 'bin', 'rustc'), CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker };
}

async function isUsable() {
  if (![RUSTC, CARGO].every(isExecutable) || !existsSync(LIBRARY_SOURCE)) return false;
  const minor = Number(/^rustc 1\.(\d+)\./.exec(await compilerVersion())?.[1] ?? 0);
  return minor >= MINIMUM_MINOR_VERSION;
}

async function compilerVersion() {
  return (await capture(RUSTC, ['--version'])).stdout.trim();
}

/** Debian's compiler comes without a linker for wasm32; rustup's toolchains have one that is compatible. */
async function rustupLinker() {
  const sysroot = (await capture('rustc', ['--print', 'sysroot'], { cwd: ROOT })).stdout.trim();
  const host = /^host: (.+)$/m.exec((await capture('rustc', ['-vV'], { cwd: ROOT })).stdout)?.[1];
  const linker = path.join(sysroot, 'lib/rustlib', host ?? '', 'bin/rust-lld');
  return isExecutable(linker) ? linker : undefined;
}

async function makeSysroot(folder, linker) {
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    await linkHostLibraries(path.join(draft, 'sysroot/lib/rustlib'));
    await writeCommands(draft, folder);
    await buildStandardLibrary(draft, linker);
    // One rename at the end: a folder that exists is complete. It fails where another process came first: the
    // same result.
    await rename(draft, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function linkHostLibraries(rustlib) {
  await mkdir(rustlib, { recursive: true });
  const debianRustlib = path.join(DEBIAN_SYSROOT, 'lib/rustlib');
  for (const name of await readdir(debianRustlib)) {
    if (name !== TARGET) await symlink(path.join(debianRustlib, name), path.join(rustlib, name));
  }
}

async function writeCommands(draft, folder) {
  const bin = path.join(draft, 'bin');
  await mkdir(bin);
  await writeFile(
    path.join(bin, 'rustc'),
    `#!/bin/sh\nexec ${RUSTC} --sysroot '${path.join(folder, 'sysroot')}' "$@"\n`,
  );
  await chmod(path.join(bin, 'rustc'), 0o755);
  await symlink(CARGO, path.join(bin, 'cargo'));
}

/** Builds an empty crate together with the standard library, and keeps the libraries. */
async function buildStandardLibrary(draft, linker) {
  const crate = path.join(draft, 'empty');
  await mkdir(path.join(crate, 'src'), { recursive: true });
  await writeFile(
    path.join(crate, 'Cargo.toml'),
    '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n',
  );
  await writeFile(path.join(crate, 'src/lib.rs'), '');
  await run(
    "build the wasm32 standard library from Debian's source",
    CARGO,
    [
      'build',
      '--release',
      '--target',
      TARGET,
      '-Zbuild-std=std,panic_abort,test',
      '--target-dir',
      path.join(crate, 'target'),
    ],
    {
      cwd: crate,
      env: {
        ...CARGO_PROGRESS,
        RUSTC,
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
        RUSTC_BOOTSTRAP: '1',
        // Without bitcode in the libraries, link-time optimization of a crate that uses them fails.
        CARGO_ENCODED_RUSTFLAGS: encodeRustFlags([
          '-Cembed-bitcode=yes',
          ...withoutMachinePaths(DEBIAN_SYSROOT),
        ]),
      },
    },
  );
  const built = path.join(crate, 'target', TARGET, 'release/deps');
  const libraries = path.join(draft, 'sysroot/lib/rustlib', TARGET, 'lib');
  await mkdir(libraries, { recursive: true });
  for (const name of await readdir(built)) {
    if (name.endsWith('.rlib') && !name.startsWith('libempty'))
      await copyFile(path.join(built, name), path.join(libraries, name));
  }
  await rm(crate, { recursive: true });
}
