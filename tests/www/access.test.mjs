// The page without a mouse, on a phone, and to assistive technology.

import path from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { give, RESULTS, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer, withClaims } from './tokens.mjs';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

let site;
let issuer;

beforeAll(async () => {
  [site, issuer] = await Promise.all([startBrowser(), makeIssuer()]);
});
afterAll(async () => {
  await site?.close();
});

/** More than there are controls. */
const MOST_PRESSES = 120;

/** Presses Tab until the wanted element, or the rung of that name, has the focus. */
async function tabTo(page, id) {
  const met = [];
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await page.keyboard.press('Tab');
    const current = await page.evaluate(
      () =>
        document.activeElement.id ||
        document.activeElement.closest('[data-check]')?.dataset.check ||
        document.activeElement.tagName,
    );
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
    await tabTo(page, 'structure');
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
    for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        // After the last control the focus leaves the page.
        if (document.activeElement === document.body) return undefined;
        const section = document.activeElement.closest('section, footer');
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
      // To the next column, or further down: what needs the width stands below both columns.
      const goesOn = place.left > before.left || place.top >= before.top;
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
          .filter(
            (control) =>
              (control.labels?.length ?? 0) === 0 && !control.ariaLabel && control.innerText.trim() === '',
          )
          .map(({ id }) => id),
      );
    expect(nameless).toEqual([]);
    expect(await page.locator('[aria-live], [role=status], [role=alert]').count()).toBe(1);
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    await close();
  });
});

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
        scrollTo({ top: document.documentElement.scrollHeight / 2, behavior: 'instant' });
      });
      if (state !== 'empty')
        await expect.poll(() => page.locator('#verdict-title').evaluate(isInSight)).toBe(true);
      await page.screenshot({ path: path.join(RESULTS, `${state}-${colorScheme}-${width}-scrolled.png`) });
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test('at 360 pixels and at twice the size of text, with everything unfolded, nothing is cut off', async () => {
    for (const viewport of [
      { width: 360, height: 740 },
      // A window of 1280 pixels at 200 % zoom has this many to give.
      { width: 640, height: 450 },
    ]) {
      const { page, close } = await site.open({ viewport });
      await give(page, await states.refused());
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await page.locator('#other').fill(await issuer.sign());
      expect(await page.evaluate(overflowing), `${viewport.width}`).toEqual([]);
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: path.join(RESULTS, `unfolded-${viewport.width}.png`), fullPage: true });
      await close();
    }
  });
});

/** What axe finds against WCAG 2.2 AA. */
async function violations(page) {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .setLegacyMode(true)
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}

/** Runs in the page: elements that stick out at the right, unless what they stand in scrolls. */
function overflowing() {
  const scrolls = (node) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(node).overflowX);
  const inScroller = (node) => {
    for (let parent = node.parentElement; parent !== null; parent = parent.parentElement) {
      if (scrolls(parent) && parent !== document.body) return true;
    }
    return false;
  };
  return [...document.querySelectorAll('body *')]
    .filter((node) => node.checkVisibility() && !node.matches('.visually-hidden') && !inScroller(node))
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
    .map((node) => node.id || node.className || node.tagName);
}

function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
