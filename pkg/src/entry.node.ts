/** Node: reads the module from the file next to this one. Synchronous, so that `require()` works too. */
import { readFileSync } from 'node:fs';
import * as bindings from '../wasm/core.js';
import { install } from './engine.js';

install(bindings, readFileSync(new URL('../wasm/core_bg.wasm', import.meta.url)));

export * from './index.js';
