// The stages of `npm test`. Each says what it needs, runs its tests with their output passed through, and
// counts them.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { CHROMIUM_ARGUMENTS } from './chromium.mjs';
import { buildWasm } from './engine-build.mjs';
import { nodeVersion, systemNode } from './node-runtime.mjs';
import { checkPackage } from './package-check.mjs';
import { npmCommand } from './npm.mjs';
import { inProject, ROOT } from './paths.mjs';
import { capture, say, StepError } from './steps.mjs';
import { countRustTests, countVitestTests } from './test-counts.mjs';

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Tally */
/** @typedef {Awaited<ReturnType<typeof import('./setup.mjs').prepare>>} Parts */
/** @typedef {'build' | 'wasmTools' | 'chromium'} Need */
/** @typedef {{ title: string, needs: readonly Need[], run: (parts: any) => Promise<Tally> }} Stage */

/** In the order in which they run: what the later ones stand on comes first. @type {Record<string, Stage>} */
export const STAGES = {
  rust: { title: 'the crate, natively', needs: [], run: testRust },
  wasm: {
    title: 'the crate as wasm, in Node and in Chromium',
    needs: ['wasmTools', 'chromium'],
    run: testWasm,
  },
  js: {
    title: 'the npm package in Node, workerd and Chromium',
    needs: ['build', 'chromium'],
    run: testPackage,
  },
  readme: { title: 'the snippets of the README', needs: ['build', 'chromium'], run: testReadme },
  www: { title: 'the page in Chromium', needs: ['build', 'chromium'], run: testPage },
  e2e: { title: 'npm start -- --check', needs: ['build'], run: testStart },
  pack: { title: 'the packed npm package', needs: ['build'], run: checkPackage },
};

/** Slow machines need longer than the runner's 20 seconds for the first page. */
const BROWSER_TEST_SECONDS = '180';

async function testRust() {
  const packages = ['claimgate', 'claimgate-text', 'claimgate-example-workers-rs'];
  const named = packages.flatMap((name) => ['--package', name]);
  const edge = await cargoTests('cargo', ['test', '--locked', '--no-fail-fast', ...named], {});
  // What only the full build has; that the rest is the same in both is compared in JavaScript.
  const full = ['test', '--locked', '--no-fail-fast', '--features', 'full', '--lib', '--test', 'full'];
  return add(edge, await cargoTests('cargo', full, {}));
}

/** @param {Required<Parts>} parts */
async function testWasm({ toolchain, wasmTools, chromium }) {
  const env = {
    ...toolchain.env,
    PATH: [...wasmTools.binFolders, toolchain.env.PATH ?? process.env.PATH].join(path.delimiter),
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: await writeWebdriverOptions(chromium.browser),
    WASM_BINDGEN_TEST_TIMEOUT: BROWSER_TEST_SECONDS,
  };
  const cargoArguments = ['--', '--locked', '--features', 'wasm', '--test', 'wasm_*'];
  const hosts = [['--node'], ['--headless', '--chrome', '--chromedriver', chromium.driver]];
  let total = noTests();
  for (const host of hosts) {
    total = add(
      total,
      await cargoTests(wasmTools.wasmPack, ['test', ...host, '--mode', 'no-install', ...cargoArguments], env),
    );
  }
  return total;
}

async function testPackage({ node }) {
  // A build in which a test can cause a real panic. It is never part of the package.
  await buildWasm({ features: ['wasm', 'test-hooks'], outDir: inProject('target', 'wasm-test-hooks') });
  const everywhere = await vitest(node, ['node', 'workerd', 'chromium']);
  const other = systemNode();
  const version = await nodeVersion(other);
  if (version === (await nodeVersion(node))) return everywhere;
  say(`\nthe same in Node ${version}:`);
  return add(everywhere, await vitest(other, ['node'], { CLAIMGATE_TEST_HOSTS: 'node' }));
}

function testPage({ node }) {
  return vitest(node, ['www']);
}

function testReadme({ node }) {
  return vitest(node, ['readme']);
}

async function testStart() {
  const [command, ...first] = npmCommand();
  const { code } = await capture(command, [...first, 'start', '--', '--check'], { cwd: ROOT, inherit: true });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

async function cargoTests(command, args, env) {
  say(`> ${path.basename(command)} ${args.join(' ')}`);
  const { code, output } = await capture(command, args, { cwd: ROOT, env, onOutput: passThrough });
  return countRustTests(output, code);
}

/** Runs projects of vitest.config.mjs in a Node of a given path. */
async function vitest(node, projects, env = {}) {
  const reportFile = inProject('target', 'claimgate', `vitest-${projects.join('-')}.json`);
  await mkdir(path.dirname(reportFile), { recursive: true });
  await writeFile(reportFile, '');
  const args = [
    inProject('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((name) => ['--project', name]),
  ];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`);
  const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  const { code } = await capture(node, args, { cwd: ROOT, env: { PATH, ...env }, inherit: true });
  const report = await readFile(reportFile, 'utf8');
  if (!report) throw new StepError(`vitest ended with code ${code} before it wrote its report`);
  return countVitestTests(JSON.parse(report), code);
}

/**
 * The browser to start differs from machine to machine, so the driver's options are written when it is known.
 */
async function writeWebdriverOptions(browser) {
  const file = inProject('target', 'claimgate', 'webdriver.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    file,
    JSON.stringify({ 'goog:chromeOptions': { binary: browser, args: CHROMIUM_ARGUMENTS } }),
  );
  return file;
}

function passThrough(text) {
  process.stdout.write(text);
}

function noTests() {
  return { passed: 0, failed: 0, skipped: [] };
}

function add(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
  };
}
