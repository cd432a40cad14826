// Looking for programs, and installing Debian packages where that is possible without asking.

import { accessSync, constants } from 'node:fs';
import path from 'node:path';

import { capture, run } from './steps.mjs';

/** The first of the named programs that the PATH has, as an absolute path; undefined when it has none. */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

/** Whether a path names a file that this user can run. */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether Debian packages can be installed here without a password: apt-get is there and this user is root.
 */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/**
 * Installs Debian packages, never removing others.
 *
 * @param {string} purpose what they are for, for the title of the step
 * @param {readonly string[]} packages
 * @throws {StepError} when apt-get fails
 */
export async function installDebianPackages(purpose, packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Out-of-date lists are the usual reason why an installation fails; a failed update is not yet a reason to
  // give up.
  await capture('apt-get', ['update'], { env });
  const args = ['install', '-y', '--no-remove', '--no-install-recommends', ...packages];
  await run(`install Debian's packages for ${purpose}: ${packages.join(' ')}`, 'apt-get', args, { env });
}
