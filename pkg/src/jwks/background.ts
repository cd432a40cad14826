/**
 * Work that goes on after the answer. The host keeps it alive by `waitUntil`; without one it lives as long as
 * the host.
 */
import type { WaitUntil } from '../types.js';
import { dropRejection } from '../within.js';

/** Lets work go on. Returns whether the host keeps it alive. */
export function behind(waitUntil: WaitUntil | undefined, work: Promise<unknown>): boolean {
  const quiet = work.catch(() => undefined);
  try {
    dropRejection(waitUntil?.(quiet));
    return waitUntil !== undefined;
  } catch {
    // The request that it belonged to is over.
    return false;
  }
}

/** Does work behind the answer where the host keeps it alive, else before it. */
export async function afterwards(waitUntil: WaitUntil | undefined, work: Promise<void>): Promise<void> {
  if (!behind(waitUntil, work)) {
    await work;
  }
}

/**
 * Work of this request that must survive a client who goes away, because other requests count on its outcome.
 */
export function keptAlive<T>(waitUntil: WaitUntil | undefined, work: Promise<T>): Promise<T> {
  behind(waitUntil, work);
  return work;
}
