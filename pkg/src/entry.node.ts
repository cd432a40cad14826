/** Node: reads the modules from the files next to this one. Synchronous, so that `require()` works too. */
import { readFileSync } from 'node:fs';
import * as bindings from './edge-bindings.js';
import { install } from './engine.js';

install(bindings, read('core_bg.wasm'), [
  { name: 'relaxed-simd', module: read('kernel-relaxed-simd.wasm') },
  { name: 'simd128', module: read('kernel-simd128.wasm') },
]);

function read(name: string) {
  return readFileSync(new URL(`../wasm/${name}`, import.meta.url));
}

export * from './index.js';
