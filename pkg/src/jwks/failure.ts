import { ClaimgateError } from '../errors.js';

/**
 * Why keys could not be had. Names the rule that failed; never an address, never what the other side sent.
 */
export class KeyFailure extends ClaimgateError {
  /** The HTTP status of the provider's answer, where that was the fault. */
  readonly answered: number | undefined;

  /**
   * @param code `ERR_JWKS_UNAVAILABLE` when there was no answer to read, `ERR_JWKS_INVALID` when it was read
   *   and is wrong
   * @param reason dotted, e.g. `fetch.timeout`
   */
  constructor(code: 'ERR_JWKS_UNAVAILABLE' | 'ERR_JWKS_INVALID', reason: string, answered?: number) {
    super(code, undefined, { reason });
    this.answered = answered;
  }
}

/**
 * Any error as the failure of a source; what is not ours is told without its text, which may hold an address.
 */
export function asKeyFailure(error: unknown, reason: string): KeyFailure {
  if (error instanceof KeyFailure) {
    return error;
  }
  if (error instanceof ClaimgateError && error.code === 'ERR_JWKS_INVALID') {
    return new KeyFailure('ERR_JWKS_INVALID', error.detail.reason ?? reason);
  }
  return new KeyFailure('ERR_JWKS_UNAVAILABLE', reason);
}
