// What the page says of a token, from the engine's own report.

import { createHash } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { field, give, shown, startBrowser } from './browser.mjs';
import { AUDIENCE, ISSUER, makeIssuer, unsignedToken, withClaims } from './tokens.mjs';

const EVERY_CHECK = ['structure', 'header', 'key', 'signature', 'time', 'issuer', 'audience'];

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
  view = await site.open();
  return async () => {
    expect(view.complaints).toEqual([]);
    await view.close();
  };
});

const policy = { issuer: ISSUER, audience: AUDIENCE };

describe('the verdict', () => {
  test('accepts a token of jose, with every check passed', async () => {
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    const { title, count, code, rungs } = await shown(view.page);
    expect(title).toBe('Accepted');
    expect(count).toBe('7 of 7 checks passed');
    expect(code).toBe('');
    expect(rungs).toEqual(Object.fromEntries(EVERY_CHECK.map((id) => [id, 'Passed'])));
  });

  test('refuses a changed payload at the signature, and opens that rung', async () => {
    const token = withClaims(await issuer.sign(), { roles: ['orders.admin'] });
    await give(view.page, { token, keys: issuer.keySet, ...policy });
    const { title, reason, code, rungs } = await shown(view.page);
    expect(title).toBe('Not accepted');
    expect(reason).toContain('The header or the payload was changed after signing.');
    expect(code).toBe('ERR_SIGNATURE_INVALID');
    expect(rungs).toEqual({
      ...Object.fromEntries(EVERY_CHECK.map((id) => [id, 'Passed'])),
      signature: 'Failed',
    });
    expect(await view.page.locator('.rung details[open]').count()).toBe(1);
    const said = await view.page.locator('[data-check=signature] .rung-more').innerText();
    expect(said).toContain('ERR_SIGNATURE_INVALID');
    // Both digests: that of the text which was signed, and that of this one.
    const digest = createHash('sha256').update(token.slice(0, token.lastIndexOf('.'))).digest('hex');
    expect(said).toMatch(/The signature was made for a text with\s+SHA-256 [0-9a-f]{64}/);
    expect(said).toMatch(new RegExp(`This text has\\s+SHA-256 ${digest}`));
  });

  test('refuses an expired token and says how long ago', async () => {
    const past = Math.floor(Date.now() / 1000) - 600;
    await give(view.page, { token: await issuer.sign({ exp: past }), keys: issuer.keySet, ...policy });
    const { title, reason, code, rungs } = await shown(view.page);
    expect(title).toBe('Not accepted');
    expect(reason).toMatch(/^The token expired 10 min( \d+ s)? ago, at \d{4}-/);
    expect(code).toBe('ERR_TOKEN_EXPIRED');
    expect(rungs.time).toBe('Failed');
    expect(rungs.signature).toBe('Passed');
    expect(await view.page.locator('[data-claim=exp] .claim-time').innerText()).toContain('10 min ago');
  });

  test('judges times before any policy was given', async () => {
    const past = Math.floor(Date.now() / 1000) - 600;
    await give(view.page, { token: await issuer.sign({ exp: past }) });
    expect(await shown(view.page)).toMatchObject({
      title: 'Not accepted',
      code: 'ERR_TOKEN_EXPIRED',
      rungs: { issuer: 'Not checked' },
    });
  });

  test('without keys checks no signature, and calls nothing invalid', async () => {
    await give(view.page, { token: await issuer.sign(), ...policy });
    const { title, count, code, rungs } = await shown(view.page);
    expect(title).toBe('Not verified');
    expect(count).toBe('5 of 7 checks passed');
    expect(code).toBe('');
    expect(rungs).toMatchObject({ key: 'Not checked', signature: 'Not checked', time: 'Passed' });
    const said = await view.page.locator('#verdict-section, #ladder-section, #announcer').allInnerTexts();
    expect(said.join('\n').toLowerCase()).not.toMatch(/invalid|accepted|not valid/);
  });

  test('without a policy accepts nothing, however good the signature', async () => {
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet });
    const { title, rungs } = await shown(view.page);
    expect(title).toBe('Signature good, not everything checked');
    expect(rungs).toMatchObject({ signature: 'Passed', issuer: 'Not checked', audience: 'Not checked' });
  });

  test('names another issuer and another audience, each with what was expected', async () => {
    await give(view.page, {
      token: await issuer.sign(),
      keys: issuer.keySet,
      issuer: `${ISSUER}/`,
      audience: 'api://others',
    });
    const { title, code, rungs } = await shown(view.page);
    expect({ title, code, issuer: rungs.issuer, audience: rungs.audience }).toEqual({
      title: 'Not accepted',
      code: 'ERR_ISSUER_MISMATCH',
      issuer: 'Failed',
      audience: 'Failed',
    });
    const facts = await view.page.locator('[data-check=audience] .facts').innerText();
    expect(facts).toContain('api://others');
    expect(facts).toContain(AUDIENCE);
  });

  test('a key set without the key is a refusal, a broken key set is not the token’s fault', async () => {
    const other = await makeIssuer('key-2');
    await give(view.page, { token: await issuer.sign(), keys: other.keySet, ...policy });
    expect(await shown(view.page)).toMatchObject({
      code: 'ERR_KEY_NOT_FOUND',
      rungs: { key: 'Failed', signature: 'Not checked' },
    });
    await give(view.page, { keys: '{"keys": 1}' });
    expect(await shown(view.page)).toMatchObject({
      title: 'Not verified',
      code: '',
      rungs: { key: 'Not checked' },
    });
    expect(await view.page.locator('#keys-problem').innerText()).not.toBe('');
  });

  test('an algorithm that the engine lacks cannot be checked, and none is refused', async () => {
    const claims = { iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000 };
    await give(view.page, {
      token: unsignedToken({ alg: 'ES256K', kid: 'k' }, claims),
      keys: issuer.keySet,
      ...policy,
    });
    expect(await shown(view.page)).toMatchObject({
      title: 'Cannot be checked here',
      code: '',
      rungs: { signature: 'Cannot check' },
    });
    await give(view.page, { token: unsignedToken({ alg: 'none' }, claims) });
    expect(await shown(view.page)).toMatchObject({ title: 'Not accepted', code: 'ERR_ALG_NOT_ALLOWED' });
  });

  test.each(['ES256', 'ES384', 'EdDSA', 'PS512'])('checks %s before any policy was given', async (alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    const token = await new SignJWT({ iss: ISSUER, exp: 4_000_000_000 })
      .setProtectedHeader({ alg, kid: 'k' })
      .sign(pair.privateKey);
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
    await give(view.page, { token, keys: JSON.stringify(jwk) });
    expect(await shown(view.page)).toMatchObject({
      title: 'Signature good, not everything checked',
      rungs: { header: 'Passed', signature: 'Passed', time: 'Passed', issuer: 'Not checked' },
    });
    // A policy allows RS256 alone, until it is told otherwise.
    await give(view.page, { issuer: ISSUER });
    expect((await shown(view.page)).code).toBe('ERR_ALG_NOT_ALLOWED');
    await view.page.getByRole('button', { name: `Allow the token’s: ${alg}` }).click();
    expect((await shown(view.page)).rungs).toMatchObject({ header: 'Passed', signature: 'Passed' });
  });

  test('checks HS256 with the shared secret as text, and warns of a short one', async () => {
    const secret = 'too-short-a-secret';
    const token = await new SignJWT({ iss: ISSUER, exp: 4_000_000_000 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secret));
    await give(view.page, { token, keys: secret });
    await view.page.getByLabel('Read this as').selectOption('text');
    expect((await shown(view.page)).rungs.signature).toBe('Passed');
    expect(await view.page.locator('[data-note="security.weak_secret"]').innerText()).toContain('18 bytes');
    await give(view.page, { keys: 'another-secret' });
    expect((await shown(view.page)).rungs.signature).toBe('Failed');
  });

  test('the policy’s algorithms decide, and start as the package’s default', async () => {
    await give(view.page, {
      token: unsignedToken(
        { alg: 'PS256', kid: 'key-1' },
        { iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000 },
      ),
      ...policy,
    });
    expect(await shown(view.page)).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED' });
    await view.page.getByLabel('PS256').check();
    expect(await shown(view.page)).toMatchObject({ title: 'Not verified', rungs: { header: 'Passed' } });
  });

  test('says which option of the policy is out of order', async () => {
    await give(view.page, { token: await issuer.sign(), keys: issuer.keySet, ...policy });
    await field(view.page, 'Clock tolerance, in seconds').fill('301');
    expect((await shown(view.page)).title).toBe('Not verified');
    expect(await view.page.locator('#policy-problem').innerText()).toMatch(/clockTolerance|tolerance/i);
    await field(view.page, 'Clock tolerance, in seconds').fill('300');
    expect((await shown(view.page)).title).toBe('Accepted');
  });
});

