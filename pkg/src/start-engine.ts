/** Starting the engine from a module that the host brings: compiled, as bytes, or as an address. */
import { type EngineBindings, install, isInstalled } from './engine.js';
import type { KernelName, KernelSource } from './kernel.js';

/** Where the engine's module comes from: compiled, as bytes, as a response, or as an address to fetch. */
export type EngineSource = WebAssembly.Module | BufferSource | Response | URL | string;

/** The optional modules with faster RSA kernels. */
export interface KernelSources {
  /** `claimgate/kernel-relaxed-simd.wasm`: the fastest. */
  readonly relaxedSimd?: EngineSource | Promise<EngineSource> | undefined;
  /** `claimgate/kernel-simd128.wasm`: for hosts without relaxed-simd instructions. */
  readonly simd128?: EngineSource | Promise<EngineSource> | undefined;
}

/** Starts the engine once; see `init` of `claimgate/slim`. */
export async function initWith(
  bindings: EngineBindings,
  source: EngineSource | Promise<EngineSource>,
  kernels: KernelSources,
): Promise<void> {
  const [module, ...found] = await Promise.all([
    Promise.resolve(source).then(moduleOf),
    kernelSource('relaxed-simd', kernels.relaxedSimd),
    kernelSource('simd128', kernels.simd128),
  ]);
  if (!isInstalled()) {
    install(
      bindings,
      module,
      found.filter((kernel) => kernel !== undefined),
    );
  }
}

async function kernelSource(
  name: KernelName,
  source: KernelSources['simd128'],
): Promise<KernelSource | undefined> {
  if (source === undefined) {
    return undefined;
  }
  const given = await source;
  try {
    return { name, module: await moduleOf(given) };
  } catch (error) {
    // The host does not know the instructions. The engine works without.
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

async function moduleOf(source: EngineSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) {
    return source;
  }
  if (typeof source === 'string' || source instanceof URL) {
    return compileResponse(await fetch(source));
  }
  return source instanceof Response ? compileResponse(source) : WebAssembly.compile(source);
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) {
    throw new Error(`The engine could not be fetched: status ${response.status}.`);
  }
  // Streaming compilation refuses any other type, and some file servers do not know this one.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
