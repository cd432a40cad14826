// What the page promises: hostile text stays text, nothing is fetched without a click, nothing of the token
// leaves.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { startKeyProvider } from './key-provider.mjs';
import { checkRequests } from './request-guard.mjs';
import { AUDIENCE, makeIssuer, unsignedToken } from './tokens.mjs';

const EDGE_MODULE = new URL('../../pkg/wasm/core_bg.wasm', import.meta.url);
const CLOUDS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
  'https://login.sovcloud-identity.fr',
  'https://login.sovcloud-identity.de',
  'https://login.sovcloud-identity.sg',
];

let provider;
let site;
let issuer;
let view;

beforeAll(async () => {
  provider = await startKeyProvider();
  [site, issuer] = await Promise.all([startBrowser(provider.origin), makeIssuer()]);
  provider.publish(JSON.parse(issuer.keySet));
});
afterAll(async () => {
  await site?.close();
  await provider?.close();
});
beforeEach(async () => {
  view = await site.open();
  provider.requests.length = 0;
  return () => view.close();
});

describe('hostile text', () => {
  const markup = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  const reordering = '\u202Egnp.exe\u2066';

  test('is shown as text, in claims, header, keys and policy', async () => {
    const token = unsignedToken(
      { alg: 'RS256', kid: markup, typ: markup },
      {
        iss: markup,
        sub: reordering,
        aud: [markup, 'javascript:alert(1)'],
        exp: 1e300,
        [markup]: { [markup]: markup },
        __proto__x: 1,
        constructor: 1,
      },
    );
    const keys = JSON.stringify({ keys: [{ kty: markup, kid: markup, alg: reordering }] });
    const before = await view.page.evaluate(
      () => document.querySelectorAll("img, script, iframe, object, a:not([href^='#why/'])").length,
    );
    await give(view.page, { token, keys, issuer: markup, audience: markup });
    expect(await view.page.title()).not.toBe('owned');
    expect(
      await view.page.evaluate(
        () => document.querySelectorAll("img, script, iframe, object, a:not([href^='#why/'])").length,
      ),
    ).toBe(before);
    expect(await view.page.locator('[data-claim=iss] .claim-value').innerText()).toBe(markup);
    expect((await shown(view.page)).title).toBe('Not accepted');
    expect(view.complaints).toEqual([]);
  });

  test('cannot reorder what stands around it', async () => {
    await give(view.page, { token: unsignedToken({ alg: 'RS256' }, { sub: reordering, exp: 1 }) });
    const value = view.page.locator('[data-claim=sub] .claim-value');
    expect(await value.innerText()).toMatch(/^\s*U\+202E\s*gnp\.exe\s*U\+2066\s*$/);
    const bidi = await value.locator('.untrusted').evaluate((node) => getComputedStyle(node).unicodeBidi);
    expect(bidi).toBe('isolate');
  });

  test('of any kind leaves the page working', async () => {
    const garbage = [
      '...',
      'a.b.c',
      '{',
      '.'.repeat(1000),
      'e30.e30.',
      'é.ü.ß',
      'A'.repeat(40_000),
      'e30.a.b.c.d',
      `${'A'.repeat(40)}.${'B'.repeat(41)}.`,
    ];
    for (const token of garbage) {
      await give(view.page, { token });
      expect((await shown(view.page)).title, token.slice(0, 20)).toBe('Not accepted');
    }
    await give(view.page, { token: await issuer.sign() });
    expect((await shown(view.page)).title).toBe('Not verified');
    expect(view.complaints).toEqual([]);
  });
});

