/**
 * The same API without the engine: bring `claimgate/core.wasm` yourself and await `init` first. For pages
 * that want the module as a file of its own, and for hosts with their own way to compile it.
 */
import * as bindings from '../wasm/core.js';
import { install, isInstalled } from './engine.js';

export * from './index.js';

/** Where the engine's module comes from: compiled, as bytes, as a response, or as an address to fetch. */
export type EngineSource = WebAssembly.Module | BufferSource | Response | URL | string;

/**
 * Starts the engine. A second call changes nothing.
 * @throws what the fetch or the compiler throws
 */
export async function init(source: EngineSource | Promise<EngineSource>): Promise<void> {
  const given = await source;
  if (!isInstalled()) {
    install(bindings, await moduleOf(given));
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