describe('what is pasted', () => {
  test('may bring a header line, quotes and line breaks, and the page says so', async () => {
    const token = await issuer.sign();
    const middle = token.length / 2;
    await give(view.page, {
      token: `Authorization: Bearer ${token.slice(0, middle)}\n${token.slice(middle)}\n`,
      keys: issuer.keySet,
      ...policy,
    });
    expect((await shown(view.page)).title).toBe('Accepted');
    expect(await view.page.locator('#token-note').innerText()).toBe(
      'Removed “Authorization:”, “Bearer”, 2 line breaks.',
    );
    expect(await field(view.page, 'Token').inputValue()).toBe(token);
  });

  test('may be a token answer or an address with a fragment', async () => {
    const token = await issuer.sign();
    await give(view.page, {
      token: JSON.stringify({ token_type: 'Bearer', access_token: token, expires_in: 600 }),
      keys: issuer.keySet,
      ...policy,
    });
    expect((await shown(view.page)).title).toBe('Accepted');
    await give(view.page, { token: `https://app.example/callback#state=1&id_token=${token}&expires_in=600` });
    expect((await shown(view.page)).title).toBe('Accepted');
    expect(await view.page.locator('#token-note').innerText()).toBe('Removed everything around id_token.');
  });

  test('is marked part by part, and both layers of the box break lines alike', async () => {
    await give(view.page, { token: await issuer.sign() });
    expect(await view.page.locator('#token-legend').innerText()).toMatch(
      /Header \d+\s+Payload \d+\s+Signature 342/,
    );
    const styles = await view.page
      .locator('#token-mirror .segment')
      .evaluateAll((segments) => segments.map((segment) => getComputedStyle(segment).textDecorationStyle));
    expect(styles).toEqual(['solid', 'dashed', 'dotted']);
    const heights = await view.page.evaluate(() =>
      ['token-mirror', 'token'].map((id) => document.getElementById(id).scrollHeight),
    );
    expect(heights[1]).toBe(heights[0]);
  });

  test('keeps the source: numbers, order and duplicates stay as they were sent', async () => {
    await give(view.page, {
      token: unsignedToken('{"alg":"RS256"}', '{"id":12345678901234567890,"a":1,"a":2}'),
    });
    expect(await shown(view.page)).toMatchObject({
      code: 'ERR_TOKEN_DUPLICATE_MEMBER',
      rungs: { structure: 'Failed' },
    });
    // What parsers disagree about is marked in its place, with numbers that lead to the notes below.
    expect(await view.page.locator('#raw-payload').innerText()).toBe(
      '{\n  "id": 123456789012345678901,\n  "a": 1,\n  "a"2: 2\n}',
    );
    const marks = view.page.locator('#raw-payload .fault .untrusted');
    expect(await marks.allInnerTexts()).toEqual(['12345678901234567890', '"a"']);
    expect(await view.page.locator('#raw-payload-notes li').allInnerTexts()).toEqual([
      'JavaScript reads this number as 12345678901234567000.',
      '"a" is there twice: parsers keep different ones of its values.',
    ]);
  });
});
