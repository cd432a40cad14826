// Which kernel the engine takes, and what a bad one can do: nothing.

import { readFileSync } from 'node:fs';

import { beforeEach, expect, test } from 'vitest';

import { runnableKernels } from '../../../pkg/dist/kernel.js';
import * as bindings from '../../../pkg/wasm/core.js';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { kernels } from './kernels.mjs';

bindings.initSync({ module: readFileSync(inProject('pkg', 'wasm', 'core_bg.wasm')) });

/** The engine's tests take a new instance each: an instance keeps its kernel. */
beforeEach(() => bindings.__wbg_reset_state());

const kernelInUse = () => bindings.engineInfo().kernel;

test('without a kernel the engine serves with its own', () => {
  expect(kernelInUse()).toBe('portable');
});

test('a kernel that computes the known answers is taken, and stays', () => {
  const [fastest, ...others] = kernels();
  expect(bindings.installKernel(fastest.name, fastest)).toBe(true);
  expect(kernelInUse()).toBe(fastest.name);
  for (const other of others) expect(bindings.installKernel(other.name, other)).toBe(false);
  expect(kernelInUse()).toBe(fastest.name);
});

test.each([
  ['has one bit wrong', (kernel) => ({ ...kernel, power: (...operands) => {
    const served = kernel.power(...operands);
    operands[2][17] ^= 1;
    return served;
  } })],
  ['throws', (kernel) => ({ ...kernel, power: () => { throw new WebAssembly.RuntimeError('unreachable'); } })],
  ['prepares nothing', (kernel) => ({ ...kernel, prepare: () => undefined })],
  ['fails', (kernel) => ({ ...kernel, power: () => false })],
])('a kernel that %s is passed over for the next', (_what, spoil) => {
  const [fastest] = kernels();
  expect(bindings.installKernel(fastest.name, spoil(fastest))).toBe(false);
  expect(bindings.installKernel(fastest.name, fastest)).toBe(true);
  expect(kernelInUse()).toBe(fastest.name);
});

test('a name that nobody knows is no kernel', () => {
  const [fastest] = kernels();
  expect(bindings.installKernel('fastest', fastest)).toBe(false);
});

test('bytes that do not validate are passed over', () => {
  const module = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 255);
  expect([...runnableKernels([{ name: 'relaxed-simd', module }])]).toEqual([]);
});
