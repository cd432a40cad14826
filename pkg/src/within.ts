/** Promises of somebody else's: giving one up, and not minding what becomes of it. */

/** What `within` rejects with when the time is over. */
export const TIMED_OUT: unique symbol = Symbol('timed out');

/** The longest that a timer takes, in milliseconds: 24 days. It would fire at once for more. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The outcome of the promise if it comes within so many milliseconds.
 *
 * @param onTimeout called when it does not
 * @throws TIMED_OUT, else whatever the promise rejects with
 */
export async function within<T>(
  milliseconds: number, promise: Promise<T>, onTimeout?: () => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a mark, never shown
      reject(TIMED_OUT);
      onTimeout?.();
    }, Math.min(milliseconds, LONGEST_TIMER));
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * For what a function of the host's gave back, which is waited for by nobody: an asynchronous function passes for one
 * that returns nothing, and left alone its rejection would end a Node process.
 */
export function dropRejection(returned: unknown): void {
  if (typeof returned === 'object' && returned !== null) {
    Promise.resolve(returned).catch(() => undefined);
  }
}
