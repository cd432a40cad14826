// A Worker of this repository as the modules that Miniflare takes: bundled as wrangler does, .wasm files as
// compiled modules.

import { readFile } from 'node:fs/promises';

import { build } from 'esbuild';

import { inProject, ROOT } from './paths.mjs';

/**
 * @param {string} entry the Worker's file
 * @param {string} folder where the bundle goes; pass it to Miniflare as `modulesRoot`
 */
export async function workerModules(entry, folder) {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    outdir: folder,
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    loader: { '.wasm': 'copy' },
    metafile: true,
  });
  const files = Object.keys(metafile.outputs).map((file) => inProject(file));
  // The first module is the Worker itself.
  files.sort((a, b) => Number(a.endsWith('.wasm')) - Number(b.endsWith('.wasm')));
  return Promise.all(
    files.map(async (file) => ({
      type: /** @type {'CompiledWasm' | 'ESModule'} */ (file.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule'),
      path: file,
      contents: await readFile(file),
    })),
  );
}
