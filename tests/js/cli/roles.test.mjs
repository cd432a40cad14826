// `claimgate roles diff`: one person's roles by two providers.

import { afterAll, beforeAll, expect, test } from 'vitest';

import { claimgate, claims, ISSUER, makeFolder, makeKey, makeToken } from './command.mjs';

const ADFS = 'http://adfs.contoso.com/adfs/services/trust';
const ROLES = {
  mappings: [
    { issuer: ISSUER, source: 'groups', value: 'editors', role: 'editor' },
    { issuer: ADFS, source: 'group', value: 'CONTOSO\\Editors', role: 'editor' },
    { issuer: ADFS, source: 'role', value: 'Leader', role: 'admin' },
  ],
};

let folder;
const files = {};

beforeAll(async () => {
  folder = await makeFolder();
  const contents = {
    'roles.json': JSON.stringify(ROLES),
    'policy.json': JSON.stringify({ issuer: ISSUER, audience: 'a', roles: ROLES }),
    'first.txt': makeToken(makeKey('k1'), claims({ groups: ['editors'] })),
    'second.json': JSON.stringify({ iss: ADFS, group: 'CONTOSO\\Editors', role: 'Leader' }),
    'same.json': JSON.stringify({ iss: ADFS, group: 'CONTOSO\\Editors' }),
    'none.txt': 'neither',
  };
  for (const [name, text] of Object.entries(contents)) {
    files[name] = await folder.file(name, text);
  }
});
afterAll(() => folder.remove());

const diff = (mapping, first, second, ...flags) =>
  claimgate(['roles', 'diff', ...flags, files[mapping], files[first], files[second]]);

test.each(['roles.json', 'policy.json'])(
  'says which role only one provider gives, and why: %s',
  async (mapping) => {
    const { code, out } = await diff(mapping, 'first.txt', 'second.json');
    expect(code).toBe(1);
    expect(out.trimEnd().split('\n')).toEqual([
      `= editor  (${files['first.txt']}: groups "editors"; ${files['second.json']}: group "CONTOSO\\\\Editors")`,
      `+ admin  (${files['second.json']}: role "Leader")`,
    ]);
  },
);

test('is content where both give the same', async () => {
  expect((await diff('roles.json', 'first.txt', 'same.json')).code).toBe(0);
});

test('--json is for programs', async () => {
  const { out } = await diff('roles.json', 'first.txt', 'second.json', '--json');
  expect(JSON.parse(out).onlyB.map(({ role }) => role)).toEqual(['admin']);
});

test('what is neither a token nor claims is a mistake of the caller', async () => {
  const { code, err } = await diff('roles.json', 'none.txt', 'second.json');
  expect(code).toBe(2);
  expect(err).toContain('holds neither a token nor claims');
});
