import { call } from './engine.js';
import { wasmSha256 } from './generated/build-info.js';
import type { Algorithm } from './types.js';

/** Which engine gives the verdicts. */
export interface EngineDescription {
  readonly version: string;
  readonly build: 'edge' | 'full';
  /** The implementation of the modular exponentiation. */
  readonly kernel: string;
  readonly algorithms: readonly Algorithm[];
  /** SHA-256 of the `claimgate/core.wasm` that this package was built with, in hexadecimal. */
  readonly wasmSha256: string;
}

/** Describes the running engine. @throws ClaimgateError ERR_ENGINE_PANIC */
export function engine(): EngineDescription {
  return { ...call((bindings) => bindings.engineInfo()), wasmSha256 } as EngineDescription;
}
