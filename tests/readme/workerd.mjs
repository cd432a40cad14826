// A Worker's source on a real workerd, bundled the way wrangler does it: modules of WebAssembly stay files.

import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

import { inProject } from '../../scripts/lib/paths.mjs';

/**
 * @param {string} entry the Worker's source
 * @param {object} options of Miniflare: bindings, outboundService
 */
export async function startBundledWorker(entry, options) {
  const dist = inProject('target', 'bundled-workers', path.relative(inProject(), path.dirname(entry)));
  await rm(dist, { recursive: true, force: true });
  await build({
    entryPoints: { worker: entry },
    outdir: dist,
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    loader: { '.wasm': 'copy' },
  });
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: await modules(dist),
      compatibilityDate: '2026-06-01',
      kvNamespaces: ['JWKS'],
      ...options,
    }),
  );
  await worker.ready;
  return worker;
}

async function modules(dist) {
  const names = await readdir(dist);
  const main = 'worker.js';
  return Promise.all(
    [main, ...names.filter((name) => name !== main)].map(async (name) => ({
      type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
      path: path.join(dist, name),
      contents: await readFile(path.join(dist, name)),
    })),
  );
}
