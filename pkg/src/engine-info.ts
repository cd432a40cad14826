import { call } from './engine.js';
import { edgeWasmSha256 } from './generated/build-info.js';
import type { Algorithm } from './types.js';

/** Which engine gives the verdicts. */
export interface EngineDescription {
  /** The version of the package and of the crate. */
  readonly version: string;
  /** `edge` verifies RSA; `full` more algorithms, and explains. */
  readonly build: 'edge' | 'full';
  /** The implementation of the modular exponentiation. */
  readonly kernel: string;
  /** The algorithms that this build verifies. */
  readonly algorithms: readonly Algorithm[];
  /** SHA-256 of the `claimgate/core.wasm` that this package was built with, in hexadecimal. */
  readonly wasmSha256: string;
}

/** Describes the running engine. @throws ClaimgateError ERR_ENGINE_PANIC */
export function engine(): EngineDescription {
  return describeEngine(edgeWasmSha256);
}

/** @param wasmSha256 of the module that this entry of the package starts */
export function describeEngine(wasmSha256: string): EngineDescription {
  return { ...call((bindings) => bindings.engineInfo()), wasmSha256 } as EngineDescription;
}
