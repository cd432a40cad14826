/** Vercel's edge runtime, as Next.js has it: no code from bytes, and `?module` asks the bundler for compiled modules. */
import module from '../wasm/core_bg.wasm?module';
import simd128 from '../wasm/kernel-simd128.wasm?module';
import * as bindings from './edge-bindings.js';
import { install } from './engine.js';

// The host compiles every module that is named here, and a Node 20 under it cannot compile relaxed-simd.
install(bindings, ofThisRealm(module), [{ name: 'simd128', module: ofThisRealm(simd128) }]);

/**
 * `next start` compiles in one realm and runs in another, where `instanceof WebAssembly.Module`, which the glue asks,
 * does not know the module. Instances are made of it all the same.
 */
function ofThisRealm(compiled: WebAssembly.Module): WebAssembly.Module {
  if (!(compiled instanceof WebAssembly.Module)) {
    Object.setPrototypeOf(compiled, WebAssembly.Module.prototype);
  }
  return compiled;
}

export * from './index.js';
