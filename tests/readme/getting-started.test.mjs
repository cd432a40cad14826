// docs/GETTING_STARTED.md, step by step as a newcomer takes it, with the packed package. One thing differs:
// wrangler is the project's own in place of a fresh `npm install`.

import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { captureNpm } from '../../scripts/lib/npm.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { freePorts } from '../../scripts/start/ports.mjs';
import { startProcess } from '../../scripts/start/processes.mjs';

const folder = inProject('target', 'getting-started', 'my-api');
const READY = 120; // seconds
let steps;
let port;
let worker;

/** The commands of a step, with a port that is free here. */
function commands(name) {
  return steps[name].replaceAll('8787', String(port)).split('\n');
}

const sh = async (command) => (await promisify(execFile)('sh', ['-c', command], { cwd: folder })).stdout;

beforeAll(async () => {
  const text = await readFile(inProject('docs', 'GETTING_STARTED.md'), 'utf8');
  const found = text.matchAll(/<!-- step: (\w+) -->\n```sh\n([\s\S]*?)\n```/g);
  steps = Object.fromEntries([...found].map(([, name, code]) => [name, code]));
  [port] = await freePorts([0]);
  await rm(folder, { recursive: true, force: true });
  await cp(inProject('examples', 'template-worker'), folder, { recursive: true });
  await install();
}, 240_000);

afterAll(() => worker?.stop());

/** `npm install` with the tarball for `claimgate`, which is not published. */
async function install() {
  const target = path.dirname(folder);
  const packed = await captureNpm(['pack', '--json', '--pack-destination', target, '--workspace', 'claimgate']);
  const tarball = path.join(target, JSON.parse(packed.stdout)[0].filename);
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--offline'];
  const { code, output } = await captureNpm(['install', ...options, tarball], { cwd: folder });
  if (code !== 0) throw new Error(output);
  await mkdir(path.join(folder, 'node_modules', '.bin'), { recursive: true });
  const program = path.join('node_modules', '.bin', 'wrangler');
  await symlink(inProject(program), path.join(folder, program));
}

test('the steps are there', () => {
  expect(Object.keys(steps)).toEqual(['install', 'token', 'dev', 'ask']);
  expect(steps.install.split('\n')).toEqual(['npm install', 'npm install --save-dev wrangler']);
});

test('from the copied template to a Worker that lets nobody in without a token', { timeout: 240_000 }, async () => {
  const start = performance.now();
  for (const command of commands('token')) await sh(command);
  expect(await readFile(path.join(folder, 'token.txt'), 'utf8')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);

  const [dev] = commands('dev');
  worker = startProcess('wrangler dev', 'sh', ['-c', `${dev} --inspector-port 0`], {
    cwd: folder,
    env: { CI: '1', CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' },
  });
  const isUp = async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) !== undefined;
  await worker.ready(isUp, READY);

  const answers = [];
  for (const command of commands('ask')) answers.push(await sh(command));
  const [nobody, somebody, tooMuch] = answers;
  expect(nobody).toMatch(/^HTTP\/1.1 401 /);
  expect(nobody).toMatch(/^www-authenticate: Bearer realm="api"\r$/im);
  expect(somebody).toMatch(/^HTTP\/1.1 200 /);
  expect(somebody).toContain('{"hello":"developer","scopes":["orders.read"]}');
  expect(tooMuch).toMatch(/^HTTP\/1.1 403 /);
  expect(tooMuch).toContain('ERR_SCOPE_INSUFFICIENT');
  const seconds = (performance.now() - start) / 1000;
  console.log(`steps 2 and 3 took ${seconds.toFixed(1)} s of the machine's time`);
});
