/** Browsers through a bundler, Deno and Bun: the modules travel as text, which every bundler can handle. */
import * as bindings from './edge-bindings.js';
import { install } from './engine.js';
import { relaxedSimdBase64, simd128Base64, wasmBase64 } from './generated/wasm-inline.js';

install(bindings, bytesOf(wasmBase64), [
  { name: 'relaxed-simd', module: bytesOf(relaxedSimdBase64) },
  { name: 'simd128', module: bytesOf(simd128Base64) },
]);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export * from './index.js';
