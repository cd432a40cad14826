/** Cloudflare Workers: the modules were compiled when the Worker was uploaded. */
import module from '../wasm/core_bg.wasm';
import relaxedSimd from '../wasm/kernel-relaxed-simd.wasm';
import * as bindings from './edge-bindings.js';
import { install } from './engine.js';

// workerd has had relaxed-simd instructions longer than any date that the other features here need.
install(bindings, module, [{ name: 'relaxed-simd', module: relaxedSimd }]);

export * from './index.js';
