/** Cloudflare Workers: the module was compiled when the Worker was uploaded. */
import * as bindings from '../wasm/core.js';
import module from '../wasm/core_bg.wasm';
import { install } from './engine.js';

install(bindings, module);

export * from './index.js';
