// What leaves the page by a person’s hand: explanations to link to, links, texts for a ticket; and two tokens
// compared.

import { describe, expect, test } from 'vitest';

import { field, give, shown } from './browser.mjs';
import { usePages } from './pages.mjs';
import { AUDIENCE, ISSUER, withClaims } from './tokens.mjs';

const policy = { issuer: ISSUER, audience: AUDIENCE };
const on = usePages();
const { text, clipboard, unfold } = on;

describe('an explanation', () => {
  test('has an address of its own, with and without a token', async () => {
    await give(on.page, {
      token: await on.issuer.sign({ exp: 1_700_000_000 }),
      keys: on.issuer.keySet,
      ...policy,
    });
    await on.page.evaluate(() => {
      scrollTo(0, 400);
    });
    await on.page.locator('[data-check=time]').getByRole('link').click();
    expect(new URL(on.page.url()).hash).toBe('#why/time-expired');
    // It is not behind the strip that stays in sight, wherever the page stood.
    const isCovered = () =>
      on.page.locator('#why-title').evaluate((title) => {
        const { left, top, height } = title.getBoundingClientRect();
        return document.elementFromPoint(left + 1, top + height / 2) !== title;
      });
    await expect.poll(isCovered).toBe(false);
    const before = await text('#why-title');
    expect(before).toBe('Why: time.expired');
    const other = await on.site.open({ path: '/#why/time-expired' });
    expect(await other.page.locator('#why-title').innerText()).toBe(before);
    expect(await other.page.locator('#why-text').innerText()).toContain('What to do: Get a fresh token.');
    await other.page.getByRole('button', { name: 'Close' }).click();
    expect(await other.page.locator('#why-section').isVisible()).toBe(false);
    await other.close();
  });
});

describe('handing on', () => {
  test('a link has neither the signature nor what is personal, and its fragment is erased', async () => {
    const token = await on.issuer.sign({ email: 'ada@example.com', team: 'blue' });
    const [, , signature] = token.split('.');
    await give(on.page, { token, keys: on.issuer.keySet, ...policy });
    await unfold('share-details');
    await on.page.locator('#masks').getByLabel('team').check();
    await on.page.getByRole('button', { name: 'Copy a link' }).click();
    await on.page.getByText('Copied the link').waitFor();
    const link = new URL(await clipboard());
    const packed = Buffer.from(link.hash.replace('#shared=', ''), 'base64url').toString('utf8');
    const payload = Buffer.from(JSON.parse(packed).token.split('.')[1], 'base64url').toString('utf8');
    expect(packed).not.toContain(signature.slice(0, 16));
    expect(JSON.parse(payload)).toMatchObject({ email: '•••', sub: '•••', team: '•••', iss: ISSUER });

    const other = await on.site.open({ path: link.pathname + link.hash });
    expect(other.page.url()).toBe(`${on.site.origin}/`);
    expect(await other.page.locator('#token-note').innerText()).toMatch(/left out the signature.*email/s);
    expect(await other.page.locator('[data-claim=iss] .claim-value').innerText()).toBe(ISSUER);
    expect(await field(other.page, 'Issuer').inputValue()).toBe(ISSUER);
    expect((await shown(other.page)).rungs).toMatchObject({ issuer: 'Passed', signature: 'Failed' });
    await other.close();
  });

  test('a text for a ticket has the checks, and no signature', async () => {
    const token = withClaims(await on.issuer.sign({ email: 'ada@example.com' }), { roles: ['|admin`'] });
    await give(on.page, { token, keys: on.issuer.keySet, ...policy });
    await unfold('share-details');
    await on.page.getByRole('button', { name: 'Copy for a ticket' }).click();
    await on.page.getByText('Copied the text').waitFor();
    const markdown = await clipboard();
    expect(markdown).toContain('### Not accepted: `ERR_SIGNATURE_INVALID`');
    expect(markdown).toMatch(/\| ❌ Signature \| Failed \| `ERR_SIGNATURE_INVALID` \|/);
    expect(markdown).toContain('"email": "•••"');
    expect(markdown).not.toContain('ada@example.com');
    expect(markdown).not.toContain(token.split('.')[2].slice(0, 16));
  });

  test('a callback’s fragment is read and erased; a token in the query is not read, and called a leak', async () => {
    const token = await on.issuer.sign();
    const callback = await on.site.open({ path: `/#state=1&id_token=${token}` });
    expect(callback.page.url()).toBe(`${on.site.origin}/`);
    expect(await field(callback.page, 'Token').inputValue()).toBe(token);
    await callback.close();
    const query = await on.site.open({ path: '/?token=abc' });
    expect(query.page.url()).toBe(`${on.site.origin}/`);
    expect(await query.page.locator('#token-note').innerText()).toContain('treat that token as exposed');
    expect(await field(query.page, 'Token').inputValue()).toBe('');
    // The test itself asked for the query.
    await expect(query.close()).rejects.toThrow('a request of its own');
  });
});

describe('two tokens', () => {
  test('are compared: checks, header and claims, the differences first', async () => {
    const [good, bad] = [await on.issuer.sign(), await on.issuer.sign({ aud: 'api://others', extra: 1 })];
    await give(on.page, { token: good, keys: on.issuer.keySet, ...policy });
    await unfold('compare-details');
    await field(on.page, 'The other token, judged by the same keys and policy').fill(`Bearer ${bad}`);
    const row = async (name) => {
      const cells = on.page.locator(`[data-row="${name}"] td`);
      return [await cells.nth(0).innerText(), await cells.nth(1).innerText()];
    };
    expect(await row('Claims aud')).toEqual([AUDIENCE, 'api://others']);
    expect(await row('Claims extra')).toEqual(['not there', '1']);
    expect(await row('Checks Audience')).toEqual(['Passed', 'Failed, ERR_AUDIENCE_MISMATCH']);
    expect(await on.page.locator('[data-row="Claims aud"]').isVisible()).toBe(true);
    expect(await on.page.locator('[data-row="Claims sub"]').isVisible()).toBe(false);
    await on.page.getByLabel('Show what is the same, too').check();
    expect(await on.page.locator('[data-row="Claims sub"]').isVisible()).toBe(true);
  });
});
