// Compiler flags for the wasm builds.

import { homedir } from 'node:os';
import path from 'node:path';

import { ROOT } from './paths.mjs';

/**
 * Panic locations carry source paths: these flags keep the builder's folders out of the module, so that it is
 * the same for everybody who builds it with the same compiler.
 */
export function withoutMachinePaths(sysroot) {
  const cargoHome = process.env.CARGO_HOME || path.join(homedir(), '.cargo');
  const prefixes = [
    [ROOT, '/claimgate'],
    [cargoHome, '/cargo'],
    [path.join(sysroot, 'lib', 'rustlib', 'src', 'rust'), '/rust'],
  ];
  return prefixes.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

/** The form of CARGO_ENCODED_RUSTFLAGS, which allows spaces in paths. */
export function encodeRustFlags(flags) {
  return flags.join('\u001f');
}
