// examples/browser-client in a real Chromium, with a token endpoint that can refuse.

import { once } from 'node:events';

import { chromium } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { createServer } from '../../../examples/browser-client/server.mjs';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../../scripts/lib/chromium.mjs';
import { startProvider } from './provider.ts';

let provider;
let server;
let browser;
let origin;
/** The refresh tokens that the provider was given, and what it answers. */
const renewals = { asked: [], answer: async () => undefined };
const past = () => Math.floor(Date.now() / 1000) - 600;

beforeAll(async () => {
  provider = await startProvider();
  const rules = {
    issuer: provider.issuer,
    audience: 'api://orders',
    jwks: { url: `${provider.issuer}/keys` },
    allowHttpLoopback: true,
  };
  const app = createServer({
    rules,
    renew: (token) => {
      renewals.asked.push(token);
      return renewals.answer();
    },
  });
  // In place of the provider's sign-in page: sets the cookies that its return would set.
  app.get('/signed-in/:access', ({ params }, response) => {
    const options = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' };
    response.cookie('__Host-access', params.access, options).cookie('__Host-refresh', 'refresh-1', options).end();
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Browsers take Secure cookies from localhost, as they do from https.
  origin = `http://localhost:${server.address().port}`;
  const { browser: executablePath } = await findChromium();
  browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  provider?.close();
});

beforeEach(() => {
  renewals.asked.length = 0;
});

/** A page that is signed in with an access token of these claims. */
async function signedIn(claims) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/signed-in/${await provider.token(claims)}`);
  await page.goto(origin);
  return { page, names: async () => (await context.cookies()).map(({ name }) => name).sort() };
}

async function load(page) {
  await page.click('#load');
  await page.waitForFunction(() => document.querySelector('#orders').textContent !== '');
  return page.textContent('#orders');
}

test('a good token in the cookie: no refresh, and no script sees it', async () => {
  const { page } = await signedIn({});
  expect(await load(page)).toBe('1001, 1002');
  expect(renewals.asked).toEqual([]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('an expired token: one refresh, however many calls wait for it', async () => {
  renewals.answer = async () => ({ access: await provider.token(), refresh: 'refresh-2' });
  const { page } = await signedIn({ exp: past() });
  // As text: what the test's own loader makes of an import would not run in a page.
  const statuses = await page.evaluate(`(async () => {
    const { apiClient } = await import('/api-client.js');
    const refresh = async () => (await fetch('/session/refresh', { method: 'POST' })).ok;
    const api = apiClient({ refresh, clear: () => undefined });
    const answers = await Promise.all(Array.from({ length: 5 }, () => api('/api/orders')));
    return answers.map(({ status }) => status);
  })()`);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect(renewals.asked).toEqual(['refresh-1']);
});

test('a refresh that is refused: signed out, and the cookies are gone', async () => {
  renewals.answer = async () => undefined;
  const { page, names } = await signedIn({ exp: past() });
  const cleared = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  expect(await load(page)).toBe('signed out');
  await cleared;
  expect(renewals.asked).toHaveLength(1);
  expect(await names()).toEqual([]);
});

test('a provider that is down: nobody is signed out, and the next try succeeds', async () => {
  renewals.answer = async () => {
    throw new Error('down');
  };
  const { page, names } = await signedIn({ exp: past() });
  expect(await load(page)).toBe('not available, try again');
  expect(await names()).toEqual(['__Host-access', '__Host-refresh']);
  renewals.answer = async () => ({ access: await provider.token(), refresh: 'refresh-2' });
  await page.click('#load');
  await page.waitForFunction(() => document.querySelector('#orders').textContent === '1001, 1002');
  expect(renewals.asked).toEqual(['refresh-1', 'refresh-1']);
});

test('a new token that is refused too: one refresh, then signed out', async () => {
  renewals.answer = async () => ({ access: await provider.token({ aud: 'else' }), refresh: 'refresh-2' });
  const { page } = await signedIn({ exp: past() });
  expect(await load(page)).toBe('signed out');
  expect(renewals.asked).toHaveLength(1);
});

test('no session at all: no refresh', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(origin);
  expect(await load(page)).toBe('signed out');
  expect(renewals.asked).toEqual([]);
});

test('what another site causes: no cookie goes along, and a forged origin is refused', async () => {
  const { page } = await signedIn({});
  const post = (headers) => page.request.post(`${origin}/api/orders`, { headers });
  expect((await post({ origin })).status()).toBe(201);
  expect((await post({ origin: 'https://evil.example' })).status()).toBe(403);
  expect((await post({ origin: 'null' })).status()).toBe(403);
  expect((await post({})).status()).toBe(403);
});
