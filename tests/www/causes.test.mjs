// Why is my Entra token refused? What a person who sees the page for the first time reads there, for each of the
// most frequent causes.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { API, makeEntra, TENANT, withClaims } from './tokens.mjs';

const OTHER_TENANT = '99999999-8888-4777-8666-555555555555';

let site;
let entra;
let view;

beforeAll(async () => {
  [site, entra] = await Promise.all([startBrowser(), makeEntra()]);
  view = await site.open();
});
afterAll(async () => {
  await view?.close();
  await site?.close();
});

/** Fills the page as its reader would, and returns what it says without another click. */
async function answerTo({ token, keys = entra.keySet, audience = API, tenants = TENANT, issuer }) {
  const { page } = view;
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByLabel('Provider').selectOption(issuer === undefined ? 'entra' : 'oidc');
  if (issuer === undefined) await field(page, 'Tenants').fill(tenants);
  await give(page, { token, keys, audience, ...(issuer === undefined ? {} : { issuer }) });
  const { title, code } = await shown(page);
  const places = '#verdict-section, .rung details[open], #notes-section';
  const said = (await page.locator(places).allInnerTexts()).join('\n').replaceAll(/\s+/g, ' ');
  return { title, code, said };
}

describe('the page answers', () => {
  test('a good token is accepted, so that the others are refused for their one reason', async () => {
    const { title, code } = await answerTo({ token: await entra.sign() });
    expect({ title, code }).toEqual({ title: 'Accepted', code: '' });
  });

  test('1. it was issued for Microsoft Graph', async () => {
    const token = await entra.signForGraph({ aud: '00000003-0000-0000-c000-000000000000', scp: 'User.Read' });
    const { code, said } = await answerTo({ token });
    expect(code).toBe('ERR_TOKEN_FOR_GRAPH');
    expect(said).toMatch(/Microsoft Graph/);
    expect(said).toMatch(/(your|own) API/);
  });

  test('2. it is an ID token', async () => {
    const { code, said } = await answerTo({
      token: await entra.sign({ scp: undefined, nonce: 'n', name: 'Ada' }),
    });
    expect(code).toBe('ERR_TOKEN_NOT_ACCESS');
    expect(said).toMatch(/ID token/);
  });

  test('3. the audience is the API’s address where its client id is expected', async () => {
    const { code, said } = await answerTo({ token: await entra.sign(), audience: `api://${API}` });
    expect(code).toBe('ERR_AUDIENCE_MISMATCH');
    expect(said).toContain(`api://${API}`);
    expect(said).toMatch(/v2\.0|version 2\.0/i);
  });

  test('4. it is a version 1.0 token, and the issuer of version 2.0 is expected', async () => {
    const token = await entra.sign({ iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0' });
    const { code, said } = await answerTo({
      token,
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    });
    expect(code).toBe('ERR_ISSUER_MISMATCH');
    expect(said).toMatch(/v?1\.0/);
    expect(said).toMatch(/accessTokenAcceptedVersion|requestedAccessTokenVersion/);
  });

  test('5. the issuer differs by a slash', async () => {
    const token = await entra.sign({ iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0' });
    const { code, said } = await answerTo({ token, issuer: `https://sts.windows.net/${TENANT}` });
    expect(code).toBe('ERR_ISSUER_MISMATCH');
    expect(said).toMatch(/slash/);
  });

  test('6. it is of another tenant', async () => {
    const { code, said } = await answerTo({ token: await entra.sign(), tenants: OTHER_TENANT });
    expect(['ERR_ISSUER_MISMATCH', 'ERR_TENANT_NOT_ALLOWED']).toContain(code);
    expect(said).toMatch(/tenant/i);
    expect(said).toContain(TENANT);
  });

  test('7. its key is not in the key set', async () => {
    const other = await makeEntra('another-key');
    const { code, said } = await answerTo({ token: await entra.sign(), keys: other.keySet });
    expect(code).toBe('ERR_KEY_NOT_FOUND');
    expect(said).toMatch(/entra-key/);
    expect(said).toMatch(/appid|tenant|rotat|signing key/i);
  });

  test('8. another key signed it than the one of that name', async () => {
    const other = await makeEntra();
    const { code, said } = await answerTo({ token: await entra.sign(), keys: other.keySet });
    expect(code).toBe('ERR_SIGNATURE_INVALID');
    expect(said).toMatch(/key did not make this signature|another key|wrong key/i);
    expect(said).not.toMatch(/key is right/i);
  });

  test('9. it was changed after it was signed', async () => {
    const token = withClaims(await entra.sign(), { scp: 'orders.write' });
    const { code, said } = await answerTo({ token });
    expect(code).toBe('ERR_SIGNATURE_INVALID');
    expect(said).toMatch(/changed after/i);
    expect(said).toMatch(/key is (the )?right|right key/i);
  });

  test('10. it has expired, and how long ago', async () => {
    const { code, said } = await answerTo({ token: await entra.sign({ exp: entra.now - 11_520 }) });
    expect(code).toBe('ERR_TOKEN_EXPIRED');
    expect(said).toMatch(/3 h 1\d min ago/);
  });

  test('11. a clock is wrong', async () => {
    const { code, said } = await answerTo({
      token: await entra.sign({ iat: entra.now + 240, nbf: entra.now + 240 }),
    });
    expect(code).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(said).toMatch(/clock/);
  });

  test('12. it was cut when it was copied', async () => {
    const token = await entra.sign();
    const { code, said } = await answerTo({ token: token.slice(0, token.lastIndexOf('.') - 40) });
    expect(code).toBe('ERR_TOKEN_MALFORMED');
    expect(said).toMatch(/cut|lost/i);
  });

  test('and: it is no token at all, but an authorization code or an opaque token', async () => {
    const header = Buffer.from(
      '{"kid":"cpimcore_09252015","ver":"1.0","zip":"Deflate","ser":"1.0"}',
    ).toString('base64url');
    expect((await answerTo({ token: `${header}.YQ.YQ.YQ.YQ` })).said).toMatch(/code/i);
    expect((await answerTo({ token: 'EwBwA8l6BAAUkj1NuJYtTVha+Mogk+HEiPbQo04AAVv' })).said).toMatch(
      /opaque/i,
    );
  });

  test('and: its times are milliseconds', async () => {
    const token = await entra.sign({ exp: entra.now * 1000, nbf: entra.now * 1000 });
    expect((await answerTo({ token })).said).toMatch(/millisecond/i);
  });

  test('and: the groups are too many', async () => {
    const token = await entra.sign({ _claim_names: { groups: 'src1' } });
    expect((await answerTo({ token })).said).toMatch(/groups/i);
  });
});
