// One version everywhere, and something to say about it.

import { expect, test } from 'vitest';

import { checkVersions, releaseNotes } from '../../../scripts/release/versions.mjs';

test('every manifest has the version of Cargo.toml', async () => {
  expect(await checkVersions()).toMatch(/^\d+\.\d+\.\d+$/);
});

test('what comes next is in the list of changes', async () => {
  expect(await releaseNotes('Unreleased')).toMatch(/^### /m);
  await expect(releaseNotes('99.0.0')).rejects.toThrow('nothing under [99.0.0]');
});
