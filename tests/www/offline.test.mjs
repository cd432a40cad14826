// Without a network: the page that the browser forbids every request, and the copy that a service worker keeps.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer } from './tokens.mjs';

let site;
let issuer;

beforeAll(async () => {
  [site, issuer] = await Promise.all([startBrowser(), makeIssuer()]);
});
afterAll(async () => {
  await site?.close();
});

const policy = { issuer: ISSUER, audience: AUDIENCE };

describe('the offline page', () => {
  test('gives the same verdict, by the same engine, and may fetch nothing at all', async () => {
    const { page, requests, complaints, close } = await site.open({ path: '/offline' });
    await give(page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    expect((await shown(page)).title).toBe('Accepted');
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => request.url().endsWith('.wasm'))).toEqual([]);
    expect(await page.locator('#connect-origins').innerText()).toBe('nobody');

    const usual = await site.open();
    expect(await page.locator('#engine-hash').innerText()).toBe(
      await usual.page.locator('#engine-hash').innerText(),
    );
    await usual.close();

    const outcomes = await page.evaluate(async () => {
      const attempt = (action) =>
        action().then(
          () => 'done',
          (error) => error.name,
        );
      return [
        await attempt(() => fetch('/')),
        await attempt(() => fetch('https://login.microsoftonline.com/')),
      ];
    });
    expect(outcomes).toEqual(['TypeError', 'TypeError']);
    expect(complaints.join('\n')).toContain("connect-src 'none'");
    await close();
  });

  test('offers no fetch, only a command to copy', async () => {
    const { page, close } = await site.open({ path: '/offline' });
    await give(page, { token: await issuer.sign({ iss: 'https://login.microsoftonline.com/x/v2.0' }) });
    expect(await page.getByRole('button', { name: /^Fetch/ }).count()).toBe(0);
    expect(await page.locator('#fetch-command').innerText()).toContain('curl -s');
    await close();
  });

  test('says in its header what it promises', async () => {
    const { page, close } = await site.open({ path: '/offline' });
    const response = await page.goto(`${site.origin}/offline`);
    const header = (await response.allHeaders())['content-security-policy'];
    expect(header).toContain("connect-src 'none'");
    expect(header).not.toMatch(/https:|'unsafe-eval'|'unsafe-inline'/);
    await close();
  });
});

describe('the service worker', () => {
  test('keeps the page’s own files and nothing else, and opens both documents without a network', async () => {
    const { page, complaints, close } = await site.open({ serviceWorkers: 'allow' });
    await page.evaluate(async () => {
      const { active, installing, waiting } = await navigator.serviceWorker.ready;
      const worker = active ?? waiting ?? installing;
      if (worker.state !== 'activated') {
        await new Promise((resolve) => {
          worker.addEventListener('statechange', () => worker.state === 'activated' && resolve());
        });
      }
    });
    await give(page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await (await caches.open(names[0])).keys();
      return { names, files: requests.map(({ url }) => new URL(url).pathname + new URL(url).search) };
    });
    expect(kept.names).toEqual([expect.stringMatching(/^claimgate-[0-9a-f]{16}$/)]);
    for (const file of kept.files)
      expect(file).toMatch(
        /^\/(offline|favicon\.svg|claimgate\.webmanifest|assets\/\w+-[\w-]{8}\.(js|css|wasm))?$/,
      );
    expect(complaints).toEqual([]);

    await page.context().setOffline(true);
    for (const path of ['/', '/offline']) {
      await page.goto(`${site.origin}${path}`);
      await page
        .locator('#engine-hash')
        .filter({ hasText: /[0-9a-f]{64}/ })
        .waitFor();
      expect(await field(page, 'Token').inputValue()).toBe('');
      await give(page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
      expect((await shown(page)).title, path).toBe('Accepted');
    }
    await close();
  });

  test('is the one script address that can be made from text', async () => {
    const { page, close } = await site.open();
    const outcome = await page.evaluate(() => {
      try {
        globalThis.trustedTypes.createPolicy('other', { createScriptURL: (text) => text });
        return 'made';
      } catch (error) {
        return error.name;
      }
    });
    expect(outcome).toBe('TypeError');
    await close();
  });
});
