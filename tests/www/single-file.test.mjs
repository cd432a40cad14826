// The page as one file: downloaded by a click and not before, opened from a disk, without a request.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { field, give, RESULTS, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer, withClaims } from './tokens.mjs';

const NAME = 'claimgate-debugger.html';
const policy = { issuer: ISSUER, audience: AUDIENCE };

let site;
let issuer;
let folder;

beforeAll(async () => {
  [site, issuer] = await Promise.all([startBrowser(), makeIssuer()]);
  folder = await mkdtemp(path.join(RESULTS, 'file-'));
});
afterAll(async () => {
  await site?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** Opens a file from the disk. All of them have the same origin; which were requested is looked at by the test. */
async function openFile(file, options) {
  const view = await site.open({ origin: pathToFileURL(file).href, path: '', ...options });
  view.allow('null');
  return view;
}

describe.each(['/', '/offline'])('of the document %s', (address) => {
  test('is downloaded by a click on its link, and not before', async () => {
    const { page, requests, close } = await site.open({ path: address });
    const asked = () => requests.filter((request) => request.url().endsWith(NAME)).length;
    expect(asked()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'as one file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(NAME);
    const saved = path.join(folder, 'downloaded.html');
    await download.saveAs(saved);
    expect(await readFile(saved, 'utf8')).toBe(await readFile(path.join(site.folder, NAME), 'utf8'));
    await close();
  });
});

describe('opened from a disk', () => {
  test('gives the verdict of the page by the same engine, and makes no request', async () => {
    const view = await openFile(path.join(site.folder, NAME), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page, requests, complaints } = view;
    const token = await issuer.sign();
    await give(page, { token, keys: issuer.keySet, ...policy });
    expect(await shown(page)).toMatchObject({ title: 'Accepted', count: '7 of 7 checks passed' });
    await give(page, { token: withClaims(token, { sub: 'user-2' }) });
    expect((await shown(page)).code).toBe('ERR_SIGNATURE_INVALID');
    await page.getByRole('button', { name: 'Try an example' }).click();
    await page.getByRole('heading', { name: 'Accepted', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    expect(await field(page, 'Token').inputValue()).toBe('');
    expect(requests.map((request) => request.url())).toEqual([pathToFileURL(path.join(site.folder, NAME)).href]);
    expect(complaints).toEqual([]);

    const usual = await site.open();
    expect(await page.locator('#engine-hash').innerText()).toBe(
      await usual.page.locator('#engine-hash').innerText(),
    );
    await usual.close();
    await view.close();
  });

  test('looks like the page, and offers nothing that needs a server', async () => {
    const { page, close } = await openFile(path.join(site.folder, NAME));
    expect(await page.locator('.card').first().evaluate((card) => getComputedStyle(card).borderRadius)).toBe('10px');
    expect(await page.locator('#promise').innerText()).toContain('The page as a file: the browser itself forbids');
    expect(await page.locator('#connect-origins').innerText()).toBe('nobody');
    await give(page, { token: await issuer.sign({ iss: 'https://login.microsoftonline.com/x/v2.0' }) });
    expect(await page.getByRole('button', { name: /^Fetch/ }).count()).toBe(0);
    expect(await page.locator('a[href^="/"]').count()).toBe(0);
    await page.locator('#share-details > summary').click();
    expect(await page.getByRole('button', { name: 'Copy a link' }).isDisabled()).toBe(true);
    await close();
  });

  test('is held to its policy by the browser: no request, no other script, no markup from text', async () => {
    const { page, complaints, close } = await openFile(path.join(site.folder, NAME));
    const outcomes = await page.evaluate(async () => {
      const attempt = async (action) => {
        try {
          await action();
          return 'done';
        } catch (error) {
          return error.name;
        }
      };
      return [
        await attempt(() => fetch('https://login.microsoftonline.com/')),
        await attempt(() => {
          document.body.insertAdjacentHTML('beforeend', '<b>');
        }),
      ];
    });
    expect(outcomes).toEqual(['TypeError', 'TypeError']);
    expect(complaints.join('\n')).toContain("connect-src 'none'");
    await close();
  });

  test('does not run when its script was changed', async () => {
    const changed = path.join(folder, 'changed.html');
    const text = await readFile(path.join(site.folder, NAME), 'utf8');
    await writeFile(changed, text.replace('No token yet', 'No token here'));
    await expect(openFile(changed, { timeout: 3000 })).rejects.toThrow(/Timeout/);
  });
});
