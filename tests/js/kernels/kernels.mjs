// The built kernel modules, each by itself, as far as this Node can run them.

import { readFileSync } from 'node:fs';

import { runnableKernels } from '../../../pkg/dist/kernel.js';
import { inProject } from '../../../scripts/lib/paths.mjs';

export const KERNEL_NAMES = /** @type {const} */ (['relaxed-simd', 'simd128']);

export function moduleOf(name) {
  return readFileSync(inProject('pkg', 'wasm', `kernel-${name}.wasm`));
}

/** @returns {import('../../../pkg/dist/kernel.js').Kernel[]} */
export function kernels() {
  return [...runnableKernels(KERNEL_NAMES.map((name) => ({ name, module: moduleOf(name) })))];
}
