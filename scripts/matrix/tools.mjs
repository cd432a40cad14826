// The bundlers and runtimes that only the matrix needs. Their versions are pinned here, and they are installed
// under target/, where the project's own tools are found too; delete the folder at any time.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { captureNpm } from '../lib/npm.mjs';
import { inProject } from '../lib/paths.mjs';
import { say, StepError } from '../lib/steps.mjs';

export const TOOLS = {
  '@cloudflare/vite-plugin': '1.64.0',
  '@rollup/plugin-node-resolve': '16.0.3',
  bun: '1.4.5',
  deno: '2.9.6',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  rollup: '4.68.8',
  webpack: '5.113.0',
};

/** A path in the folder of the matrix. */
export function inMatrix(...segments) {
  return inProject('target', 'matrix', ...segments);
}

/** Installs what is missing. Without install scripts: none of the tools needs its own here. */
export async function installTools() {
  await mkdir(inMatrix(), { recursive: true });
  const manifest = inMatrix('package.json');
  const wanted = JSON.stringify({ name: 'claimgate-matrix', private: true, dependencies: TOOLS }, null, 2);
  const isSame = existsSync(manifest) && (await readFile(manifest, 'utf8')) === wanted;
  const isThere = Object.keys(TOOLS).every((name) => existsSync(inMatrix('node_modules', name)));
  if (isSame && isThere) return;
  await writeFile(manifest, wanted);
  say('> install the tools of the matrix (npm install)');
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--no-package-lock'];
  const { code, output } = await captureNpm(['install', ...options], { cwd: inMatrix() });
  if (code !== 0) throw new StepError(`the tools of the matrix cannot be installed: ${output.slice(-2000)}`);
}

/** The first of several files in the tools' folder that is there. */
export function toolFile(...candidates) {
  return candidates.map((file) => inMatrix('node_modules', file)).find((file) => existsSync(file));
}
