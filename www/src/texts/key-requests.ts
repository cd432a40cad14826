/** Why keys could not be fetched, in words: a reason for each, which has an address like those of the engine. */
import type { ReasonText } from 'claimgate/full/slim';

import type { FetchFailure } from '../net.ts';

const BY_HAND = 'Fetch the document yourself, by the curl command or in a tab of its own, and paste it into the field.';

const TEXTS = {
  'key.fetch_cors': {
    cause:
      'The browser could not read the answer: the server does not allow other pages to (CORS), redirects, or cannot ' +
      'be reached. A page is not told which.',
    fix: `${BY_HAND} If curl gets it, CORS it is: the server would have to send Access-Control-Allow-Origin.`,
  },
  'key.fetch_http': {
    cause: 'The server answered with status {status} instead of 200.',
    fix: `Compare the address with the one of the issuer’s documentation: tenant, policy and version are part of it.`,
  },
  'key.fetch_json': {
    cause: 'The answer is no JSON. It may be a page for people: one to sign in at, or of an error.',
    fix: 'Open the address in a tab of its own and see what it is. The key set is where jwks_uri says.',
  },
  'key.fetch_no_keys': {
    cause: 'The answer is JSON, and neither a key set nor an OpenID configuration.',
    fix: 'Keys are at the address that the member jwks_uri of the issuer’s OpenID configuration has.',
  },
  'key.fetch_offline': {
    cause: 'This device has no network.',
    fix: 'Try again when it has, or paste keys that you have already: everything else works without a network.',
  },
  'key.fetch_blocked_by_csp': {
    cause:
      'The browser did not send the request: the Content-Security-Policy that this page was served with does not ' +
      'list that origin.',
    fix: `${BY_HAND} Who runs this page can list the origin in connect-src (CLAIMGATE_CONNECT_SRC in its build).`,
  },
  'key.fetch_timeout': {
    cause: 'The server did not answer in time.',
    fix: `Try again. ${BY_HAND}`,
  },
  'key.fetch_too_large': {
    cause: 'The answer is longer than any key set: more than {limit} bytes.',
    fix: 'Compare the address with the one that jwks_uri has.',
  },
} as const;

export type FetchReason = keyof typeof TEXTS;

/** For the explanations that have an address. */
export const FETCH_TEXTS: readonly ReasonText[] = Object.entries(TEXTS).map(([reason, text]) => ({
  reason,
  ...text,
}));

export interface FetchProblem {
  readonly reason: FetchReason;
  readonly cause: string;
  readonly fix: string;
}

export function fetchProblem(reason: FetchReason, values: FetchFailure['values'] = {}): FetchProblem {
  const { cause, fix } = TEXTS[reason];
  return { reason, cause: cause.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '…')), fix };
}
