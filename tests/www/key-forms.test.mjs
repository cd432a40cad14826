// Keys in whatever form people have them, and which of several answers to the token.

import { createSign, generateKeyPairSync } from 'node:crypto';

import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer } from './tokens.mjs';

let site;
let view;

beforeAll(async () => {
  site = await startBrowser();
  view = await site.open();
});
afterAll(async () => {
  await view?.close();
  await site?.close();
});

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const text = (selector) => view.page.locator(selector).innerText();

function tokenOfPair() {
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000 })
    .setProtectedHeader({ alg: 'RS256', kid: 'the-key' })
    .sign(pair.privateKey);
}

/** One DER value; its content is bytes or other values. */
function der(tag, ...content) {
  const bytes = Buffer.concat(content);
  const length = bytes.length < 128 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

/** A self-signed certificate (RFC 5280) of the pair, named `example`. */
function certificate() {
  const sha256WithRsa = der(0x30, Buffer.from('06092a864886f70d01010b0500', 'hex'));
  const name = der(
    0x30,
    der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('example')))),
  );
  const times = der(0x30, der(0x17, Buffer.from('250101000000Z')), der(0x17, Buffer.from('350101000000Z')));
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const body = der(0x30, version, der(0x02, Buffer.from([1])), sha256WithRsa, name, times, name, spki);
  const signature = createSign('sha256').update(body).sign(pair.privateKey);
  return der(0x30, body, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
}

function pem(label, bytes) {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
}

const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
const jwk = pair.publicKey.export({ format: 'jwk' });
const FORMS = {
  'A JWKS with 1 key': JSON.stringify({ keys: [{ ...jwk, kid: 'the-key' }] }),
  'One JWK': JSON.stringify(jwk),
  'A public key (SPKI)': pem('PUBLIC KEY', spki),
  'A public key (SPKI), without BEGIN and END': spki.toString('base64'),
  'An RSA public key (PKCS#1)': pair.publicKey.export({ type: 'pkcs1', format: 'pem' }),
  'A certificate (X.509)': pem('CERTIFICATE', certificate()),
  'A certificate chain (x5c)': JSON.stringify([certificate().toString('base64')]),
};

test.each(Object.entries(FORMS))('reads %s', async (kind, keys) => {
  await view.page.getByRole('button', { name: 'Clear all' }).click();
  await give(view.page, { token: await tokenOfPair(), keys, issuer: ISSUER, audience: AUDIENCE });
  expect(await text('#keys-kind')).toBe(kind);
  expect((await shown(view.page)).title).toBe('Accepted');
  expect(await text('#key-list')).toContain('picked');
});

test('of a private key only the public part is used, and it is called exposed', async () => {
  await view.page.getByRole('button', { name: 'Clear all' }).click();
  const keys = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  await give(view.page, { token: await tokenOfPair(), keys, issuer: ISSUER, audience: AUDIENCE });
  expect(await text('#keys-problem')).toMatch(/^This is a private key.*Treat it as exposed/);
  expect((await shown(view.page)).title).toBe('Accepted');
  await view.page.getByRole('button', { name: 'Clear it' }).click();
  expect(await field(view.page, 'Issuer’s keys').inputValue()).toBe('');
  expect(await text('#keys-problem')).toBe('');
});

test('says which key of a set was picked, and why not the others', async () => {
  await view.page.getByRole('button', { name: 'Clear all' }).click();
  const [issuer, other] = [await makeIssuer('key-1'), await makeIssuer('key-2')];
  const keys = [...JSON.parse(issuer.keySet).keys, ...JSON.parse(other.keySet).keys];
  const set = JSON.stringify({ keys: [...keys, { ...keys[0], kid: 'key-3', use: 'enc' }] });
  await give(view.page, { token: await issuer.sign(), keys: set, issuer: ISSUER, audience: AUDIENCE });
  const rows = await view.page.locator('#key-list .key').allInnerTexts();
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/key-1[\s\S]*2048 bits[\s\S]*picked/);
  expect(rows[1]).not.toContain('picked');
  const reasons = await view.page.locator('#key-list .key-because').allInnerTexts();
  expect(new Set(reasons.slice(0, 2)).size).toBe(2);
});

test('what is no key is said to be none', async () => {
  await view.page.getByRole('button', { name: 'Clear all' }).click();
  await give(view.page, { token: await tokenOfPair(), keys: 'hello' });
  expect(await text('#keys-problem')).not.toBe('');
  expect((await shown(view.page)).rungs.signature).toBe('Not checked');
});
