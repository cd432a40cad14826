// What a clone needs before anything can be built, run or tested.

import { findChromium } from './chromium.mjs';
import { modernNode } from './node-runtime.mjs';
import { installPackages } from './npm.mjs';
import { wasmToolchain } from './wasm-toolchain.mjs';
import { wasmTools } from './wasm-tools.mjs';

/**
 * Sets the clone up: npm packages, the wasm toolchain and, where asked for, the wasm test tools and Chromium.
 * Does nothing where it is all there.
 *
 * @param {{ wasmTools?: boolean, chromium?: boolean }} [wanted]
 * @returns {Promise<{
 *   node: string,
 *   toolchain: import('./wasm-toolchain.mjs').WasmToolchain,
 *   wasmTools?: { wasmPack: string, binFolders: string[] },
 *   chromium?: { browser: string, driver: string, version: string },
 * }>} `node` is the path of a Node that is new enough for wrangler
 * @throws {StepError} with a message that says what to do
 */
export async function prepare(wanted = {}) {
  await installPackages();
  const node = await modernNode();
  const toolchain = await wasmToolchain();
  return {
    node,
    toolchain,
    ...(wanted.wasmTools && { wasmTools: await wasmTools() }),
    ...(wanted.chromium && { chromium: await findChromium() }),
  };
}
