/**
 * The same API without the engine: bring `claimgate/core.wasm` yourself and await `init` first. For pages
 * that want the module as a file of its own, and for hosts with their own way to compile it.
 */
import * as bindings from './edge-bindings.js';
import { type EngineSource, initWith, type KernelSources } from './start-engine.js';

export * from './index.js';
export type { EngineSource, KernelSources };

/**
 * Starts the engine. A second call changes nothing.
 * @param kernels modules to verify signatures several times faster with; one that this host cannot compile is
 *   passed over
 * @throws what the fetch or the compiler throws
 */
export function init(
  source: EngineSource | Promise<EngineSource>,
  kernels: KernelSources = {},
): Promise<void> {
  return initWith(bindings, source, kernels);
}
