// Servers of the matrix, and a real Chromium that opens their pages.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

import { chromium } from 'playwright';

import { CHROMIUM_ARGUMENTS } from '../lib/chromium.mjs';
import { StepError } from '../lib/steps.mjs';
import { freePorts, loopbackOrigin } from '../start/ports.mjs';
import { startProcess } from '../start/processes.mjs';

const START_LIMIT = 180; // seconds
const PAGE_LIMIT = 60_000; // milliseconds

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.html': 'text/html', '.wasm': 'application/wasm' };

/** Nothing of this may reach the network or ask questions. */
const QUIET = {
  CI: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
};

/**
 * Starts a server, does something with it, and ends it.
 *
 * @template T
 * @param {{ name: string, command: string, args: (port: number) => readonly string[], cwd: string,
 *   env?: NodeJS.ProcessEnv }} server
 * @param {(origin: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withServer({ name, command, args, cwd, env }, use) {
  const [port] = await freePorts([0]);
  const child = startProcess(name, command, args(port), { cwd, env: { ...QUIET, ...env } });
  const origin = loopbackOrigin(port);
  try {
    await child.ready(async () => (await fetch(origin).catch(() => undefined))?.status < 500, START_LIMIT);
    return await use(origin);
  } finally {
    await child.stop();
  }
}

/** The JSON that a server answers with. */
export async function answerOf(url) {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new StepError(`${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** Serves a folder, with more headers. */
export async function withFolder(folder, headers, use) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = path.join(folder, path.normalize(pathname === '/' ? '/index.html' : pathname));
    const body = await readFile(file).catch(() => undefined);
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { ...headers, 'Content-Type': type }).end(body);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(undefined)); });
  try {
    const address = server.address();
    return await use(loopbackOrigin(typeof address === 'object' ? address?.port : 0));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Opens a page in Chromium and waits for `globalThis.probeResult`. */
export async function pageResult(executablePath, url) {
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto(url);
    const handle = await page
      .waitForFunction(() => globalThis.probeResult, undefined, { timeout: PAGE_LIMIT })
      .catch(() => { throw new StepError(complaints.join('; ') || 'the page never answered'); });
    return await handle.jsonValue();
  } finally {
    await browser.close();
  }
}
