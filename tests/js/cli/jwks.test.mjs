// `claimgate jwks` against files and a provider on loopback.

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { claimgate, makeFolder, makeKey, startProvider } from './command.mjs';

const one = makeKey('k1');
const two = makeKey('k2');
const LOOPBACK = '--allow-http-loopback';
let folder;
let provider;

beforeAll(async () => {
  folder = await makeFolder();
  provider = await startProvider([one.jwk]);
});
afterAll(async () => {
  await provider.stop();
  await folder.remove();
});

test('fetch prints or writes the set at an address or behind a configuration', async () => {
  const printed = await claimgate(['jwks', 'fetch', provider.keysAddress, LOOPBACK]);
  expect(JSON.parse(printed.out).keys[0].kid).toBe('k1');
  const file = folder.path('fetched.json');
  const written = await claimgate(['jwks', 'fetch', provider.configuration, LOOPBACK, '-o', file]);
  expect(written.code).toBe(0);
  expect(JSON.parse(await readFile(file, 'utf8')).keys).toHaveLength(1);
  const offline = await claimgate(['jwks', 'fetch', provider.keysAddress, LOOPBACK, '--offline']);
  expect(offline.code).toBe(2);
  const nothing = await claimgate(['jwks', 'fetch', `${provider.origin}/nothing`, LOOPBACK]);
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('status 404')]);
});

test('list says what each key is and whether it can be used', async () => {
  const small = makeKeyOf(1024, 'small');
  const file = await folder.file('mixed.json', { keys: [one.jwk, small] });
  const { code, out, err } = await claimgate(['jwks', 'list', file]);
  expect(code).toBe(0);
  expect(out).toMatch(/k1 +RSA +2048 bits/);
  expect(out).toMatch(/small.*too short/);
  expect(err).toContain('2 keys, 1 usable');
  const listed = JSON.parse((await claimgate(['jwks', 'list', file, '--json'])).out);
  expect(listed.map(({ kid, usable }) => [kid, usable])).toEqual([['k1', true], ['small', false]]);
});

function makeKeyOf(bits, kid) {
  const n = Buffer.alloc(bits / 8, 0xa5);
  n[n.length - 1] |= 1;
  return { kty: 'RSA', kid, n: n.toString('base64url'), e: 'AQAB' };
}

test('lint finds what a provider should mend, and ends with 1 for errors', async () => {
  const findings = async (keys) => {
    const file = await folder.file('lint.json', { keys });
    const { code, out } = await claimgate(['jwks', 'lint', file, '--json']);
    return { code, found: JSON.parse(out).map(({ severity, text }) => `${severity} ${text}`) };
  };
  expect(await findings([one.jwk, two.jwk])).toEqual({ code: 0, found: [] });
  const leaking = await findings([{ ...one.privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }]);
  expect(leaking.code).toBe(1);
  expect(leaking.found[0]).toMatch(/^error .*private key/);
  const twice = await findings([one.jwk, { ...two.jwk, kid: 'k1' }]);
  expect([twice.code, twice.found]).toEqual([1, [expect.stringMatching(/^error Two keys/)]]);
  const nameless = { ...one.jwk, kid: undefined, alg: undefined };
  const warned = await findings([nameless]);
  expect([warned.code, warned.found]).toEqual([0, [expect.stringMatching(/kid/), expect.stringMatching(/alg/)]]);
  expect((await findings([makeKeyOf(1024, 'small')])).code).toBe(1);
  expect(await findings([])).toEqual({ code: 1, found: ['error The set has no key.'] });
});

test('diff names what was added, removed and replaced', async () => {
  const before = await folder.file('before.json', { keys: [one.jwk, two.jwk] });
  const after = await folder.file('after.json', { keys: [{ ...makeKey('k1').jwk }, makeKey('k3').jwk] });
  const { code, out } = await claimgate(['jwks', 'diff', before, after]);
  expect(code).toBe(1);
  expect(out).toMatch(/\+ k3\n- k2\n~ k1/);
  const same = await claimgate(['jwks', 'diff', before, before]);
  expect([same.code, same.out]).toEqual([0, 'no difference\n']);
});

test('watch tells of a rotation and of a failure, and goes on', async () => {
  provider.keys = [one.jwk];
  const args = ['jwks', 'watch', provider.keysAddress, LOOPBACK, '--interval', '0.2', '--count', '12', '--json'];
  const seen = provider.requests.length;
  const watching = claimgate(args);
  const looks = (count) => expect.poll(() => provider.requests.length - seen, { timeout: 20_000 }).toBeGreaterThan(count);
  await looks(0);
  provider.keys = [one.jwk, two.jwk];
  await looks(3);
  provider.status = 503;
  await looks(6);
  provider.status = 200;
  const { code, out } = await watching;
  expect(code).toBe(0);
  const events = out.trim().split('\n').map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ event: 'watching', keys: ['k1'] });
  expect(events).toContainEqual(expect.objectContaining({ event: 'changed', added: ['k2'], removed: [] }));
  expect(events).toContainEqual(expect.objectContaining({ event: 'failed' }));
});
