// A megabyte in the wrong place, and tokens made to keep a page busy: neither hangs it. How long each takes is
// printed.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { field, shown, startBrowser } from './browser.mjs';

const MEGABYTE = 1_000_000;
/** Milliseconds that the page should be busy at a stretch. */
const GOAL = 200;
/**
 * What fails. Other work doubles each task and more: with five processes waiting for two cores the shortest of five
 * pastes took 187 ms at most, and single ones took 390.
 */
const LIMIT = 2 * GOAL;
/** The shortest of so many pastes counts; the first one within the goal is enough. */
const ATTEMPTS = 5;

let site;
let view;

beforeAll(async () => {
  site = await startBrowser();
});
afterAll(async () => {
  await site?.close();
});
beforeEach(async () => {
  view = await site.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await view.page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      globalThis.longest = Math.max(globalThis.longest, ...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
    // Everything is laid out.
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  return async () => {
    expect(view.complaints).toEqual([]);
    await view.close();
  };
});

/** Pastes what the clipboard has, and returns the longest task until it is shown. Tasks below 50 ms count as 0. */
async function paste(name) {
  const { page } = view;
  await page.getByRole('button', { name: 'Clear all' }).click();
  await field(page, name).focus();
  await page.evaluate(() => {
    globalThis.longest = 0;
  });
  await page.keyboard.press('Control+V');
  // Long tasks are reported after they have ended, with the next frames.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  return page.evaluate(() => globalThis.longest);
}

async function expectToStaySwift(what, name) {
  const longest = [];
  do longest.push(await paste(name));
  while (longest.length < ATTEMPTS && Math.min(...longest) > GOAL);
  const figures = `longest tasks after pasting ${what}: ${longest.join(', ')} ms, ${GOAL} wanted`;
  process.stdout.write(`${figures}\n`);
  expect(Math.min(...longest), figures).toBeLessThan(LIMIT);
}

const copy = (text) => view.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);

/** A token of as many characters as are kept, with that payload, and white space up to a megabyte. */
function tokenOf(payload) {
  const parts = ['{"alg":"RS256"}', payload].map((part) => Buffer.from(part).toString('base64url'));
  return `${parts.join('.').slice(0, 65_000)}.c2ln`.padEnd(MEGABYTE);
}

const many = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join(',');

describe('a megabyte in the token’s box does not hang the page', () => {
  const entry = { request: { headers: [{ name: 'x', value: 'eyJhbGciOiJSUzI1NiJ9-no.token' }] } };
  const texts = {
    // Decodes to nothing but control characters.
    'one run of letters': 'A'.repeat(MEGABYTE),
    'beginnings of tokens': 'eyJ-eyJ.'.repeat(MEGABYTE / 8),
    'a recorded session': JSON.stringify({ log: { entries: Array(MEGABYTE / 100).fill(entry) } }),
    'white space': `Bearer ${' '.repeat(MEGABYTE)}`,
    'short lines': 'ab\n'.repeat(MEGABYTE / 3),
    'foreign characters': 'é'.repeat(MEGABYTE),
    'nested brackets': 'W1tb'.repeat(MEGABYTE / 4),
    'thousands of claims': tokenOf(`{${many(4500, (index) => `"m${index}":1`)}}`),
    'one claim thousands of times': tokenOf(`{${many(7000, () => '"m":1')}}`),
    'a list of thousands': tokenOf(`{"aud":[${many(7000, (index) => `"${index}"`)}]}`),
    'thousands of direction marks': tokenOf(`{"a":"${'\u202E'.repeat(14_000)}"}`),
    'thousands of large numbers': tokenOf(`{"a":[${many(2200, () => '9'.repeat(20))}]}`),
  };

  test.each(Object.entries(texts))('%s', async (what, text) => {
    await copy(text);
    await expectToStaySwift(what, 'Token');
    expect((await shown(view.page)).title).toBe('Not accepted');
  });

  test('pasted behind a token', async () => {
    await copy('A'.repeat(MEGABYTE));
    await field(view.page, 'Token').fill('e30.e30.');
    await field(view.page, 'Token').press('End');
    await view.page.keyboard.press('Control+V');
    expect(await field(view.page, 'Token').inputValue()).toBe(`e30.e30.${'A'.repeat(65_536 - 8)}`);
  });
});

describe('what is shown of it', () => {
  test('is the beginning, with the number of what is left out', async () => {
    const { page } = view;
    await copy(tokenOf(`{${many(900, (index) => `"m${index}":1`)}}`));
    await paste('Token');
    expect(await page.locator('.claim').count()).toBe(200);
    expect(await page.locator('#claims-more').innerText()).toBe(
      'And 700 more claims, which are not listed; the payload below has them.',
    );
    expect(await page.locator('#raw-payload').innerText()).toMatch(/… \d+ more characters, which are not shown$/);
    // A link leaves out what nobody could have chosen to leave out.
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByText('Copied the link').waitFor();
    const packed = new URL(await page.evaluate(() => navigator.clipboard.readText())).hash.split('=')[1];
    const { token } = JSON.parse(Buffer.from(packed, 'base64url').toString('utf8'));
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));
    expect([claims.m0, claims.m199, claims.m200, claims.m899]).toEqual([1, 1, '•••', '•••']);
  });

  test('of a list is its beginning', async () => {
    await copy(tokenOf(`{"groups":[${many(1000, (index) => `"g${index}"`)}]}`));
    await paste('Token');
    const values = await view.page.locator('[data-claim=groups] .claim-list li').allInnerTexts();
    expect(values).toHaveLength(251);
    expect(values.slice(249)).toEqual(['g249', '… and 750 more']);
  });

  test('is nothing where the bytes are no text', async () => {
    await copy('A'.repeat(1000));
    await paste('Token');
    expect(await view.page.locator('#raw-header-details').isVisible()).toBe(false);
  });
});

describe('a megabyte in another field is not taken, and the page says so', () => {
  test.each([
    ['Issuer’s keys', 'ab\n'.repeat(MEGABYTE / 3), /has 999999 characters, and at most 65536/],
    ['Issuer’s keys', '\n'.repeat(20_000), /has 20001 lines, and at most 3000/],
    ['The other token, judged by the same keys and policy', 'A'.repeat(MEGABYTE), /at most 65536/],
    ['The options of your API, or the code that has them', ' '.repeat(MEGABYTE), /at most 65536/],
    ['Any other option of the package, as an object', '{'.repeat(MEGABYTE), /at most 65536/],
    ['Issuer', 'A'.repeat(MEGABYTE), /has 1000000 characters, and at most 8192/],
  ])('%s', async (name, text, message) => {
    const { page } = view;
    await copy(text);
    await expectToStaySwift(`${text.length} characters as “${name}”`, name);
    expect(await field(page, name).inputValue()).toBe('');
    expect(await page.locator('#large-text-note').innerText()).toMatch(message);
    expect(await page.getByRole('status').innerText()).toMatch(message);
    await copy('{}');
    await page.keyboard.press('Control+V');
    expect(await field(page, name).inputValue()).toBe('{}');
    expect(await page.locator('#large-text-note').count()).toBe(0);
  });
});
