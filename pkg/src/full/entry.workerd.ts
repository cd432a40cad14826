/** Cloudflare Workers: the modules were compiled when the Worker was uploaded. */
import * as bindings from '../../wasm/full.js';
import module from '../../wasm/full_bg.wasm';
import relaxedSimd from '../../wasm/kernel-relaxed-simd.wasm';
import { install } from '../engine.js';

install(bindings, module, [{ name: 'relaxed-simd', module: relaxedSimd }]);

export * from './api.js';
