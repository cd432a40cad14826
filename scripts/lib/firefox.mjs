// The Firefox that the page is tried in, beside Chromium.

import { canInstallDebianPackages, findOnPath, installDebianPackages } from './executables.mjs';
import { StepError } from './steps.mjs';

const BROWSERS = ['firefox-esr', 'firefox'];

/**
 * Finds Firefox; the environment variable `FIREFOX` names another. Where it is missing and this is Debian's root
 * user, it is installed. Unlike Chromium it may be missing: then its test says so and is not run.
 *
 * @returns {Promise<string | undefined>} a path
 */
export async function findFirefox() {
  const found = process.env.FIREFOX || findOnPath(...BROWSERS);
  if (found || !canInstallDebianPackages()) return found;
  try {
    await installDebianPackages('a test in Firefox', ['firefox-esr']);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
  }
  return findOnPath(...BROWSERS);
}
