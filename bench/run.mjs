// Runs every program on the package as it is built, and writes results/latest.json and results/latest.md.

import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { gzipSync } from 'node:zlib';

import { findChromium } from '../scripts/lib/chromium.mjs';
import { modernNode, nodeVersion, systemNode } from '../scripts/lib/node-runtime.mjs';
import { inProject, ROOT } from '../scripts/lib/paths.mjs';
import { run, say } from '../scripts/lib/steps.mjs';
import { judge } from './lib/goals.mjs';
import { writeReport } from './lib/report.mjs';
import { markdown } from './lib/table.mjs';

const STARTS = 11;
const PEERS = ['jose', 'fast-jwt', 'aws-jwt-verify', 'hono', 'miniflare', 'workerd'];
const MODULES = ['core_bg.wasm', 'kernel-relaxed-simd.wasm', 'kernel-simd128.wasm'];

/**
 * @param {{ quick?: boolean }} options `quick`: few rounds, for a look whether everything works; prints the
 *   table and writes no file
 */
export async function runBenchmarks({ quick = false }) {
  const modern = await modernNode();
  const loadBefore = os.loadavg()[0];
  const node = [];
  for (const executable of await differentNodes(modern)) node.push(await measureNode(executable, quick));
  const workerd = await program(modern, 'workerd', quick);
  const chromium = await measureChromium(modern, quick);
  const latency = await program(modern, 'latency', quick);
  const results = {
    date: new Date().toISOString(),
    quick,
    machine: machine(loadBefore),
    versions: peerVersions(),
    node,
    workerd,
    chromium,
    latency,
    size: await moduleSizes(),
  };
  const judged = { ...results, goals: judge(results) };
  const text = markdown(judged);
  if (!quick) await writeResults(judged, text);
  say(`\n${text}`);
}

/** The project's Node and the user's, where they are of different lines. */
async function differentNodes(modern) {
  const system = systemNode();
  const [first, second] = [await nodeVersion(modern), await nodeVersion(system)];
  if (major(first) !== major(second)) return [modern, system];
  say(`Only Node ${first} is here: other lines are not measured.`);
  return [modern];
}

async function measureNode(node, quick) {
  const version = await nodeVersion(node);
  return {
    version,
    major: major(version),
    libraries: await program(node, 'libraries', quick),
    kernels: await program(node, 'kernels', quick),
    breakdown: await program(node, 'breakdown', quick),
    scaling: await program(node, 'scaling', quick),
    startup: await starts(node),
    keyImport: await program(node, 'key-import', quick),
    memory: await program(node, 'memory', quick, ['--expose-gc']),
  };
}

/** The driver runs in Node, the contenders in the browser. */
async function measureChromium(node, quick) {
  const { browser } = await findChromium();
  return program(node, 'chromium', quick, [], [`--browser=${browser}`]);
}

async function starts(node) {
  const startup = {};
  for (const mode of ['package', 'bytes', 'modules']) {
    const runs = [];
    for (let count = 0; count < STARTS; count += 1) {
      runs.push(await program(node, 'startup', false, [], [`--mode=${mode}`]));
    }
    startup[mode] = { start: median(runs, 'start'), first: median(runs, 'first') };
  }
  return startup;
}

function median(runs, member) {
  return runs.map((entry) => entry[member]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
}

async function program(node, name, quick, nodeArguments = [], programArguments = []) {
  const args = [...nodeArguments, inProject('bench', 'programs', `${name}.mjs`), ...programArguments];
  if (quick) args.push('--quick');
  const title = [`bench ${name}`, ...programArguments, `on ${node}`].join(' ');
  return JSON.parse(await run(title, node, args, { cwd: ROOT }));
}

function machine(loadBefore) {
  const [{ model }] = os.cpus();
  return {
    cpu: model.trim(),
    cores: os.availableParallelism(),
    system: `${os.type()} ${os.machine()}`,
    loadBefore,
    loadAfter: os.loadavg()[0],
  };
}

function peerVersions() {
  const versionOf = (name) =>
    JSON.parse(readFileSync(inProject('node_modules', name, 'package.json'), 'utf8')).version;
  return Object.fromEntries(PEERS.map((name) => [name, versionOf(name)]));
}

async function moduleSizes() {
  const files = await Promise.all(
    MODULES.map(async (name) => {
      const content = await readFile(inProject('pkg', 'wasm', name));
      return { name, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length };
    }),
  );
  // A host loads the engine and one kernel; a bundle has all of them.
  return {
    files,
    gzipLoaded: files[0].gzip + files[1].gzip,
    gzipTotal: files.reduce((sum, file) => sum + file.gzip, 0),
  };
}

async function writeResults(results, text) {
  await mkdir(inProject('bench', 'results'), { recursive: true });
  await writeFile(inProject('bench', 'results', 'latest.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(inProject('bench', 'results', 'latest.md'), text);
  await writeReport(results);
}

function major(version) {
  return Number.parseInt(version, 10);
}
