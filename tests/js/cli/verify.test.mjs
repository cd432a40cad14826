// `claimgate verify` against a provider on loopback.

import { afterAll, beforeAll, expect, test } from 'vitest';

import { AUDIENCE, claimgate, claims, ISSUER, makeFolder, makeKey, makeToken, NOW, startProvider } from './command.mjs';

const key = makeKey('k1');
let folder;
let provider;

beforeAll(async () => {
  folder = await makeFolder();
  provider = await startProvider([key.jwk]);
});
afterAll(async () => {
  await provider.stop();
  await folder.remove();
});

function ofProvider(changes = {}) {
  const now = Math.floor(Date.now() / 1000);
  return makeToken(key, claims({ iss: provider.origin, iat: now, nbf: now, exp: now + 600, ...changes }));
}

function verifyOnline(token, args = []) {
  const policy = ['--issuer', provider.origin, '--audience', AUDIENCE, '--allow-http-loopback'];
  return claimgate(['verify', ...policy, ...args], { input: token });
}

test('prints the claims of a valid token, with keys from discovery or from an address', async () => {
  for (const source of [['--discovery', provider.configuration], ['--jwks', provider.keysAddress]]) {
    const { code, out } = await verifyOnline(ofProvider(), source);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ claims: { sub: 's' }, key: { kid: 'k1', alg: 'RS256' } });
  }
});

test('a refusal goes to standard error, with code, cause and fix', async () => {
  const { code, out, err } = await verifyOnline(ofProvider({ aud: 'api://other' }), ['--jwks', provider.keysAddress]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('ERR_AUDIENCE_MISMATCH');
  expect(err).toMatch(/fix .*own API/);
});

test('--json gives the refusal and its report to programs', async () => {
  const { code, out } = await verifyOnline(ofProvider({ exp: 1 }), ['--jwks', provider.keysAddress, '--json']);
  expect(code).toBe(1);
  const { error, report } = JSON.parse(out);
  expect(error.code).toBe('ERR_TOKEN_EXPIRED');
  expect(report.checks.find(({ id }) => id === 'time').cause).toMatch(/expired/);
});

test('a provider that fails is not a token that is refused for good', async () => {
  provider.status = 500;
  const { code, err } = await verifyOnline(ofProvider(), ['--jwks', provider.keysAddress]);
  provider.status = 200;
  expect(code).toBe(1);
  expect(err).toContain('ERR_JWKS_UNAVAILABLE');
});

test('works offline with keys at hand, and only then', async () => {
  const keys = await folder.file('keys.json', { keys: [key.jwk] });
  const policy = await folder.file('policy.json', { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256'] });
  const args = ['verify', '--policy', policy, '--offline', '--at', String(NOW)];
  const offline = await claimgate([...args, '--jwks', keys], { input: makeToken(key) });
  expect(offline.code).toBe(0);
  const remote = await folder.file('remote.json', { issuer: ISSUER, audience: AUDIENCE, jwks: { url: 'https://issuer.example/keys' } });
  const refused = await claimgate(['verify', '--policy', remote, '--offline'], { input: makeToken(key) });
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--offline')]);
});

test('insists on issuer, audience and keys', async () => {
  const cases = [
    [['verify', '--issuer', ISSUER], /audience/],
    [['verify', '--audience', AUDIENCE], /issuer/],
    [['verify', '--issuer', ISSUER, '--audience', AUDIENCE], /needs keys/],
  ];
  for (const [args, message] of cases) {
    const { code, err } = await claimgate(args, { input: makeToken(key) });
    expect(code).toBe(2);
    expect(err).toMatch(message);
  }
});

test('many tokens: one verdict each, and the sum', async () => {
  const input = [ofProvider(), ofProvider({ aud: 'x' }), ofProvider({ sub: 't' })].join('\n');
  const { code, out, err } = await verifyOnline(input, ['--jwks', provider.keysAddress, '--json']);
  expect(code).toBe(1);
  expect(out.trim().split('\n')).toHaveLength(3);
  expect(err).toMatch(/3 tokens\n +2 {2}valid\n +1 {2}ERR_AUDIENCE_MISMATCH/);
});
