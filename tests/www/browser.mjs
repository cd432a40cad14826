// The built page in a real Chromium, watched: every request, every console line, every breach of the policy.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { chromium } from 'playwright';

import { CHROMIUM_ARGUMENTS, findChromium } from '../../scripts/lib/chromium.mjs';
import { checkRequests } from './request-guard.mjs';
import { servePage } from './static-server.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const RESULTS = path.join(ROOT, 'test-results', 'www');

/** Another one breaks a feature (tests/mutants/page), to see that a test notices. */
const CONFIG = process.env.CLAIMGATE_PAGE_CONFIG ?? path.join(ROOT, 'www', 'vite.config.mjs');

/** Builds the page as `npm run build` does, for one more origin that it may fetch from. */
async function buildPage(connectOrigin) {
  await mkdir(RESULTS, { recursive: true });
  const folder = await mkdtemp(path.join(RESULTS, 'page-'));
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', CONFIG, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: path.join(ROOT, 'www'),
      env: { ...process.env, NODE_ENV: 'production', CLAIMGATE_CONNECT_SRC: connectOrigin },
    },
  );
  return folder;
}

/**
 * @param {string} connectOrigin
 * @returns {Promise<{ origin: string, folder: string, open: (options?: OpenOptions) => Promise<OpenPage>,
 *   close: () => Promise<void> }>}
 *
 * @typedef {import('playwright').BrowserContextOptions & { path?: string, origin?: string, timeout?: number }} OpenOptions `path` is
 *   `/offline`, or has a fragment; `origin` is another server of the same folder;
 *   `timeout` is how many milliseconds the engine has to start
 *
 * @typedef {object} OpenPage
 * @property {import('playwright').Page} page
 * @property {import('playwright').Request[]} requests
 * @property {string[]} complaints errors and warnings of the console, exceptions, breaches of the policy
 * @property {(origin: string) => void} allow an origin that the test fetches from by a click
 * @property {() => Promise<void>} close which checks every request that there was
 */
export async function startBrowser(connectOrigin = 'http://127.0.0.1:1') {
  const folder = await buildPage(connectOrigin);
  const server = await servePage(folder);
  const { browser: executablePath } = await findChromium();
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  return {
    ...server,
    folder,
    open: ({ origin = server.origin, ...options } = {}) => openPage(browser, origin, options),
    close: async () => {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPage(browser, origin, { path: address = '/', timeout = 30_000, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    // Its requests are not the page's; the tests of it allow it.
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  context.on('request', (request) => requests.push(request));
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type()) && line.text() !== BLOCKED) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const allowed = [];
  await page.goto(`${origin}${address}`);
  await page
    .locator('#engine-hash')
    .filter({ hasText: /[0-9a-f]{64}/ })
    .waitFor({ timeout });
  return {
    page,
    requests,
    complaints,
    allow: (other) => allowed.push(other),
    close: async () => {
      const tokens = given.get(page) ?? [];
      await context.close();
      await checkRequests(requests, { origin, allowed, tokens });
    },
  };
}

/** What the tool says because it was told to block service workers. */
const BLOCKED = 'Service Worker registration blocked by Playwright';

/** The tokens that each page was given, to look for in its requests. */
const given = new WeakMap();

/** Gives the page a token and what else is needed to judge it. */
export async function give(page, { token, keys, issuer, audience }) {
  if (token !== undefined) given.set(page, [...(given.get(page) ?? []), token]);
  const values = { 'Issuer’s keys': keys, Issuer: issuer, Audience: audience, Token: token };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) await field(page, name).fill(value);
  }
}

/** A field by its label. */
export function field(page, name) {
  return page.getByRole('textbox', { name, exact: true });
}

/** What the page says, in words. */
export async function shown(page) {
  const text = (selector) => page.locator(selector).innerText();
  const rungs = await page
    .locator('.rung')
    .evaluateAll((rungElements) =>
      Object.fromEntries(
        rungElements.map((rung) => [rung.dataset.check, rung.querySelector('.rung-state').textContent]),
      ),
    );
  return {
    title: await text('#verdict-title'),
    reason: await text('#verdict-reason'),
    count: await text('#verdict-count'),
    code: await text('#verdict-code'),
    rungs,
  };
}
