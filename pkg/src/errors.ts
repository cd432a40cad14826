import { ERROR_CODES, type ErrorCode } from './error-codes.js';

export { ERROR_CODES, type ErrorCode };

/**
 * What is known about a refusal, for logs and metrics. It names rules, claims and configured values; it never
 * holds the token, its signature or the value of a claim. `kid` is the one text taken from the token: the
 * header's key id, chosen by whoever made the token and cut to 64 characters.
 */
export interface ErrorDetail {
  /** A dotted name that narrows the code, e.g. `key.too_small`. */
  readonly reason?: string;
  /** The claim that was looked at. */
  readonly claim?: string;
  /** The part of the token: `token`, `header`, `payload` or `signature`. */
  readonly segment?: string;
  /** Where in the segment the fault is, in characters from its start. */
  readonly offset?: number;
  /** What the configuration asks for. */
  readonly expected?: string | readonly string[];
  /** The key id of the token's header, at most 64 characters. */
  readonly kid?: string;
  /** A distance in time, in seconds: how long ago a token expired, for example. */
  readonly seconds?: number;
  /** The option that is wrong (`ERR_CONFIG`). */
  readonly option?: string;
  /** Seconds after which another try may succeed, for a `Retry-After` header. */
  readonly retryAfter?: number;
}

/**
 * The one error class of the package. `code` is stable: codes are added, never renamed. There is no `cause`,
 * because the errors of other parties (a fetch, a store) may carry a URL with credentials or parts of a
 * token.
 */
export class ClaimgateError extends Error {
  /** Tells it from other errors, also across copies of the package. */
  override readonly name = 'ClaimgateError';
  /** The stable code; docs/ERRORS.md says what each means. */
  readonly code: ErrorCode;
  /** The HTTP status that answers this error: 401, 403, 500 or 503. */
  readonly status: number;
  /** Whether the same token may be accepted on a later try. */
  readonly retryable: boolean;
  /** What narrows the code, safe to log. Frozen. */
  readonly detail: ErrorDetail;

  /**
   * @param code the stable code; status and retryable follow from it
   * @param message safe to log; default: the generic sentence of the code
   */
  constructor(code: ErrorCode, message?: string, detail: ErrorDetail = {}) {
    const entry = ERROR_CODES[code];
    super(message ?? entry.sentence);
    this.code = code;
    this.status = entry.status;
    this.retryable = entry.retryable;
    this.detail = Object.freeze({ ...detail });
  }

  /** Everything but the stack. */
  toJSON(): {
    name: string;
    code: ErrorCode;
    message: string;
    status: number;
    retryable: boolean;
    detail: ErrorDetail;
  } {
    const { name, code, message, status, retryable, detail } = this;
    return { name, code, message, status, retryable, detail };
  }
}

/** Codes whose check compares times. */
type TimeCode = 'ERR_TOKEN_EXPIRED' | 'ERR_TOKEN_NOT_YET_VALID' | 'ERR_TOKEN_TOO_OLD' | 'ERR_ISSUED_IN_FUTURE';
/** Codes about the presence or the type of one claim. */
type ClaimCode = 'ERR_CLAIM_MISSING' | 'ERR_CLAIM_TYPE';
/** Codes of requirements that a token does not meet. */
type AccessCode = 'ERR_SCOPE_INSUFFICIENT' | 'ERR_ROLE_INSUFFICIENT' | 'ERR_GROUPS_OVERAGE';

/** What the detail of an error with this code always has. */
export type DetailOf<Code extends ErrorCode> = ErrorDetail &
  (Code extends TimeCode
    ? { readonly claim: string; readonly seconds: number }
    : Code extends ClaimCode
      ? { readonly claim: string }
      : Code extends AccessCode
        ? { readonly expected: readonly string[] }
        : unknown);

/** A ClaimgateError with one of these codes; `switch (error.code)` narrows `detail`. */
export type ErrorWithCode<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? ClaimgateError & { readonly code: Code; readonly detail: DetailOf<Code> }
  : never;

/**
 * Whether something thrown is a ClaimgateError, of this copy of the package or of another one.
 * `if (isClaimgateError(error) && error.code === 'ERR_TOKEN_EXPIRED') log(error.detail.seconds)`
 */
export function isClaimgateError(value: unknown): value is ErrorWithCode {
  return (
    value instanceof ClaimgateError ||
    (value instanceof Error &&
      value.name === 'ClaimgateError' &&
      'code' in value &&
      typeof value.code === 'string' &&
      Object.hasOwn(ERROR_CODES, value.code))
  );
}
