/** What becomes of a request for keys, in words. */
import type { FetchFailure } from '../net.ts';

/** Why a request failed, and what else can be done. */
export function failureMessage({ kind, status }: FetchFailure): string {
  const instead = 'You can fetch it yourself and paste it above.';
  switch (kind) {
    case 'status':
      return `The server answered with status ${status ?? 'unknown'} instead of 200. ${instead}`;
    case 'timeout':
      return `The server did not answer in time. ${instead}`;
    case 'too-large':
      return 'The answer is too long to be a key set.';
    case 'unreachable':
      return (
        `The browser could not read the answer: the server does not allow other pages to (CORS), ` +
        `redirects, or cannot ` +
        `be reached. A page is not told which. ${instead}`
      );
  }
}

export const NOT_A_KEY_DOCUMENT = 'The answer is neither a key set nor an OpenID configuration.';
export const NOT_JSON = 'The answer is not JSON.';
