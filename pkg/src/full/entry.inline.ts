/** Browsers through a bundler, Deno and Bun: the modules travel as text. */
import * as bindings from '../../wasm/full.js';
import { install } from '../engine.js';
import { fullWasmBase64 } from '../generated/full-inline.js';
import { relaxedSimdBase64, simd128Base64 } from '../generated/wasm-inline.js';

install(bindings, bytesOf(fullWasmBase64), [
  { name: 'relaxed-simd', module: bytesOf(relaxedSimdBase64) },
  { name: 'simd128', module: bytesOf(simd128Base64) },
]);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export * from './api.js';
