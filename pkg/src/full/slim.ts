/** The same without the engine: bring `claimgate/full.wasm` yourself and await `init` first. */
import * as bindings from '../../wasm/full.js';
import { type EngineSource, initWith, type KernelSources } from '../start-engine.js';

export type { EngineSource, KernelSources };
export * from './api.js';

/**
 * Starts the engine. A second call changes nothing.
 * @param kernels modules to verify RSA signatures several times faster with; one that this host cannot
 *   compile is passed over
 * @throws what the fetch or the compiler throws
 */
export function init(
  source: EngineSource | Promise<EngineSource>,
  kernels: KernelSources = {},
): Promise<void> {
  return initWith(bindings, source, kernels);
}
