// The claims with their meaning, and the times.

import { describe, expect, test } from 'vitest';

import { field, give, shown } from './browser.mjs';
import { usePages } from './pages.mjs';
import { AUDIENCE, ISSUER, unsignedToken } from './tokens.mjs';

const TENANT = '11111111-2222-4333-8444-555555555555';
const policy = { issuer: ISSUER, audience: AUDIENCE };
const on = usePages();
const { text } = on;

describe('the claims', () => {
  test('say who defined them, what they mean, and whether access may be decided by them', async () => {
    await give(on.page, {
      token: await on.issuer.sign({ email: 'a@example.com', oid: 'o', aio: 'x', custom: 1 }),
    });
    const rows = await on.page
      .locator('.claim')
      .evaluateAll((claims) =>
        Object.fromEntries(
          claims.map((claim) => [
            claim.dataset.claim,
            [claim.querySelector('.claim-source').textContent, claim.querySelector('.fitness').textContent],
          ]),
        ),
      );
    expect(rows).toMatchObject({
      iss: ['RFC 7519', 'fit for authorization'],
      email: ['OpenID Connect', 'not for authorization'],
      oid: ['Microsoft Entra', 'fit for authorization'],
      aio: ['Microsoft Entra', 'ignore'],
      custom: ['unknown', 'ask the issuer'],
    });
    expect(await text('[data-claim=email]')).toContain('It can be changed to somebody else’s.');
  });

  test('of an Entra token are summed up in a line', async () => {
    const token = unsignedToken(
      { alg: 'RS256', kid: 'k' },
      {
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        ver: '2.0',
        tid: TENANT,
        aud: 'the-api',
        azp: 'the-client',
        azpacr: '1',
        scp: 'orders.read orders.write',
        exp: Math.floor(Date.now() / 1000) + 2490,
      },
    );
    await give(on.page, { token });
    expect(await text('#summary-title')).toBe(
      'Microsoft Entra ID · v2.0 access token · delegated, for a user',
    );
    const facts = await text('#summary-facts');
    expect(facts).toMatch(new RegExp(`Tenant\\s+${TENANT}`));
    expect(facts).toMatch(/Client\s+the-client, authenticated by a secret/);
    expect(facts).toMatch(/May\s+orders.read, orders.write/);
    expect(facts).toMatch(/Expires\s+in 41 min/);
  });
});

describe('the times', () => {
  test('are shown in UTC, here and from now, and milliseconds are noticed', async () => {
    await give(on.page, {
      token: unsignedToken({ alg: 'RS256' }, { exp: 1_795_000_000_000, iat: 1_700_000_000 }),
    });
    expect(await text('[data-claim=iat] time')).toBe('2023-11-14 22:13:20 UTC');
    expect(await text('[data-claim=iat]')).toMatch(/Here: .*2023/);
    expect(await text('[data-claim=iat] strong')).toMatch(/years.* ago$/);
    expect(await text('[data-claim=exp]')).toContain(
      'looks like milliseconds; as seconds it is the year 58851',
    );
  });

  test('can be judged at another moment, by its text or by the slider', async () => {
    const token = await on.issuer.sign({ iat: 1_700_000_000, nbf: 1_700_000_000, exp: 1_700_003_600 });
    await give(on.page, { token, keys: on.issuer.keySet, ...policy });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_EXPIRED');
    await field(on.page, 'Judge at another moment').fill('2023-11-14 22:30:00');
    expect((await shown(on.page)).title).toBe('Accepted');
    expect(await text('#times-hint')).toBe('Judged as if it were 2023-11-14T22:30:00Z');
    expect(await text('[data-point=exp]')).toContain('in 43 min');
    await field(on.page, 'Judge at another moment').fill('yesterday');
    expect(await text('#moment-problem')).toContain('2026-11-27T22:46:00Z');
    await on.page.locator('#moment-slider').focus();
    await on.page.keyboard.press('Home');
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_NOT_YET_VALID');
    await on.page.getByRole('button', { name: 'Now' }).click();
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_EXPIRED');
  });

  test('stand in order on the line', async () => {
    await give(on.page, { token: await on.issuer.sign({ nbf: Math.floor(Date.now() / 1000) + 60 }) });
    const places = await on.page
      .locator('.timeline-track .timeline-point')
      .evaluateAll((points) =>
        Object.fromEntries(
          points.map((one) => [one.className.split('timeline-').at(-1), one.getBoundingClientRect().left]),
        ),
      );
    expect(places.iat).toBeLessThan(places.nbf);
    expect(places.nbf).toBeLessThan(places.exp);
  });
});
