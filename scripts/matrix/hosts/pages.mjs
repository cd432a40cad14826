// Browsers: what bundlers make of the package, and the package without a bundler, each in a real Chromium.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { build as esbuild } from 'esbuild';

import { inProject } from '../../lib/paths.mjs';
import { capture, StepError } from '../../lib/steps.mjs';
import { LOOPBACK } from '../../start/ports.mjs';
import { gzipSize, makeProject, PAGE_SCRIPT } from '../project.mjs';
import { pageResult, withFolder, withServer } from '../serving.mjs';
import { inMatrix } from '../tools.mjs';

const page = (script) => `<!doctype html><title>probe</title><script type="module" src="${script}"></script>\n`;

/** What a page needs: no eval, no inline script, WebAssembly. */
const POLICY = { 'Content-Security-Policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'" };

/** @returns {import('../../matrix.mjs').Host[]} */
export function pageHosts(node, chromium) {
  const bundled = (name, bundle) => ({
    name: `Chromium, ${name}`,
    run: async (common) => {
      const folder = await makeProject(common, name, { 'main.mjs': PAGE_SCRIPT, 'index.html': page('/main.mjs') });
      const { root, size } = await bundle(folder);
      return { result: await withFolder(root, POLICY, (origin) => pageResult(chromium, origin)), size };
    },
  });
  return [
    bundled('esbuild', async (folder) => inDist(folder, () => withEsbuild(folder))),
    bundled('Rollup', async (folder) => inDist(folder, () => withRollup(folder))),
    bundled('webpack', async (folder) => inDist(folder, () => withWebpack(folder))),
    bundled('Vite build', async (folder) => {
      await viteCommand(node, folder, ['build']);
      const root = path.join(folder, 'dist');
      return { root, size: await gzipSize(root) };
    }),
    { name: 'Chromium, Vite dev', run: (common) => withViteDev(common, node, chromium) },
    { name: 'Chromium, no bundler (slim)', run: (common) => withoutBundler(common, chromium) },
  ];
}

/** A bundle as the one script of a page. */
async function inDist(folder, bundle) {
  await bundle();
  const root = path.join(folder, 'dist');
  await writeFile(path.join(root, 'index.html'), page('/main.js'));
  return { root, size: await gzipSize(root) };
}

function withEsbuild(folder) {
  return esbuild({
    entryPoints: [path.join(folder, 'main.mjs')],
    outfile: path.join(folder, 'dist', 'main.js'),
    bundle: true, minify: true, format: 'esm', platform: 'browser', logLevel: 'silent',
  });
}

async function withRollup(folder) {
  const load = createRequire(inMatrix('package.json'));
  const { rollup } = load('rollup');
  const { nodeResolve } = load('@rollup/plugin-node-resolve');
  const bundle = await rollup({
    input: path.join(folder, 'main.mjs'),
    plugins: [nodeResolve({ browser: true })],
    onwarn: (warning) => { throw new StepError(warning.message); },
  });
  await bundle.write({ file: path.join(folder, 'dist', 'main.js'), format: 'es' });
  await bundle.close();
}

function withWebpack(folder) {
  const webpack = createRequire(inMatrix('package.json'))('webpack');
  const options = {
    mode: 'production',
    context: folder,
    entry: './main.mjs',
    output: { path: path.join(folder, 'dist'), filename: 'main.js' },
    performance: false,
  };
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings()) reject(new StepError(String(error ?? stats)));
      else resolve(undefined);
    });
  });
}

async function viteCommand(node, cwd, args) {
  const { code, output } = await capture(node, [inProject('node_modules', 'vite', 'bin', 'vite.js'), ...args], { cwd });
  if (code !== 0) throw new StepError(output.slice(-1500));
}

async function withViteDev(common, node, chromium) {
  const cwd = await makeProject(common, 'vite-dev', { 'main.mjs': PAGE_SCRIPT, 'index.html': page('/main.mjs') });
  const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
  const args = (port) => [vite, '--host', LOOPBACK, '--port', String(port), '--strictPort'];
  const server = { name: 'vite', command: node, args, cwd };
  return { result: await withServer(server, (origin) => pageResult(chromium, origin)), size: undefined };
}

/** The files of the package as they are, and its modules fetched: `claimgate/slim`. */
async function withoutBundler(common, chromium) {
  const base = '/node_modules/claimgate';
  const script = `import * as claimgate from '${base}/dist/slim.js';
import { fixture } from './fixture.mjs';
import { probe } from './probe.mjs';
await claimgate.init('${base}/wasm/core_bg.wasm', {
  relaxedSimd: '${base}/wasm/kernel-relaxed-simd.wasm',
  simd128: '${base}/wasm/kernel-simd128.wasm',
});
globalThis.probeResult = await probe(claimgate, fixture);
`;
  const files = { 'main.mjs': script, 'index.html': page('/main.mjs') };
  const folder = await makeProject(common, 'no-bundler', files);
  const result = await withFolder(folder, POLICY, (origin) => pageResult(chromium, origin));
  const dist = path.join(folder, 'node_modules', 'claimgate');
  return { result, size: await slimSize(dist) };
}

/** The scripts of `claimgate/slim`, the engine and both kernels, which is what a browser fetches at most. */
async function slimSize(dist) {
  const { metafile } = await esbuild({
    entryPoints: [path.join(dist, 'dist', 'slim.js')],
    bundle: true, write: false, metafile: true, format: 'esm', logLevel: 'silent', absWorkingDir: dist,
  });
  const files = [...Object.keys(metafile.inputs), 'wasm/core_bg.wasm', 'wasm/kernel-relaxed-simd.wasm', 'wasm/kernel-simd128.wasm'];
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(path.join(dist, file))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}
