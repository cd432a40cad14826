// npm run matrix: the packed package in every host it promises to run in. Each verifies a real signed token and
// refuses a forged and an expired one. `npm run matrix -- deno rollup` runs the hosts whose names hold one of the
// words; `--built` takes the package as it was built last.

import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { inProject } from './lib/paths.mjs';
import { nodeVersion, systemNode } from './lib/node-runtime.mjs';
import { prepare } from './lib/setup.mjs';
import { runScript, say, timed } from './lib/steps.mjs';
import { edgeHosts } from './matrix/hosts/edge.mjs';
import { pageHosts } from './matrix/hosts/pages.mjs';
import { nodeHosts, NotRun, otherRuntimes } from './matrix/hosts/runtimes.mjs';
import { workerHosts } from './matrix/hosts/workers.mjs';
import { EXPECTED, makeFixture, pack } from './matrix/project.mjs';
import { installTools } from './matrix/tools.mjs';

/**
 * @typedef {object} Common
 * @property {string} tarball
 * @property {object} fixture
 *
 * @typedef {object} Outcome
 * @property {{ kernel: string, good: string, forged: string, expired: string }} result what the probe said
 * @property {number | undefined} size bytes that the host loads, compressed by gzip, with the probe and without
 *   source maps; undefined for hosts that serve unbundled sources
 *
 * @typedef {object} Host
 * @property {string} name
 * @property {(common: Common) => Promise<Outcome>} run
 */

async function main() {
  const { values, positionals } = parseArgs({
    options: { built: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const words = positionals.map((word) => word.toLowerCase());
  const { node, chromium } = await prepare({ chromium: true });
  if (!values.built) await build();
  await installTools();
  const common = { tarball: await pack(), fixture: await makeFixture() };
  const hosts = (await allHosts(node, chromium.browser)).filter(
    ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
  );
  const rows = [];
  for (const host of hosts) rows.push(await runHost(host, common));
  printTable(rows);
  if (rows.length === 0 || rows.some(({ isGood }) => !isGood)) process.exitCode = 1;
}

/** @returns {Promise<Host[]>} */
async function allHosts(node, chromium) {
  const nodes = new Map();
  for (const file of [systemNode(), node]) nodes.set((await nodeVersion(file)).split('.')[0], file);
  const versions = [...nodes].map(([version, file]) => ({ version, node: file }));
  return [
    ...nodeHosts(versions),
    ...otherRuntimes,
    ...workerHosts(node),
    ...edgeHosts(node),
    ...pageHosts(node, chromium),
  ];
}

/** A host that cannot be had here is a row too, with the reason, and fails nothing. */
async function runHost({ name, run }, common) {
  say(`> ${name}`);
  try {
    const { result: outcome, milliseconds } = await timed(() => run(common));
    const { result, size } = outcome;
    const isVerified = result.good === EXPECTED.good;
    const isRefused = result.forged === EXPECTED.forged && result.expired === EXPECTED.expired;
    const isGood = isVerified && isRefused && typeof result.kernel === 'string';
    say(`  ${isGood ? 'done' : `FAILED: ${JSON.stringify(result)}`} (${(milliseconds / 1000).toFixed(1)} s)`);
    return { name, isGood, loads: 'yes', verifies: yes(isVerified), refuses: yes(isRefused), kernel: result.kernel ?? '-', size };
  } catch (error) {
    const reason = String(error?.message ?? error);
    const isNotRun = error instanceof NotRun;
    say(`  ${isNotRun ? 'not run' : 'FAILED'}: ${reason}`);
    return { name, isGood: isNotRun, loads: isNotRun ? `not run: ${reason}` : 'NO', verifies: '-', refuses: '-', kernel: '-' };
  }
}

function yes(isSo) {
  return isSo ? 'yes' : 'NO';
}

function printTable(rows) {
  const header = ['host', 'loads', 'verifies', 'refuses', 'kernel', 'gzip'];
  const kilobytes = (size) => (size === undefined ? '-' : `${(size / 1024).toFixed(1)} KB`);
  const lines = rows.map(({ name, loads, verifies, refuses, kernel, size }) => [name, loads, verifies, refuses, kernel, kilobytes(size)]);
  const widths = header.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)));
  const print = (cells) => say(`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  say('');
  print(header);
  print(widths.map((width) => '-'.repeat(width)));
  for (const line of lines) print(line);
  const bad = rows.filter(({ isGood }) => !isGood).map(({ name }) => name);
  say(bad.length === 0 ? `\nall ${rows.length} hosts passed` : `\nfailed: ${bad.join(', ')}`);
}

await runScript(async () => {
  process.chdir(inProject());
  await main();
});
