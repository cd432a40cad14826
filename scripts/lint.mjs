// npm run lint: formatting, clippy, TypeScript, eslint, the supply chain, and the project's own rules about
// its sources.

import path from 'node:path';

import { build } from './build.mjs';
import { crateDocs } from './docs.mjs';
import { inProject, ROOT } from './lib/paths.mjs';
import { prepare } from './lib/setup.mjs';
import { checkSources, listSources } from './lib/source-checks.mjs';
import { checkSupplyChain } from './lib/supply-chain.mjs';
import { CARGO_PROGRESS, run, runScript, say, StepError } from './lib/steps.mjs';
import { WASM_TARGET, wasmClippy } from './lib/wasm-toolchain.mjs';

const DENY_WARNINGS = ['--', '-D', 'warnings'];

async function main() {
  const { toolchain, node } = await prepare();
  // Everything below looks at types of the built package, and tsc of the package at its generated sources.
  await build();

  /** @type {[name: string, run: () => Promise<unknown>][]} */
  const checks = [
    ['cargo fmt', () => cargo('check the formatting of Rust', ['fmt', '--all', '--check'])],
    ['clippy', () => clippy('without the bindings', [])],
    ['clippy with wasm', () => clippy('with the bindings', ['--features', 'wasm'])],
    ['clippy of the full build', () => clippy('of the full build', ['--features', 'wasm,full'])],
    ['clippy for wasm32', () => clippyForWasm(toolchain)],
    ['rustdoc', () => crateDocs()],
    ['TypeScript', () => typescript(node)],
    [
      'eslint',
      () =>
        run('run eslint', node, [tool('eslint/bin/eslint.js'), '--max-warnings', '0', '.'], { cwd: ROOT }),
    ],
    ['source rules', () => checkSources()],
    ['supply chain', () => checkSupplyChain()],
  ];
  const failed = [];
  for (const [name, check] of checks) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      say(error.message);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new StepError(`lint failed: ${failed.join(', ')}`);
  say(`lint: ${checks.length} checks passed`);
}

function cargo(title, args) {
  return run(title, 'cargo', args, { cwd: ROOT, env: CARGO_PROGRESS });
}

function clippy(variant, features) {
  return cargo(`clippy ${variant}`, [
    'clippy',
    '--locked',
    '--workspace',
    '--all-targets',
    ...features,
    ...DENY_WARNINGS,
  ]);
}

async function clippyForWasm(toolchain) {
  const { command, args, env } = await wasmClippy(toolchain);
  const variants = {
    'clippy for wasm32': ['--lib', '--tests', '--features', 'wasm'],
    'clippy for wasm32, the edge module': ['--lib', '--no-default-features', '--features', 'wasm'],
    // The crate inside somebody else's module, without bindings for JavaScript.
    'clippy for wasm32, a Worker in Rust': ['--lib', '--package', 'claimgate-example-workers-rs'],
  };
  for (const [title, variant] of Object.entries(variants)) {
    const options = ['--locked', '--target', WASM_TARGET, ...variant];
    await run(title, command, [...args, ...options, ...DENY_WARNINGS], {
      cwd: ROOT,
      env: { ...env, ...CARGO_PROGRESS },
    });
  }
}

/** Checks every folder that has a tsconfig.json. */
async function typescript(node) {
  const projects = (await listSources()).filter((file) => path.basename(file) === 'tsconfig.json');
  for (const project of projects) {
    await run(
      `check the types of ${path.dirname(project)}`,
      node,
      [tool('typescript/bin/tsc'), '--noEmit', '-p', project],
      { cwd: ROOT },
    );
  }
}

function tool(script) {
  return inProject('node_modules', script);
}

await runScript(main);
