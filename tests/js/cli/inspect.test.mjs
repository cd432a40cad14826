// `claimgate inspect` as people call it.

import { afterAll, beforeAll, expect, test } from 'vitest';

import { AUDIENCE, claimgate, claims, ISSUER, makeFolder, makeKey, makeSecretToken, makeToken, NOW, startProvider } from './command.mjs';

const AT = ['--at', String(NOW)];
const key = makeKey('k1');
const other = makeKey('k2');
const good = makeToken(key);
let folder;
let judged;

beforeAll(async () => {
  folder = await makeFolder();
  const keys = await folder.file('keys.json', { keys: [key.jwk, other.jwk] });
  judged = [...AT, '--jwks', keys, '--issuer', ISSUER, '--audience', AUDIENCE];
});
afterAll(() => folder.remove());

function inspectJson(args, input) {
  return claimgate(['inspect', '--json', ...args], { input }).then(({ code, out, err }) => ({
    code,
    err,
    report: JSON.parse(out),
  }));
}

test('a good token passes every rung, and the exit code is 0', async () => {
  const { code, out } = await claimgate(['inspect', ...judged], { input: good });
  expect(code).toBe(0);
  expect(out).toMatch(/^✓ valid/);
  for (const rung of ['structure', 'header', 'key', 'signature', 'time', 'issuer', 'audience']) {
    expect(out).toMatch(new RegExp(`✓ ${rung}`));
  }
  expect(out).toContain('2023-11-14T22:23:20.000Z');
});

test('a refused token ends with 1, and says cause and fix', async () => {
  const { code, out } = await claimgate(['inspect', ...judged], { input: makeToken(key, claims({ aud: 'api://orders/' })) });
  expect(code).toBe(1);
  expect(out).toMatch(/^✗ refused {2}ERR_AUDIENCE_MISMATCH/);
  expect(out).toMatch(/cause .*slash at the end/);
  expect(out).toMatch(/fix /);
});