describe('requests', () => {
  test('none before the click but those of the page’s own files', async () => {
    const token = await issuer.sign({ iss: provider.origin });
    await give(view.page, { token, keys: issuer.keySet, audience: AUDIENCE });
    await field(view.page, 'Or fetch them from').fill(`${provider.origin}/keys`);
    await field(view.page, 'Or fetch them from').fill('');
    expect(provider.requests).toEqual([]);
    // That no other request was made is checked whenever a page is closed (request-guard.mjs).
    expect(await view.page.locator('#foreign-requests').innerText()).toBe('0');
  });

  test('one for each click, to the address that the button shows, with nothing of the token', async () => {
    const token = await issuer.sign({ iss: provider.origin });
    await give(view.page, { token, issuer: provider.origin, audience: AUDIENCE });
    view.allow(provider.origin);
    const button = view.page.getByRole('button', { name: /^Fetch/ });
    expect(await button.innerText()).toBe(`Fetch ${provider.origin}/.well-known/openid-configuration`);
    await button.click();
    await view.page.getByText('names this key set').waitFor();
    expect(provider.requests).toEqual(['/.well-known/openid-configuration']);
    expect(await button.innerText()).toBe(`Fetch ${provider.origin}/keys`);
    await button.click();
    await view.page.getByText('Fetched from').waitFor();
    expect(provider.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
    expect(await shown(view.page)).toMatchObject({ title: 'Accepted', count: '7 of 7 checks passed' });
    expect(await view.page.locator('#foreign-requests').innerText()).toBe('2');
    expect(view.complaints).toEqual([]);
  });

  test('the guard of all requests notices a foreign one, and one with a piece of the token', async () => {
    const token = await issuer.sign();
    const sent = { method: () => 'GET', postData: () => null, allHeaders: () => Promise.resolve({}) };
    const to = (url) => [{ ...sent, url: () => url }];
    const facts = { origin: site.origin, allowed: [provider.origin], tokens: [token] };
    await expect(checkRequests(to(`${site.origin}/`), facts)).resolves.toBeUndefined();
    await expect(checkRequests(to(`${provider.origin}/keys`), facts)).resolves.toBeUndefined();
    await expect(checkRequests(to('https://elsewhere.example/'), facts)).rejects.toThrow('elsewhere.example');
    await expect(checkRequests(to(`${site.origin}/other`), facts)).rejects.toThrow('/other');
    const piece = token.slice(200, 216);
    await expect(checkRequests(to(`${provider.origin}/keys?${piece}`), facts)).rejects.toThrow('piece');
  });

  test('a script’s click is no consent', async () => {
    await give(view.page, { token: await issuer.sign({ iss: provider.origin }) });
    await view.page.evaluate(() => {
      document.getElementById('fetch-keys').click();
    });
    expect(provider.requests).toEqual([]);
  });

  test('an origin that the policy does not list gets a command to copy, and no button', async () => {
    await give(view.page, { token: await issuer.sign({ iss: "https://elsewhere.example/a'b" }) });
    expect(await view.page.getByRole('button', { name: /^Fetch/ }).count()).toBe(0);
    expect(await view.page.locator('#fetch-command').isVisible()).toBe(true);
    expect(await view.page.locator('#fetch-command').innerText()).toBe(
      "curl -s 'https://elsewhere.example/a%27b/.well-known/openid-configuration'",
    );
  });

  test('addresses that are none are not offered', async () => {
    for (const address of [
      'javascript:alert(1)',
      'http://issuer.example/',
      'file:///etc/passwd',
      'https://user:pass@issuer.example/',
      'issuer',
    ]) {
      await field(view.page, 'Or fetch them from').fill(address);
      expect(await view.page.getByRole('button', { name: /^Fetch/ }).count(), address).toBe(0);
      expect(await view.page.locator('#fetch-command').isVisible(), address).toBe(false);
    }
  });
});

describe('the policy of the page itself', () => {
  test('is sent as headers, and lists exactly the allowed origins', async () => {
    const response = await view.page.goto(`${site.origin}/`);
    const headers = await response.allHeaders();
    expect(headers['content-security-policy'].split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${CLOUDS.join(' ')} ${provider.origin}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types claimgate-sw',
    ]);
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toContain('clipboard-read=(self)');
  });

  test('is what the browser holds the page to', async () => {
    const outcomes = await view.page.evaluate(async () => {
      const attempt = async (action) => {
        try {
          await action();
          return 'done';
        } catch (error) {
          return error.name;
        }
      };
      return {
        // From a timer: the tool that runs this function may evaluate text, and what it calls may too.
        eval: await new Promise((resolve) => {
          setTimeout(() => {
            // eslint-disable-next-line no-eval -- that it is not possible is what is tested
            resolve(attempt(() => globalThis.eval('1')));
          });
        }),
        markup: await attempt(() => {
          document.body.insertAdjacentHTML('beforeend', '<b>');
        }),
        fetch: await attempt(() => fetch('https://elsewhere.example/')),
      };
    });
    expect(outcomes).toEqual({ eval: 'EvalError', markup: 'TypeError', fetch: 'TypeError' });
    expect(view.complaints.join('\n')).toContain('Content Security Policy');
  });

  test('leaves nothing behind', async () => {
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet });
    const kept = await view.page.evaluate(() => [
      localStorage.length,
      sessionStorage.length,
      document.cookie,
      location.href,
    ]);
    expect(kept).toEqual([0, 0, '', `${site.origin}/`]);
  });

  test('the engine’s badge shows the hash of the file that was sent', async () => {
    const hash = await view.page.evaluate(async () => {
      const { name } = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('.wasm'));
      const digest = await crypto.subtle.digest('SHA-256', await (await fetch(name)).arrayBuffer());
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    });
    expect(await view.page.locator('#engine-hash').innerText()).toBe(hash);
    expect(await view.page.locator('#engine-summary').innerText()).toMatch(
      /^\d+\.\d+\.\d+ · full build · \S+ kernel$/,
    );
    // And beside it the hash of the module that a Worker runs.
    const edge = createHash('sha256')
      .update(await readFile(EDGE_MODULE))
      .digest('hex');
    expect(await view.page.locator('#edge-hash').innerText()).toBe(edge);
  });
});
