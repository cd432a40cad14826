// Where things are: the project's own folders, and the cache that outlives a clone.

import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the project. */
export const ROOT = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A path inside the project. */
export function inProject(...segments) {
  return path.join(ROOT, ...segments);
}

/**
 * A path inside the cache folder, which every clone on the machine shares: `CLAIMGATE_CACHE`, else
 * `claimgate` in the user's cache folder. What is in it can be deleted at any time; it is made again when
 * needed.
 */
export function inCache(...segments) {
  const userCache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.resolve(process.env.CLAIMGATE_CACHE || path.join(userCache, 'claimgate'), ...segments);
}