test('what was not given is not checked, and that is not valid', async () => {
  const { code, report } = await inspectJson(AT, good);
  expect(code).toBe(1);
  expect(report.verdict).toBe('incomplete');
  const states = Object.fromEntries(report.checks.map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({ structure: 'pass', time: 'pass', key: 'not-checked', issuer: 'not-checked' });
});

test('tokens come out of header lines, URLs, answers, quotes and broken lines', async () => {
  const wrapped = good.replace(/(.{60})/g, '$1\n');
  const forms = [
    `Bearer ${good}`,
    `Authorization: Bearer ${good}\r\n`,
    `"${good}",`,
    `https://app.example/callback#state=x&id_token=${good}&expires_in=3600`,
    JSON.stringify({ token_type: 'Bearer', access_token: good }, undefined, 2),
    `GET / HTTP/1.1\r\nHost: api.example\r\nauthorization: bearer ${good}\r\n\r\n`,
    wrapped,
  ];
  for (const input of forms) {
    const { code, report } = await inspectJson(judged, input);
    expect({ input, code, verdict: report.verdict }).toEqual({ input, code: 0, verdict: 'valid' });
  }
});

test('many tokens are summed up by code', async () => {
  const expired = makeToken(key, claims({ exp: NOW - 3600 }));
  const later = makeToken(key, claims({ exp: NOW - 7200 }));
  const input = [good, `Bearer ${expired}`, 'a line without one', later].join('\n');
  const { code, out, err } = await claimgate(['inspect', ...judged], { input });
  expect(code).toBe(1);
  expect(out).toMatch(/3 tokens/);
  expect(out).toMatch(/2 {2}ERR_TOKEN_EXPIRED/);
  expect(out).toMatch(/1 {2}valid/);
  expect(err).toContain('1 line without a token');
  const lines = (await claimgate(['inspect', '--json', ...judged], { input })).out.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(['valid', 'refused', 'refused']);
});

test('a token in the arguments is warned of, on standard error', async () => {
  const { code, out, err } = await claimgate(['inspect', ...judged, '--json', '--', good]);
  expect(code).toBe(0);
  expect(err).toMatch(/warning: a token on the command line/);
  expect(() => JSON.parse(out)).not.toThrow();
  expect((await claimgate(['inspect', ...judged], { input: good })).err).toBe('');
});

test('keys may be PEM without a name, and private ones are used by their public part', async () => {
  const pem = await folder.file('public.pem', key.publicKey.export({ type: 'spki', format: 'pem' }));
  const policy = ['--issuer', ISSUER, '--audience', AUDIENCE, ...AT];
  expect((await inspectJson([...policy, '--key', pem], good)).code).toBe(0);
  const secretPem = await folder.file('private.pem', key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { code, err } = await inspectJson([...policy, '--key', secretPem], good);
  expect(code).toBe(0);
  expect(err).toMatch(/private key/);
  const wrong = await folder.file('wrong.pem', other.publicKey.export({ type: 'spki', format: 'pem' }));
  const refused = await inspectJson([...policy, '--key', wrong], good);
  expect(refused.report.checks.find(({ id }) => id === 'signature').reason).toBe('sig.wrong_key');
});

test('secrets are text or base64, from a file', async () => {
  const secret = 'a secret of more than thirty-two bytes';
  const token = makeSecretToken(secret);
  const policy = ['--issuer', ISSUER, '--audience', AUDIENCE, '--algorithm', 'HS256', ...AT];
  const text = await folder.file('secret.txt', `${secret}\n`);
  expect((await inspectJson([...policy, '--secret-file', text], token)).code).toBe(0);
  const base64 = await folder.file('secret.b64', Buffer.from(secret).toString('base64'));
  const encoded = await inspectJson([...policy, '--secret-file', base64, '--secret-encoding', 'base64'], token);
  expect(encoded.code).toBe(0);
  const wrongWay = await inspectJson([...policy, '--secret-file', base64], token);
  expect(wrongWay.report.checks.find(({ id }) => id === 'signature').reason).toBe('sig.secret_encoding');
  const shown = await inspectJson([...policy, '--secret', secret], token);
  expect(shown.code).toBe(0);
  expect(shown.err).toMatch(/warning: a secret on the command line/);
});

test('a policy file is the options of createVerifier, and may name a profile', async () => {
  const policy = await folder.file('policy.json', { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [key.jwk] } });
  expect((await inspectJson([...AT, '--policy', policy], good)).code).toBe(0);
  const tenant = 'f645ad92-e38d-4d1a-b510-d1b09a74a8ca';
  const entra = await folder.file('entra.json', { profile: 'entra', tenants: [tenant], audience: AUDIENCE });
  const { report } = await inspectJson([...AT, '--policy', entra], good);
  expect(report.code).toBe('ERR_ISSUER_MISMATCH');
  expect((await inspectJson([...AT, '--entra-tenant', tenant], good)).report.code).toBe('ERR_ISSUER_MISMATCH');
  const unknown = await folder.file('unknown.json', { profile: 'nobody' });
  expect((await claimgate(['inspect', '--policy', unknown], { input: good })).code).toBe(2);
});

test('nothing of a token reaches the terminal as a command', async () => {
  const hostile = makeToken(key, claims({ name: '\u001b[2J\u009b31m\u202e\u0007', iss: `${ISSUER}\u001b]0;x\u0007` }), {
    kid: 'k1',
  });
  for (const form of [[], ['--json']]) {
    const { out } = await claimgate(['inspect', ...judged, ...form], { input: hostile });
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test('colours are for terminals, and not under NO_COLOR', async () => {
  const plain = await claimgate(['inspect', ...judged], { input: good });
  expect(plain.out).not.toContain('\u001b[');
  const forced = await claimgate(['inspect', ...judged], { input: good, env: { FORCE_COLOR: '1' } });
  expect(forced.out).toContain('\u001b[');
  const refused = await claimgate(['inspect', ...judged], { input: good, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  expect(refused.out).not.toContain('\u001b[');
});

test('--offline refuses the network before it is used', async () => {
  const provider = await startProvider([key.jwk]);
  try {
    const args = ['inspect', ...AT, '--allow-http-loopback', '--jwks', provider.keysAddress];
    const refused = await claimgate([...args, '--offline'], { input: good });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--offline');
    expect(provider.requests).toEqual([]);
    await claimgate(args, { input: good });
    expect(provider.requests).toEqual(['/keys']);
    // Without the switch, http is not for keys.
    const http = await claimgate(['inspect', '--jwks', provider.keysAddress], { input: good });
    expect(http.code).toBe(2);
  } finally {
    await provider.stop();
  }
});

test('wrong calls end with 2 and say what is wrong', async () => {
  const cases = [
    [['inspect', '--nonsense'], /unknown option/],
    [['nonsense'], /unknown command/],
    [['inspect', '--at', 'yesterday'], /--at takes/],
    [['inspect', '--tolerance', 'x'], /--tolerance takes a number/],
    [['inspect', '--tolerance', '301'], /ERR_CONFIG/],
    [['inspect', '--jwks', folder.path('nowhere.json')], /cannot be read/],
    [['inspect', '--audience', 'a', '--any-audience'], /exclude each other/],
    [['inspect', '--secret-encoding', 'rot13'], /rot13/],
  ];
  for (const [args, message] of cases) {
    const { code, err } = await claimgate(args, { input: good });
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/ at .*:\d+:\d+/);
  }
  const empty = await claimgate(['inspect']);
  expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('No token was given')]);
});

test('no error repeats a token that was given in the wrong place', async () => {
  const cases = [
    [good],
    ['inspect', `--token=${good}`],
    ['verify', '--key', good],
    ['inspect', '--policy', good],
    ['lint', good],
    ['lint', 'policy.json', good],
    ['jwks', 'list', good],
    ['roles', 'diff', good, good, good],
    ['inspect', `--secret-encoding=${good}`],
    ['inspect', '--jwks', `https://issuer.example/${good}`, '--offline'],
  ];
  for (const args of cases) {
    // A part of it is as bad: its claims are in the second.
    for (const given of [good, good.split('.')[1], good.slice(0, -400)]) {
      const { code, out, err } = await claimgate(args.map((arg) => arg.replace(good, given)));
      expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
      expect(err).toMatch(/error: /);
      expect(err).not.toContain(given.slice(0, 20));
      expect(err).not.toContain(given.slice(-20));
    }
  }
});

test('help shows examples', async () => {
  for (const args of [['inspect', '--help'], ['verify', '--help'], ['jwks', '--help']]) {
    const { code, out } = await claimgate(args);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}claimgate /);
  }
  expect((await claimgate(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
