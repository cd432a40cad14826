// The parts of the npm package that are one file each: `claimgate/full` with its own engine, and the command.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { inProject } from './paths.mjs';
import { say } from './steps.mjs';

/** The entries of `claimgate/full`. */
const FULL_ENTRIES = ['entry.node', 'entry.workerd', 'entry.inline', 'slim'];

/** What the command is bundled with: development dependencies, so that whoever installs the package gets none. */
const BUNDLED = ['commander', 'picocolors'];

/**
 * `claimgate/full` may be used beside `claimgate`, and each needs an engine of its own. So the modules between
 * the two engines and the API are bundled into it, and only the errors are shared: `instanceof` holds for both.
 */
const sharedModules = {
  name: 'claimgate:shared-modules',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/(?:.*\/)?(?:error-codes|errors)\.js$/ }, ({ path: imported }) => ({
      path: `../${path.posix.basename(imported)}`,
      external: true,
    }));
    // The modules of the engine stay the files that they are.
    build.onResolve({ filter: /\/wasm\// }, ({ path: imported }) => ({
      path: `../../wasm/${path.posix.basename(imported)}`,
      external: true,
    }));
  },
};

const COMMON = {
  bundle: true,
  format: /** @type {const} */ ('esm'),
  target: 'es2022',
  logLevel: /** @type {const} */ ('warning'),
  plugins: [sharedModules],
};

/** Replaces what the compiler wrote for these entries by one file each. Runs after the compiler. */
export async function bundlePackage() {
  const { build } = await import('esbuild');
  await build({
    ...COMMON,
    entryPoints: FULL_ENTRIES.map((name) => inProject('pkg', 'src', 'full', `${name}.ts`)),
    outdir: inProject('pkg', 'dist', 'full'),
    platform: 'neutral',
    external: ['node:*'],
    // One file that the entries share.
    splitting: true,
  });
  await build({
    ...COMMON,
    entryPoints: [inProject('pkg', 'src', 'cli', 'main.ts')],
    outfile: inProject('pkg', 'dist', 'cli', 'main.js'),
    platform: 'node',
    external: ['claimgate/full'],
    // The first line makes it a command; the second is for a dependency that is written for require().
    banner: {
      js: [
        '#!/usr/bin/env node',
        "import { createRequire } from 'node:module';",
        'const require = createRequire(import.meta.url);',
      ].join('\n'),
    },
  });
  await writeFile(inProject('pkg', 'dist', 'cli', 'THIRD-PARTY.txt'), await licences());
  say('  done: bundle claimgate/full and the command');
}

/** The licences of what is bundled ask to travel with it. */
async function licences() {
  const texts = await Promise.all(
    BUNDLED.map(async (name) => {
      const folder = inProject('node_modules', name);
      const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      const text = await readFile(path.join(folder, 'LICENSE'), 'utf8');
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  return `The command in this folder contains:\n\n${texts.join('\n')}`;
}
