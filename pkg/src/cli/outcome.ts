/** How the command ends. */

/** The exit codes. */
export const EXIT = { good: 0, refused: 1, usage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called wrongly, or what it was given cannot be used. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
