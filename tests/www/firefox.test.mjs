// The page in Firefox: it starts, gives verdicts, and keeps its promises. Everything else is tested in Chromium.

import { afterAll, beforeAll, expect, test } from 'vitest';

import { findFirefox } from '../../scripts/lib/firefox.mjs';
import { startBrowser } from './browser.mjs';
import { startFirefox } from './firefox.mjs';
import { AUDIENCE, ISSUER, makeIssuer, withClaims } from './tokens.mjs';

const executable = await findFirefox();
const title =
  executable === undefined
    ? 'gives verdicts in Firefox (not run: FIREFOX names none, and Debian’s firefox-esr is not installed)'
    : 'gives verdicts in Firefox';

let site;
let firefox;

beforeAll(async () => {
  if (executable === undefined) return;
  site = await startBrowser();
  firefox = await startFirefox(executable);
}, 180_000);
afterAll(async () => {
  await firefox?.close();
  await site?.close();
});

test.skipIf(executable === undefined)(title, { timeout: 180_000 }, async () => {
  const issuer = await makeIssuer();
  const token = await issuer.sign();
  for (const path of ['/', '/offline']) {
    const tab = await firefox.open(`${site.origin}${path}`);
    const give = (values) =>
      tab.evaluate(`(() => {
        for (const [id, value] of Object.entries(${JSON.stringify(values)})) {
          document.getElementById(id).value = value;
          document.getElementById(id).dispatchEvent(new Event('input'));
        }
      })()`);
    const verdict = () =>
      tab.evaluate(
        `['#verdict-title', '#verdict-code', '#verdict-count'].map((id) => document.querySelector(id).textContent)`,
      );
    await expect
      .poll(() => tab.evaluate(`document.querySelector('#engine-hash').textContent`), { timeout: 60_000 })
      .toMatch(/^[0-9a-f]{64}/);
    await give({ keys: issuer.keySet, issuer: ISSUER, audience: AUDIENCE, token });
    expect(await verdict(), path).toEqual(['Accepted', '', '7 of 7 checks passed']);
    await give({ token: withClaims(token, { roles: ['admin'] }) });
    expect((await verdict())[1], path).toBe('ERR_SIGNATURE_INVALID');
    expect(await tab.evaluate(`document.querySelector('#foreign-requests').textContent`)).toBe('0');
    expect(
      await tab.evaluate(`fetch('https://elsewhere.example/').then(() => 'done', (error) => error.name)`),
    ).toBe('TypeError');
  }
});
