// The Node that runs wrangler and workerd's tools, and the Node that the user has.

import path from 'node:path';

import { isExecutable } from './executables.mjs';
import { inProject } from './paths.mjs';
import { capture, StepError } from './steps.mjs';

/** What wrangler asks for. */
const WRANGLER_MINIMUM = 22;

/**
 * The path of a Node that is new enough for wrangler: the one that npm installed with the project where it
 * exists for the platform, else the running one.
 *
 * @returns {Promise<string>}
 * @throws {StepError} when neither is new enough
 */
export async function modernNode() {
  for (const candidate of [inProject('node_modules', '.bin', 'node'), process.execPath]) {
    if (isExecutable(candidate) && (await majorVersion(candidate)) >= WRANGLER_MINIMUM) return candidate;
  }
  throw new StepError(
    `wrangler needs Node ${WRANGLER_MINIMUM} or newer. This is Node ${process.versions.node}, and this ` +
      `project has none of its own for ${process.platform}-${process.arch}: install a newer Node ` +
      '(https://nodejs.org) and run the command again.',
  );
}

/** The path of the Node that the user has, even where `npm run` put the project's own first on the PATH. */
export function systemNode() {
  const isOwn = (file) => file.startsWith(inProject('node_modules') + path.sep);
  const onPath = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  const candidates = [process.env.npm_node_execpath, process.execPath, ...onPath];
  return candidates.find((file) => file && !isOwn(file) && isExecutable(file)) ?? process.execPath;
}

/** The version that a Node says it has, such as `20.20.2`. */
export async function nodeVersion(node) {
  return (await capture(node, ['--version'])).stdout.trim().replace(/^v/, '');
}

async function majorVersion(node) {
  return Number.parseInt(await nodeVersion(node), 10) || 0;
}
