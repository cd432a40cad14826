// What the tests of a file share: the page built once, an issuer, and for each test a page of its own, which must
// not complain.

import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

import { startBrowser } from './browser.mjs';
import { makeIssuer } from './tokens.mjs';

/** @param {import('./browser.mjs').OpenOptions} [options] */
export function usePages(options = { permissions: ['clipboard-read', 'clipboard-write'] }) {
  const held = {};
  beforeAll(async () => {
    [held.site, held.issuer] = await Promise.all([startBrowser(), makeIssuer()]);
  });
  afterAll(async () => {
    await held.site?.close();
  });
  beforeEach(async () => {
    held.view = await held.site.open(options);
    return async () => {
      expect(held.view.complaints).toEqual([]);
      await held.view.close();
    };
  });
  const text = (selector) => held.view.page.locator(selector).innerText();
  return {
    get page() {
      return held.view.page;
    },
    get site() {
      return held.site;
    },
    get issuer() {
      return held.issuer;
    },
    text,
    clipboard: () => held.view.page.evaluate(() => navigator.clipboard.readText()),
    /** Opens what is closed, so that what is in it can be clicked. */
    unfold: (id) => held.view.page.locator(`#${id} > summary`).click(),
  };
}
