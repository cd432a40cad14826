// The page without a mouse, on a phone, and to assistive technology.

import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { give, RESULTS, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer, withClaims } from './tokens.mjs';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

let site;
let issuer;

beforeAll(async () => {
  [site, issuer] = await Promise.all([startBrowser('http://127.0.0.1:1'), makeIssuer()]);
});
afterAll(async () => {
  await site?.close();
});

/** Presses Tab until the wanted element has the focus, and says what it met on the way. */
async function tabTo(page, id) {
  const met = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const current = await page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
    met.push(current);
    if (current === id) return met;
  }
  throw new Error(`Tab never reached ${id}: ${met.join(', ')}`);
}

describe('with the keyboard alone', () => {
  test('the example, a change of the policy and a rung', async () => {
    const { page, complaints, close } = await site.open();
    await tabTo(page, 'example');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Accepted' }).waitFor();
    expect(await page.getByRole('status').innerText()).toContain('Accepted. 7 of 7 checks passed');

    await tabTo(page, 'audience');
    await page.keyboard.type('x');
    expect((await shown(page)).code).toBe('ERR_AUDIENCE_MISMATCH');
    await tabTo(page, 'SUMMARY');
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-check=structure] details').getAttribute('open')).not.toBeNull();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([
    ['wide', DESKTOP],
    ['narrow', PHONE],
  ])('%s: focus goes down the screen, column by column', async (_, viewport) => {
    const { page, close } = await site.open({ viewport });
    await give(page, { token: await issuer.sign() });
    // Where a person clicked last is where Tab goes on from.
    await page.getByRole('heading', { level: 1 }).click();
    const places = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        // After the last control the focus leaves the page.
        if (document.activeElement === document.body) return undefined;
        const section = document.activeElement.closest('section');
        const { left, top } = section?.getBoundingClientRect() ?? { left: 0, top: 0 };
        return {
          id: document.activeElement.id || document.activeElement.className || document.activeElement.tagName,
          left: Math.round(left),
          top: Math.round(top + scrollY),
        };
      });
      if (place === undefined) break;
      places.push(place);
    }
    expect(new Set(places.map(({ left, top }) => `${left} ${top}`)).size).toBeGreaterThan(4);
    for (const [index, place] of places.entries()) {
      const before = places[index - 1];
      if (before === undefined) continue;
      const goesOn = place.left > before.left || (place.left === before.left && place.top >= before.top);
      expect(goesOn, `${before.id} to ${place.id}`).toBe(true);
    }
    await close();
  });
});

describe('to assistive technology', () => {
  test('every control has a name, and there is one live region', async () => {
    const { page, close } = await site.open();
    await page.locator('#example').click();
    await page.getByRole('heading', { name: 'Accepted' }).waitFor();
    const nameless = await page
      .locator('button:visible, input:visible, textarea:visible, summary:visible')
      .evaluateAll((controls) =>
        controls
          .filter((control) => (control.labels?.length ?? 0) === 0 && control.innerText.trim() === '')
          .map(({ id }) => id),
      );
    expect(nameless).toEqual([]);
    expect(await page.locator('[aria-live], [role=status], [role=alert]').count()).toBe(1);
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    await close();
  });

  test('text has the contrast of WCAG 2.2 AA in both colour schemes', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const { page, close } = await site.open({ colorScheme });
      await give(page, {
        token: withClaims(await issuer.sign(), { sub: 'x' }),
        keys: issuer.keySet,
        issuer: ISSUER,
      });
      expect(await page.evaluate(contrastFailures), colorScheme).toEqual([]);
      await close();
    }
  });
});

/** Runs in the page: texts whose colour is too near to that of the nearest opaque background. */
function contrastFailures() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [red, green, blue] = channels(color)
      .slice(0, 3)
      .map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (node) => {
    for (let parent = node; parent !== null; parent = parent.parentElement) {
      const color = getComputedStyle(parent).backgroundColor;
      if (channels(color)[3] === 255) return color;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? '#000' : '#fff';
  };
  const failures = [];
  for (const node of document.querySelectorAll('body *')) {
    const hasText = [...node.childNodes].some(
      (child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== '',
    );
    if (
      !hasText ||
      !node.checkVisibility() ||
      node.matches('textarea, noscript, :disabled, .visually-hidden')
    )
      continue;
    const [one, other] = [luminance(getComputedStyle(node).color), luminance(backgroundOf(node))].sort(
      (a, b) => b - a,
    );
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5)
      failures.push(
        `${node.className || node.tagName} ${node.textContent.slice(0, 20)}: ${ratio.toFixed(2)}`,
      );
  }
  return failures;
}

describe('on every screen', () => {
  const states = {
    empty: () => ({}),
    valid: async () => ({
      token: await issuer.sign(),
      keys: issuer.keySet,
      issuer: ISSUER,
      audience: AUDIENCE,
    }),
    refused: async () => ({
      token: withClaims(
        await issuer.sign({
          scope: 'orders.read',
          name: 'Ada Example',
          tid: '11111111-2222-4333-8444-555555555555',
        }),
        { sub: 'user-2' },
      ),
      keys: issuer.keySet,
      issuer: ISSUER,
      audience: 'api://others',
    }),
    unverified: async () => ({
      token: await issuer.sign({
        iss: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0',
      }),
    }),
  };
  const screens = [
    ['light', DESKTOP],
    ['dark', DESKTOP],
    ['light', PHONE],
    ['dark', PHONE],
  ];
  const cases = Object.keys(states).flatMap((state) =>
    screens.map(([scheme, size]) => [state, scheme, size.width, size]),
  );

  test.each(cases)(
    '%s, %s, %i pixels wide: nothing overflows, and the verdict stays in sight',
    async (state, colorScheme, width, viewport) => {
      const { page, complaints, close } = await site.open({ viewport, colorScheme });
      await give(page, await states[state]());
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.screenshot({
        path: path.join(RESULTS, `${state}-${colorScheme}-${width}.png`),
        fullPage: true,
      });
      await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight / 2);
      });
      if (state !== 'empty')
        await expect.poll(() => page.locator('#verdict-title').evaluate(isInSight)).toBe(true);
      await page.screenshot({ path: path.join(RESULTS, `${state}-${colorScheme}-${width}-scrolled.png`) });
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
