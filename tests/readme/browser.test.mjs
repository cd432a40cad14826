// The README's page snippet in a real Chromium, served as a project folder would be.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { CHROMIUM_ARGUMENTS, findChromium } from '../../scripts/lib/chromium.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { makeProvider } from './provider.mjs';
import { snippet } from './snippets.mjs';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
let server;
let browser;

beforeAll(async () => {
  server = createServer(async ({ url }, response) => {
    try {
      const page = `<!doctype html>${snippet('browser')}`;
      const body = url === '/' ? page : await readFile(path.join(ROOT, url));
      response.writeHead(200, { 'Content-Type': TYPES[path.extname(url)] ?? 'text/html' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { browser: executablePath } = await findChromium();
  browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
});

afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
});

test('the page snippet reports each failed check, and an unchecked signature as unchecked', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const provider = await makeProvider();
  expect(await verdict(page, await provider.token())).toBe('incomplete');
  expect(await verdict(page, await provider.token({ exp: 1 }))).toBe('refused, time: ERR_TOKEN_EXPIRED');
  const refused = await verdict(page, `${await provider.token()}.x`);
  expect(refused).toBe('refused, structure: ERR_TOKEN_MALFORMED');
});

async function verdict(page, token) {
  await page.fill('#token', token);
  await page.waitForFunction(() => document.querySelector('#verdict').textContent !== '');
  return page.textContent('#verdict');
}
