/** Browsers through a bundler, Deno and Bun: the module travels as text, which every bundler can handle. */
import * as bindings from '../wasm/core.js';
import { install } from './engine.js';
import { wasmBase64 } from './generated/wasm-inline.js';

install(
  bindings,
  Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)),
);

export * from './index.js';
