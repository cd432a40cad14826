// The npm packages of package-lock.json, installed when node_modules differs from it.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { inProject, ROOT } from './paths.mjs';
import { capture, run, StepError } from './steps.mjs';

/** How to call npm: the one that runs this script, else the one on the PATH. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return [process.env.npm_node_execpath ?? process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** Runs npm as a step. */
export function npm(title, args, options = {}) {
  const [command, ...first] = npmCommand();
  return run(title, command, [...first, ...args], { cwd: ROOT, ...options });
}

/** Runs npm without a word; see `capture`. */
export function captureNpm(args, options = {}) {
  const [command, ...first] = npmCommand();
  return capture(command, [...first, ...args], { cwd: ROOT, ...options });
}

/** Runs `npm ci` where node_modules lacks a package of package-lock.json, or has another version of it. */
export async function installPackages() {
  if (await isInstalled()) return;
  await npm('install the npm packages (npm ci)', ['ci', '--no-audit', '--no-fund', '--loglevel', 'http']);
  if (!(await isInstalled())) {
    throw new StepError(
      'npm ci ended well, but node_modules differs from package-lock.json; delete node_modules and run again',
    );
  }
}

async function isInstalled() {
  // npm writes down what it installed in this file, in the format of package-lock.json.
  const installedFile = inProject('node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(await readFile(inProject('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(await readFile(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([location, entry]) => {
    const isDependency = location.includes('node_modules/');
    // Packages for other platforms stay out.
    if (!isDependency || entry.optional || entry.peer) return true;
    const present = installed[location];
    return (
      present !== undefined && present.version === entry.version && present.integrity === entry.integrity
    );
  });
}
