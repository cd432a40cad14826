// The page itself: its colours, forgetting, examples.

import { describe, expect, test } from 'vitest';

import { field, give, shown } from './browser.mjs';
import { usePages } from './pages.mjs';
import { AUDIENCE, ISSUER } from './tokens.mjs';

const policy = { issuer: ISSUER, audience: AUDIENCE };
const on = usePages();
const { text, unfold } = on;

describe('the page itself', () => {
  test('is light or dark by hand, in memory only', async () => {
    const background = () => on.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await on.page.getByLabel('Colours').selectOption('dark');
    expect(await background()).not.toBe(light);
    await on.page.getByLabel('Colours').selectOption('light');
    expect(await background()).toBe(light);
    await on.page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe(light);
    await on.page.getByLabel('Colours').selectOption('system');
    expect(await background()).not.toBe(light);
  });

  test('warns of a live token, and forgets everything by the button or when nobody is there', async () => {
    await on.page.clock.install();
    await on.page.reload();
    await on.page
      .locator('#engine-hash')
      .filter({ hasText: /[0-9a-f]{64}/ })
      .waitFor();
    const everything = async () => [
      await field(on.page, 'Token').inputValue(),
      await field(on.page, 'Issuer’s keys').inputValue(),
      await field(on.page, 'Issuer').inputValue(),
      await on.page.locator('.claim').count(),
    ];
    await give(on.page, { token: await on.issuer.sign(), keys: on.issuer.keySet, ...policy });
    expect(await text('#token-live')).toMatch(/^This token is live: .* another \d+ min/);
    await on.page.getByRole('button', { name: 'Clear all' }).click();
    expect(await everything()).toEqual(['', '', '', 0]);
    await give(on.page, { token: await on.issuer.sign(), keys: on.issuer.keySet, ...policy });
    await on.page.clock.fastForward('14:00');
    expect((await everything())[0]).not.toBe('');
    await on.page.clock.fastForward('02:00');
    expect(await everything()).toEqual(['', '', '', 0]);
  });

  test('judges a token by the time when it is given', async () => {
    await on.page.clock.install({ time: '2026-11-27T22:00:00Z' });
    await on.page.reload();
    await on.page
      .locator('#engine-hash')
      .filter({ hasText: /[0-9a-f]{64}/ })
      .waitFor();
    await on.page.clock.pauseAt('2026-11-27T22:00:09Z');
    const exp = Date.parse('2026-11-27T22:00:05Z') / 1000;
    await give(on.page, { token: await on.issuer.sign({ iat: exp - 60, exp }), keys: on.issuer.keySet, ...policy });
    await field(on.page, 'Clock tolerance, in seconds').fill('0');
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_EXPIRED');
    expect(await text('[data-claim=exp] .claim-time strong')).toBe('4 s ago');
  });

  test.each([
    'A good access token',
    'One that has expired',
    'One whose content was changed',
    'One signed by another key',
    'Microsoft Entra, good',
    'Microsoft Entra, an ID token',
    'Microsoft Entra, for Graph',
  ])('makes an example: %s', async (name) => {
    const expected = {
      'A good access token': '',
      'One that has expired': 'ERR_TOKEN_EXPIRED',
      'One whose content was changed': 'ERR_SIGNATURE_INVALID',
      'One signed by another key': 'ERR_SIGNATURE_INVALID',
      'Microsoft Entra, good': '',
      'Microsoft Entra, an ID token': 'ERR_TOKEN_NOT_ACCESS',
      'Microsoft Entra, for Graph': 'ERR_TOKEN_FOR_GRAPH',
    };
    if (name === 'A good access token')
      await on.page.getByRole('button', { name: 'Try an example' }).click();
    else {
      await unfold('examples-details');
      await on.page.getByRole('button', { name, exact: true }).click();
    }
    await on.page.locator('#token-legend').getByText('Signature').waitFor();
    expect((await shown(on.page)).code).toBe(expected[name]);
    expect((await shown(on.page)).title).toBe(expected[name] === '' ? 'Accepted' : 'Not accepted');
  });
});
