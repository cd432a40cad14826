// The Chromium that browser tests run in, and its driver.

import { canInstallDebianPackages, findOnPath, installDebianPackages, isExecutable } from './executables.mjs';
import { capture, say, StepError } from './steps.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Headless, without the services of a desktop browser that talk to the network on their own. */
export const CHROMIUM_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Finds Chromium (or Chrome) and the chromedriver of the same version. The environment variables `CHROME` and
 * `CHROMEDRIVER` name others. Where they are missing and this is Debian's root user, it installs them.
 *
 * @returns {Promise<{ browser: string, driver: string, version: string }>} two paths and the browser's
 *   version
 * @throws {StepError} which says what to install
 */
export async function findChromium() {
  let pair = locate();
  if (!(pair.browser && pair.driver) && canInstallDebianPackages()) {
    await installDebianPackages('browser tests', ['chromium', 'chromium-driver']);
    pair = locate();
  }
  const missing = [!pair.browser && 'Chromium or Chrome', !pair.driver && 'chromedriver'].filter(Boolean);
  if (missing.length > 0) {
    throw new StepError(
      `The browser tests need ${missing.join(' and ')}.\n` +
        'On Debian: apt-get install chromium chromium-driver\n' +
        'Elsewhere: install Chrome and the chromedriver of its version, and put their paths into CHROME and ' +
        'CHROMEDRIVER.',
    );
  }
  const version = await versionOf(pair.browser);
  const driverVersion = await versionOf(pair.driver);
  if (version.split('.')[0] !== driverVersion.split('.')[0]) {
    throw new StepError(
      `chromedriver ${driverVersion} does not fit Chromium ${version}: ` +
        'set CHROME and CHROMEDRIVER to a pair that does.',
    );
  }
  say(`browser: ${pair.browser} ${version}`);
  return { ...pair, version };
}

function locate() {
  return {
    browser: process.env.CHROME || findOnPath(...BROWSERS) || [MAC_CHROME].find(isExecutable),
    driver: process.env.CHROMEDRIVER || findOnPath('chromedriver'),
  };
}

async function versionOf(program) {
  const { output } = await capture(program, ['--version']);
  const version = /\d+(\.\d+)+/.exec(output)?.[0];
  if (!version)
    throw new StepError(`${program} --version did not answer with a version: ${output.trim().slice(0, 200)}`);
  return version;
}
