// Why keys could not be fetched: a reason for each case, with the address, what to do, a command to copy, and a
// page of its own.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { startKeyProvider } from './key-provider.mjs';
import { servePage } from './static-server.mjs';
import { makeIssuer } from './tokens.mjs';

let provider;
let site;
let issuer;
let view;

beforeAll(async () => {
  provider = await startKeyProvider();
  [site, issuer] = await Promise.all([startBrowser(provider.origin), makeIssuer()]);
});
afterAll(async () => {
  await site?.close();
  await provider?.close();
});

async function fetchFrom(address) {
  const { page } = view;
  view.allow(new URL(address).origin);
  await give(page, { token: await issuer.sign() });
  await field(page, 'Or fetch them from').fill(address);
  await page.getByRole('button', { name: /^Fetch/ }).click();
}

/** What the page says, from the panel and from where its link leads. */
async function outcome() {
  const { page } = view;
  const note = page.locator('#fetch-note');
  await note.locator('code').waitFor();
  const reason = await note.locator('code').innerText();
  const said = await note.innerText();
  const heard = await page.getByRole('status').innerText();
  const command = await page.locator('#fetch-command').innerText();
  const rung = (await shown(page)).rungs.key;
  await note.getByRole('link', { name: 'Link to this explanation' }).click();
  const why = [await page.locator('#why-title').innerText(), await page.locator('#why-text').innerText()].join('\n');
  return { reason, said, heard, command, rung, why, hash: new URL(page.url()).hash };
}

function expectReason(found, reason, address, words) {
  expect(found).toMatchObject({
    reason,
    command: `curl -s '${address}'`,
    // No key was given, which is no fault of the token.
    rung: 'Not checked',
    hash: `#why/${reason.replaceAll(/[._]/g, '-')}`,
  });
  expect(found.said).toContain(address);
  expect(found.said).toMatch(words);
  expect(found.heard).toMatch(words);
  expect(found.why).toContain(`Why: ${reason}`);
  expect(found.why).toContain('What to do: ');
}

describe('a request for keys that fails', () => {
  beforeEach(async () => {
    view = await site.open();
    return () => view.close();
  });

  test.each([
    ['/for-itself', 'key.fetch_cors', /CORS.* or cannot be reached/],
    ['/moved', 'key.fetch_cors', /redirects/],
    ['/nothing', 'key.fetch_http', /status 404 instead of 200/],
    ['/broken', 'key.fetch_http', /status 503 instead of 200/],
    ['/for-people', 'key.fetch_json', /is no JSON/],
    ['/something-else', 'key.fetch_no_keys', /neither a key set nor an OpenID configuration/],
    ['/endless', 'key.fetch_too_large', /more than 65536 bytes/],
  ])('%s: %s', async (path, reason, words) => {
    const address = provider.origin + path;
    await fetchFrom(address);
    expectReason(await outcome(), reason, address, words);
    expect(provider.requests.at(-1)).toBe(path);
  });

  test('without a network: key.fetch_offline', async () => {
    const address = `${provider.origin}/keys`;
    await view.page.context().setOffline(true);
    await fetchFrom(address);
    expectReason(await outcome(), 'key.fetch_offline', address, /no network/);
  });

  test('that never ends: key.fetch_timeout', async () => {
    const address = `${provider.origin}/never`;
    await fetchFrom(address);
    expectReason(await outcome(), 'key.fetch_timeout', address, /did not answer in time/);
  });

  test('that the policy of the document forbids: key.fetch_blocked_by_csp, and nothing is sent', async () => {
    const strict = await servePage(site.folder, (headers) => headers.replaceAll(` ${provider.origin}`, ''));
    await view.close();
    view = await site.open({ origin: strict.origin });
    provider.requests.length = 0;
    const address = `${provider.origin}/keys`;
    await fetchFrom(address);
    expectReason(await outcome(), 'key.fetch_blocked_by_csp', address, /Content-Security-Policy/);
    expect(provider.requests).toEqual([]);
    await strict.close();
  });

  test('can be tried again, and then is forgotten', async () => {
    await fetchFrom(`${provider.origin}/broken`);
    expect((await outcome()).reason).toBe('key.fetch_http');
    await field(view.page, 'Or fetch them from').fill(`${provider.origin}/keys`);
    expect(await view.page.locator('#fetch-note').innerText()).toBe('Nothing has been fetched.');
    expect(await view.page.locator('#fetch-command').isVisible()).toBe(false);
    await view.page.getByRole('button', { name: /^Fetch/ }).click();
    await view.page.getByText('Fetched from').waitFor();
  });

  // The last one: the server is gone then.
  test('where nobody listens: key.fetch_cors, which a browser cannot tell from it', async () => {
    await provider.close();
    const address = `${provider.origin}/keys`;
    await fetchFrom(address);
    expectReason(await outcome(), 'key.fetch_cors', address, /cannot be reached/);
  });
});
