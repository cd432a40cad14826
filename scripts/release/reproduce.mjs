// Reproducible builds: the same sources, copied into another folder and compiled from nothing, give the same
// modules byte for byte. What depends on a path, on the time or on what was compiled before shows here.

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { inProject } from '../lib/paths.mjs';
import { listSources } from '../lib/source-checks.mjs';
import { run, say, StepError } from '../lib/steps.mjs';

export const MODULES = ['core_bg.wasm', 'kernel-relaxed-simd.wasm', 'kernel-simd128.wasm'];

/** What is built from. The rest of the project cannot change the modules. */
const BUILT_FROM =
  /^(src|kernels|text|tools|data|scripts|examples\/(native|workers-rs)|\.cargo)\/|^(Cargo\.(toml|lock)|rust-toolchain\.toml|package(-lock)?\.json|README\.md|CHANGELOG\.md|LICENSE-.*)$/;

/** @throws {StepError} when a module differs */
export async function checkReproducible() {
  const copy = inProject('target', 'another-build-of-claimgate');
  await rm(copy, { recursive: true, force: true });
  await copySources(copy);
  const script = pathToFileURL(path.join(copy, 'scripts', 'lib', 'engine-build.mjs')).href;
  const kernels = pathToFileURL(path.join(copy, 'scripts', 'lib', 'kernel-build.mjs')).href;
  const text = `const { buildWasm } = await import('${script}'); await buildWasm();
    const { buildKernels } = await import('${kernels}'); await buildKernels();`;
  await run('build the modules again, elsewhere', process.execPath, ['--input-type=module', '--eval', text], {
    cwd: copy,
  });
  const differing = [];
  for (const name of MODULES) {
    const [here, there] = await Promise.all(
      [inProject('pkg', 'wasm', name), path.join(copy, 'pkg', 'wasm', name)].map(sha256),
    );
    if (here !== there) differing.push(`${name}: ${here} here, ${there} there`);
  }
  if (differing.length > 0) throw new StepError(`the build is not reproducible:\n${differing.join('\n')}`);
  say(`  done: ${MODULES.length} modules, the same bytes from two builds`);
  await rm(copy, { recursive: true, force: true });
}

async function copySources(copy) {
  const files = (await listSources()).filter((file) => BUILT_FROM.test(file));
  for (const file of files) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await cp(inProject(file), path.join(copy, file));
  }
  // wasm-opt is in there.
  await symlink(inProject('node_modules'), path.join(copy, 'node_modules'));
}

async function sha256(file) {
  return createHash('sha256').update(await readFile(file)).digest('hex');
}
