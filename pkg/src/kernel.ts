/**
 * The host's part of a kernel module: a small WebAssembly module that computes s^65537 mod n with SIMD
 * instructions. The engine asks it for that one number and compares the whole encoded block itself, so a wrong
 * answer can refuse a good signature and never accept a bad one; the engine takes a kernel only after a
 * known-answer test.
 *
 * A module of its own, because a module with relaxed-simd instructions does not load where they are unknown.
 */

/** Kernel names, fastest first. */
export type KernelName = 'relaxed-simd' | 'simd128';

/** A kernel module: compiled, or as bytes that `WebAssembly.validate` can look at. */
export interface KernelSource {
  readonly name: KernelName;
  readonly module: WebAssembly.Module | BufferSource;
}

/** What the engine calls. Both functions say by their result where they cannot serve; they throw on a trap. */
export interface Kernel {
  readonly name: KernelName;
  /** Big-endian, 256 to 512 bytes, the first byte not zero. Gives opaque bytes that the caller owns. */
  prepare(modulus: Uint8Array): Uint8Array | undefined;
  /** Writes the power over `result`, which is as long as the signature and the modulus. */
  power(prepared: Uint8Array, signature: Uint8Array, result: Uint8Array): boolean;
}

/** The exports of `kernels/src/lib.rs`: addresses in its memory, and the operations on what stands there. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  operand(): number;
  block(): number;
  prepared(): number;
  prepared_length(): number;
  prepare(length: number): number;
  power(length: number): number;
}

/** Longest modulus that a kernel serves, in bytes. */
const MAX_BYTES = 512;

/** The kernels that this host can run, fastest first. */
export function* runnableKernels(sources: Iterable<KernelSource>): Generator<Kernel> {
  for (const { name, module } of sources) {
    if (module instanceof WebAssembly.Module) {
      yield createKernel(name, module);
    } else if (WebAssembly.validate(module)) {
      yield createKernel(name, new WebAssembly.Module(module));
    }
  }
}

function createKernel(name: KernelName, module: WebAssembly.Module): Kernel {
  const exports = new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
  // The memory never grows, so one view of each area is enough.
  const area = (address: number, length: number) => new Uint8Array(exports.memory.buffer, address, length);
  const operand = area(exports.operand(), MAX_BYTES);
  const block = area(exports.block(), MAX_BYTES);
  const key = area(exports.prepared(), exports.prepared_length());
  return {
    name,
    prepare(modulus) {
      if (modulus.length > MAX_BYTES) return undefined;
      operand.set(modulus);
      return exports.prepare(modulus.length) === 0 ? undefined : key.slice();
    },
    power(prepared, signature, result) {
      const { length } = signature;
      const fits = prepared.length === key.length && length <= MAX_BYTES && result.length === length;
      if (!fits) return false;
      key.set(prepared);
      operand.set(signature);
      if (exports.power(length) === 0) return false;
      result.set(block.subarray(0, length));
      return true;
    },
  };
}
