// The version, which has one source: `workspace.package.version` in Cargo.toml. npm needs its own copies.

import { readFile } from 'node:fs/promises';

import { inProject } from '../lib/paths.mjs';
import { listSources } from '../lib/source-checks.mjs';
import { StepError } from '../lib/steps.mjs';

/**
 * @returns {Promise<string>}
 * @throws {StepError} with a line for each manifest that has another version
 */
export async function checkVersions() {
  const cargo = await readFile(inProject('Cargo.toml'), 'utf8');
  const [, version] = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(cargo) ?? [];
  const manifests = (await listSources()).filter((file) => /(^|\/)package\.json$/.test(file));
  const found = await Promise.all(
    manifests.map(async (file) => {
      const manifest = JSON.parse(await readFile(inProject(file), 'utf8'));
      const dependency = manifest.dependencies?.claimgate;
      return [
        [`${file}: version`, manifest.version],
        ...(dependency === undefined ? [] : [[`${file}: dependency on claimgate`, dependency]]),
      ];
    }),
  );
  const wrong = found.flat().filter(([, value]) => value !== version);
  if (wrong.length > 0) {
    const lines = wrong.map(([place, value]) => `  ${place} is ${value}`);
    throw new StepError(`Cargo.toml has version ${version}, but\n${lines.join('\n')}`);
  }
  return version;
}

/** The section of CHANGELOG.md with this title. @throws {StepError} where it is missing or empty */
export async function releaseNotes(title) {
  const text = await readFile(inProject('CHANGELOG.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`[${title}]`));
  const [, ...lines] = (section ?? '').split('\n');
  const notes = lines.join('\n').trim();
  if (notes === '') throw new StepError(`CHANGELOG.md has nothing under [${title}]`);
  return notes;
}
