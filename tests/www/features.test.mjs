// What the page can do beside the verdict: finding tokens, explaining, policy, times, comparing, handing on.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer, unsignedToken, withClaims } from './tokens.mjs';

const TENANT = '11111111-2222-4333-8444-555555555555';

let site;
let issuer;
let view;

beforeAll(async () => {
  [site, issuer] = await Promise.all([startBrowser(), makeIssuer()]);
});
afterAll(async () => {
  await site?.close();
});
beforeEach(async () => {
  view = await site.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  return async () => {
    expect(view.complaints).toEqual([]);
    await view.close();
  };
});

const policy = { issuer: ISSUER, audience: AUDIENCE };
const text = (selector) => view.page.locator(selector).innerText();
const clipboard = () => view.page.evaluate(() => navigator.clipboard.readText());
/** Opens what is closed, so that what is in it can be clicked. */
const unfold = (id) => view.page.locator(`#${id} > summary`).click();

describe('finding the token', () => {
  test('in a recorded request, with a button for each token that is there', async () => {
    const [access, id] = [await issuer.sign(), await issuer.sign({ nonce: 'n' })];
    const har = {
      log: {
        entries: [
          {
            request: { headers: [{ name: 'authorization', value: `Bearer ${access}` }] },
            response: { content: { text: JSON.stringify({ id_token: id }) } },
          },
        ],
      },
    };
    await give(view.page, { token: JSON.stringify(har), keys: issuer.keySet, ...policy });
    expect(await field(view.page, 'Token').inputValue()).toBe(access);
    expect((await shown(view.page)).title).toBe('Accepted');
    expect(await text('#token-note')).toBe('Removed everything around the Authorization header.');
    await view.page.getByRole('button', { name: 'id_token' }).click();
    expect(await field(view.page, 'Token').inputValue()).toBe(id);
  });

  test('shows what can be read of a token that is cut, encrypted or badly encoded', async () => {
    const token = await issuer.sign();
    const [header, payload] = token.split('.');
    await give(view.page, { token: `${header}.${payload}` });
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    await give(view.page, { token: `${token}.` });
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    // Padding is refused, and read all the same.
    await give(view.page, { token: `${header}==.${payload}==.` });
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_BASE64URL');
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    // Cut in the middle of the payload: the text up to there.
    await give(view.page, { token: `${header}.${payload.slice(0, 60)}` });
    expect(await text('#raw-payload')).toContain('"iss": "https://issuer.example"');
    await give(view.page, {
      token: `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.YQ.YQ.YQ.YQ`,
    });
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_ENCRYPTED');
    expect(await text('#raw-header')).toContain('"enc": "A256GCM"');
    expect(await text('#claims-hint')).toBe('Encrypted: only the header can be read');
    expect(await view.page.locator('.claim').count()).toBe(0);
  });

  test('by the button, from the clipboard', async () => {
    const token = await issuer.sign();
    await view.page.evaluate((copied) => navigator.clipboard.writeText(copied), `Bearer ${token}`);
    await view.page.getByRole('button', { name: 'Paste' }).click();
    await view.page.locator('#token-legend').getByText('Signature').waitFor();
    expect(await field(view.page, 'Token').inputValue()).toBe(token);
  });
});

