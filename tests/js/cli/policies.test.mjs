// `claimgate lint` and `claimgate roles diff`.

import { afterAll, beforeAll, expect, test } from 'vitest';

import { AUDIENCE, claimgate, claims, ISSUER, makeFolder, makeKey, makeToken } from './command.mjs';

let folder;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

test('lint shows findings with their fix, and ends with 1 for an error', async () => {
  const sound = await folder.file('sound.json', {
    profile: 'entra',
    tenants: ['f645ad92-e38d-4d1a-b510-d1b09a74a8ca'],
    audience: 'api://orders',
    roles: {},
    clockTolerance: 60,
  });
  const good = await claimgate(['lint', sound, '--json']);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.out).filter(({ severity }) => severity === 'error')).toEqual([]);
  const broken = await folder.file('broken.json', { issuer: ISSUER, audience: AUDIENCE, jwks: { url: 'http://x.example' } });
  const { code, out } = await claimgate(['lint', broken]);
  expect(code).toBe(1);
  expect(out).toMatch(/✗ error {4}\S+: /);
  expect((await claimgate(['lint'])).code).toBe(2);
});

test('roles diff says what one side grants and the other does not', async () => {
  const other = 'https://other.example';
  const policy = await folder.file('roles.json', {
    issuer: [ISSUER, other],
    audience: AUDIENCE,
    roles: {
      mappings: [
        { issuer: ISSUER, source: 'groups', value: 'g-admins', role: 'admin' },
        { issuer: other, source: 'groups', value: 'Administrators', role: 'admin' },
        { issuer: other, source: 'groups', value: 'Clerks', role: 'clerk' },
      ],
    },
  });
  const one = await folder.file('one.txt', `Bearer ${makeToken(makeKey('k'), claims({ groups: ['g-admins'] }))}`);
  const two = await folder.file('two.json', claims({ iss: other, groups: ['Administrators', 'Clerks'] }));
  const { code, out } = await claimgate(['roles', 'diff', policy, one, two]);
  expect(code).toBe(1);
  expect(out).toMatch(/admin/);
  expect(out).toMatch(/clerk/);
  const same = await claimgate(['roles', 'diff', policy, one, one, '--json']);
  expect([same.code, JSON.parse(same.out)]).toEqual([0, expect.objectContaining({ onlyA: [], onlyB: [] })]);
  const nothing = await folder.file('nothing.txt', 'no token');
  expect((await claimgate(['roles', 'diff', policy, one, nothing])).code).toBe(2);
  expect((await claimgate(['roles', 'diff', policy, one])).code).toBe(2);
});
