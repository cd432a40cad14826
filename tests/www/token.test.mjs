// What is done to a pasted text: finding the token, and inspecting how it is encoded.

import { describe, expect, test } from 'vitest';

import { field, give, shown } from './browser.mjs';
import { usePages } from './pages.mjs';
import { AUDIENCE, ISSUER } from './tokens.mjs';

const policy = { issuer: ISSUER, audience: AUDIENCE };
const on = usePages();
const { text } = on;

describe('finding the token', () => {
  test('in a recorded request, with a button for each token that is there', async () => {
    const [access, id] = [await on.issuer.sign(), await on.issuer.sign({ nonce: 'n' })];
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
    await give(on.page, { token: JSON.stringify(har), keys: on.issuer.keySet, ...policy });
    expect(await field(on.page, 'Token').inputValue()).toBe(access);
    expect((await shown(on.page)).title).toBe('Accepted');
    expect(await text('#token-note')).toBe('Removed everything around the Authorization header.');
    await on.page.getByRole('button', { name: 'id_token' }).click();
    expect(await field(on.page, 'Token').inputValue()).toBe(id);
  });

  test('shows what can be read of a token that is cut, encrypted or badly encoded', async () => {
    const token = await on.issuer.sign();
    const [header, payload] = token.split('.');
    await give(on.page, { token: `${header}.${payload}` });
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    await give(on.page, { token: `${token}.` });
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    // Padding is refused, and read all the same.
    await give(on.page, { token: `${header}==.${payload}==.` });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_BASE64URL');
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    // A character that is none of base64 is passed over.
    await give(on.page, { token: `${header}.${payload.slice(0, 8)}*${payload.slice(8)}.` });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_BASE64URL');
    expect(await text('[data-claim=sub] .claim-value')).toBe('user-1');
    // Cut in the middle of the payload: the text up to there.
    await give(on.page, { token: `${header}.${payload.slice(0, 60)}` });
    expect(await text('#raw-payload')).toContain('"iss": "https://issuer.example"');
    await give(on.page, {
      token: `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.YQ.YQ.YQ.YQ`,
    });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_ENCRYPTED');
    expect(await text('#raw-header')).toContain('"enc": "A256GCM"');
    expect(await text('#claims-hint')).toBe('Encrypted: only the header can be read');
    expect(await on.page.locator('.claim').count()).toBe(0);
  });

  test('by the button, from the clipboard', async () => {
    const token = await on.issuer.sign();
    await on.page.evaluate((copied) => navigator.clipboard.writeText(copied), `Bearer ${token}`);
    await on.page.getByRole('button', { name: 'Paste' }).click();
    await on.page.locator('#token-legend').getByText('Signature').waitFor();
    expect(await field(on.page, 'Token').inputValue()).toBe(token);
  });
});

describe('the encoding', () => {
  test('is inspected part by part: foreign characters, padding, bits that decode to nothing', async () => {
    const [header, payload, signature] = (await on.issuer.sign()).split('.');
    const last = signature.at(-1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = alphabet[alphabet.indexOf(last) + 1];
    await give(on.page, {
      token: [header, payload, signature.slice(0, -1) + other].join('.'),
      keys: on.issuer.keySet,
    });
    expect(await text('#inspector-count')).toBe('1 fault');
    expect(await text('#inspector')).toContain(`the same bytes are spelt “${last}”`);
    await give(on.page, { token: `${header}.${payload}.ab+c==` });
    expect(await text('#inspector')).toContain('“+” at 2: standard base64, base64url has “-” there');
    expect(await text('#inspector')).toContain('“==” at 4 is padding');
    // A signature says how long its key is.
    await give(on.page, { token: `${header}.${payload}.${signature.slice(0, 172)}` });
    expect(await text('#inspector')).toContain('makes signatures of 256 bytes: another key made this one');
  });
});