describe('the encoding', () => {
  test('is inspected part by part: foreign characters, padding, bits that decode to nothing', async () => {
    const [header, payload, signature] = (await issuer.sign()).split('.');
    const last = signature.at(-1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = alphabet[alphabet.indexOf(last) + 1];
    await give(view.page, {
      token: [header, payload, signature.slice(0, -1) + other].join('.'),
      keys: issuer.keySet,
    });
    expect(await text('#inspector-count')).toBe('1 fault');
    expect(await text('#inspector')).toContain(`the same bytes are spelt “${last}”`);
    await give(view.page, { token: `${header}.${payload}.ab+c==` });
    expect(await text('#inspector')).toContain('“+” at 2: standard base64, base64url has “-” there');
    expect(await text('#inspector')).toContain('“==” at 4 is padding');
    // A signature says how long its key is.
    await give(view.page, { token: `${header}.${payload}.${signature.slice(0, 172)}` });
    expect(await text('#inspector')).toContain('makes signatures of 256 bytes: another key made this one');
  });
});

describe('the claims', () => {
  test('say who defined them, what they mean, and whether access may be decided by them', async () => {
    await give(view.page, {
      token: await issuer.sign({ email: 'a@example.com', oid: 'o', aio: 'x', custom: 1 }),
    });
    const rows = await view.page
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
    await give(view.page, { token });
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
    await give(view.page, {
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
    const token = await issuer.sign({ iat: 1_700_000_000, nbf: 1_700_000_000, exp: 1_700_003_600 });
    await give(view.page, { token, keys: issuer.keySet, ...policy });
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_EXPIRED');
    await field(view.page, 'Judge at another moment').fill('2023-11-14 22:30:00');
    expect((await shown(view.page)).title).toBe('Accepted');
    expect(await text('#times-hint')).toBe('Judged as if it were 2023-11-14T22:30:00Z');
    expect(await text('[data-point=exp]')).toContain('in 43 min');
    await field(view.page, 'Judge at another moment').fill('yesterday');
    expect(await text('#moment-problem')).toContain('2026-11-27T22:46:00Z');
    await view.page.locator('#moment-slider').focus();
    await view.page.keyboard.press('Home');
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_NOT_YET_VALID');
    await view.page.getByRole('button', { name: 'Now' }).click();
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_EXPIRED');
  });

  test('stand in order on the line', async () => {
    await give(view.page, { token: await issuer.sign({ nbf: Math.floor(Date.now() / 1000) + 60 }) });
    const places = await view.page
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

describe('the policy', () => {
  test('knows Entra: the token proposes it, the page judges by the package’s own rules and writes them', async () => {
    const token = unsignedToken(
      { alg: 'RS256', typ: 'JWT', kid: 'k' },
      {
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        ver: '2.0',
        tid: TENANT,
        aud: 'the-api',
        exp: 4e9,
      },
    );
    await give(view.page, { token });
    await view.page.getByRole('button', { name: 'a token of Microsoft Entra ID' }).click();
    expect(await field(view.page, 'Tenants').inputValue()).toBe(TENANT);
    await field(view.page, 'Audience').fill('the-api');
    expect((await shown(view.page)).rungs).toMatchObject({ issuer: 'Passed', audience: 'Passed' });
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_NOT_ACCESS');
    await unfold('code-details');
    const code = await text('#policy-code');
    expect(code).toContain("import { entra } from 'claimgate';");
    expect(code).toContain(`...entra({ tenants: ['${TENANT}'], audience: 'the-api' }),`);
    await view.page.getByRole('button', { name: 'Copy the code' }).click();
    await view.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect((await clipboard()).trim()).toBe(code.trim());
    await field(view.page, 'Tenants').fill('contoso.com');
    expect(await text('#policy-problem')).toMatch(/tenants/);
  });

  test('is taken over from a Worker’s code, and comes out as the same code', async () => {
    const source = `
      import { entra } from 'claimgate';
      const verifier = createVerifier({
        ...entra({ tenants: ['${TENANT}'], audience: ['api://orders', 'the-api'], versions: ['2.0'] }), // ours
        clockTolerance: 60,
        requiredClaims: ["sub",],
        stores: [kvStore(env.JWKS)],
        onEvent: (event) => { console.log(event.type, { a: 1 }); },
      });`;
    await unfold('paste-policy-details');
    await field(view.page, 'The options of your API, or the code that has them').fill(source);
    await view.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await text('#policy-text-note')).toBe(
      'Taken over, without what plays no part here: stores, onEvent.',
    );
    expect(await field(view.page, 'Tenants').inputValue()).toBe(TENANT);
    expect(await field(view.page, 'Audience').inputValue()).toBe('api://orders, the-api');
    expect(await field(view.page, 'Clock tolerance, in seconds').inputValue()).toBe('60');
    await unfold('code-details');
    const code = await text('#policy-code');
    expect(code).toContain("versions: ['2.0']");
    expect(code).toContain("requiredClaims: ['sub'],");
    // What the page writes, the page reads.
    await view.page.getByRole('button', { name: 'Clear all' }).click();
    await field(view.page, 'The options of your API, or the code that has them').fill(code);
    await view.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await text('#policy-code')).toBe(code);
  });

  test('takes plain options, and every other option of the package', async () => {
    await unfold('paste-policy-details');
    const options = JSON.stringify({
      issuer: ISSUER,
      audience: null,
      algorithms: ['PS256'],
      maxTokenAge: 60,
    });
    await field(view.page, 'The options of your API, or the code that has them').fill(options);
    await view.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await view.page.getByLabel('Accept any audience').isChecked()).toBe(true);
    expect(await view.page.getByLabel('PS256').isChecked()).toBe(true);
    await view.page.getByLabel('RS256').check();
    await give(view.page, { token: await issuer.sign({ iat: 1_700_000_000 }), keys: issuer.keySet });
    expect((await shown(view.page)).code).toBe('ERR_TOKEN_TOO_OLD');
    await unfold('others-details');
    await field(view.page, 'Any other option of the package, as an object').fill(
      "{ requiredClaims: ['nothing'] }",
    );
    expect((await shown(view.page)).code).toBe('ERR_CLAIM_MISSING');
    await field(view.page, 'Any other option of the package, as an object').fill(
      '{ requiredClaims: alert(1) }',
    );
    expect(await text('#policy-problem')).toContain('other options');
  });
});

describe('an explanation', () => {
  test('has an address of its own, with and without a token', async () => {
    await give(view.page, {
      token: await issuer.sign({ exp: 1_700_000_000 }),
      keys: issuer.keySet,
      ...policy,
    });
    await view.page.locator('[data-check=time]').getByRole('link').click();
    expect(new URL(view.page.url()).hash).toBe('#why/time-expired');
    const before = await text('#why-title');
    expect(before).toBe('Why: time.expired');
    const other = await site.open({ path: '/#why/time-expired' });
    expect(await other.page.locator('#why-title').innerText()).toBe(before);
    expect(await other.page.locator('#why-text').innerText()).toContain('What to do: Get a fresh token.');
    await other.page.getByRole('button', { name: 'Close' }).click();
    expect(await other.page.locator('#why-section').isVisible()).toBe(false);
    await other.close();
  });
});

describe('handing on', () => {
  test('a link has neither the signature nor what is personal, and its fragment is erased', async () => {
    const token = await issuer.sign({ email: 'ada@example.com', team: 'blue' });
    const [, , signature] = token.split('.');
    await give(view.page, { token, keys: issuer.keySet, ...policy });
    await unfold('share-details');
    await view.page.locator('#masks').getByLabel('team').check();
    await view.page.getByRole('button', { name: 'Copy a link' }).click();
    await view.page.getByText('Copied the link').waitFor();
    const link = new URL(await clipboard());
    const packed = Buffer.from(link.hash.replace('#shared=', ''), 'base64url').toString('utf8');
    const payload = Buffer.from(JSON.parse(packed).token.split('.')[1], 'base64url').toString('utf8');
    expect(packed).not.toContain(signature.slice(0, 16));
    expect(JSON.parse(payload)).toMatchObject({ email: '•••', sub: '•••', team: '•••', iss: ISSUER });

    const other = await site.open({ path: link.pathname + link.hash });
    expect(other.page.url()).toBe(`${site.origin}/`);
    expect(await other.page.locator('#token-note').innerText()).toMatch(/left out the signature.*email/s);
    expect(await other.page.locator('[data-claim=iss] .claim-value').innerText()).toBe(ISSUER);
    expect(await field(other.page, 'Issuer').inputValue()).toBe(ISSUER);
    expect((await shown(other.page)).rungs).toMatchObject({ issuer: 'Passed', signature: 'Failed' });
    await other.close();
  });

  test('a text for a ticket has the checks, and no signature', async () => {
    const token = withClaims(await issuer.sign({ email: 'ada@example.com' }), { roles: ['|admin`'] });
    await give(view.page, { token, keys: issuer.keySet, ...policy });
    await unfold('share-details');
    await view.page.getByRole('button', { name: 'Copy for a ticket' }).click();
    await view.page.getByText('Copied the text').waitFor();
    const markdown = await clipboard();
    expect(markdown).toContain('### Not accepted: `ERR_SIGNATURE_INVALID`');
    expect(markdown).toMatch(/\| ❌ Signature \| Failed \| `ERR_SIGNATURE_INVALID` \|/);
    expect(markdown).toContain('"email": "•••"');
    expect(markdown).not.toContain('ada@example.com');
    expect(markdown).not.toContain(token.split('.')[2].slice(0, 16));
  });

  test('a callback’s fragment is read and erased; a token in the query is not read, and called a leak', async () => {
    const token = await issuer.sign();
    const callback = await site.open({ path: `/#state=1&id_token=${token}` });
    expect(callback.page.url()).toBe(`${site.origin}/`);
    expect(await field(callback.page, 'Token').inputValue()).toBe(token);
    await callback.close();
    const query = await site.open({ path: '/?token=abc' });
    expect(query.page.url()).toBe(`${site.origin}/`);
    expect(await query.page.locator('#token-note').innerText()).toContain('treat that token as exposed');
    expect(await field(query.page, 'Token').inputValue()).toBe('');
    // The test itself asked for the query.
    await expect(query.close()).rejects.toThrow('a request of its own');
  });
});

describe('two tokens', () => {
  test('are compared: checks, header and claims, the differences first', async () => {
    const [good, bad] = [await issuer.sign(), await issuer.sign({ aud: 'api://others', extra: 1 })];
    await give(view.page, { token: good, keys: issuer.keySet, ...policy });
    await unfold('compare-details');
    await field(view.page, 'The other token, judged by the same keys and policy').fill(`Bearer ${bad}`);
    const row = async (name) => {
      const cells = view.page.locator(`[data-row="${name}"] td`);
      return [await cells.nth(0).innerText(), await cells.nth(1).innerText()];
    };
    expect(await row('Claims aud')).toEqual([AUDIENCE, 'api://others']);
    expect(await row('Claims extra')).toEqual(['not there', '1']);
    expect(await row('Checks Audience')).toEqual(['Passed', 'Failed, ERR_AUDIENCE_MISMATCH']);
    expect(await view.page.locator('[data-row="Claims sub"]').isVisible()).toBe(false);
    await view.page.getByLabel('Show what is the same, too').check();
    expect(await view.page.locator('[data-row="Claims sub"]').isVisible()).toBe(true);
  });
});

describe('the page itself', () => {
  test('is light or dark by hand, in memory only', async () => {
    const background = () => view.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await view.page.getByLabel('Colours').selectOption('dark');
    expect(await background()).not.toBe(light);
    await view.page.getByLabel('Colours').selectOption('light');
    expect(await background()).toBe(light);
    await view.page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe(light);
    await view.page.getByLabel('Colours').selectOption('system');
    expect(await background()).not.toBe(light);
  });

  test('warns of a live token, and forgets everything by the button or when nobody is there', async () => {
    await view.page.clock.install();
    await view.page.reload();
    await view.page
      .locator('#engine-hash')
      .filter({ hasText: /[0-9a-f]{64}/ })
      .waitFor();
    const everything = async () => [
      await field(view.page, 'Token').inputValue(),
      await field(view.page, 'Issuer’s keys').inputValue(),
      await field(view.page, 'Issuer').inputValue(),
      await view.page.locator('.claim').count(),
    ];
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    expect(await text('#token-live')).toMatch(/^This token is live: .* another \d+ min/);
    await view.page.getByRole('button', { name: 'Clear all' }).click();
    expect(await everything()).toEqual(['', '', '', 0]);
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    await view.page.clock.fastForward('14:00');
    expect((await everything())[0]).not.toBe('');
    await view.page.clock.fastForward('02:00');
    expect(await everything()).toEqual(['', '', '', 0]);
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
      await view.page.getByRole('button', { name: 'Try an example' }).click();
    else {
      await unfold('examples-details');
      await view.page.getByRole('button', { name, exact: true }).click();
    }
    await view.page.locator('#token-legend').getByText('Signature').waitFor();
    expect((await shown(view.page)).code).toBe(expected[name]);
    expect((await shown(view.page)).title).toBe(expected[name] === '' ? 'Accepted' : 'Not accepted');
  });
});
