import { ClaimgateError, createVerifier } from 'claimgate';
import { ClaimgateError as FromSubPath, ERROR_CODES, type ErrorCode } from 'claimgate/errors';
import { describe, expect, test } from 'vitest';
import { optionsFor, refusalOf, sharedKey } from './support.js';

const UNAVAILABLE = [
  'ERR_JWKS_UNAVAILABLE',
  'ERR_JWKS_INVALID',
  'ERR_JWKS_NOT_LOADED',
  'ERR_REVOCATION_UNAVAILABLE',
  'ERR_GROUPS_UNAVAILABLE',
];
const FORBIDDEN = [
  'ERR_SCOPE_INSUFFICIENT',
  'ERR_ROLE_INSUFFICIENT',
  'ERR_GROUPS_OVERAGE',
  'ERR_CLIENT_NOT_ALLOWED',
];
const OURS = ['ERR_CONFIG', 'ERR_ENGINE_PANIC'];

function statusOf(code: string): number {
  if (UNAVAILABLE.includes(code)) return 503;
  if (FORBIDDEN.includes(code)) return 403;
  return OURS.includes(code) ? 500 : 401;
}

describe('ClaimgateError', () => {
  test.each(Object.keys(ERROR_CODES) as ErrorCode[])('%s has its status', (code) => {
    const error = new ClaimgateError(code);
    expect(error.status).toBe(statusOf(code));
    expect(error.message).toBe(ERROR_CODES[code].sentence);
    if (error.status === 503) {
      expect(error.retryable).toBe(true);
    }
  });

  test('is one class, wherever it comes from', async () => {
    expect(FromSubPath).toBe(ClaimgateError);
    const verifier = createVerifier(optionsFor(await sharedKey()));
    expect(await refusalOf(() => verifier.verify('x'))).toBeInstanceOf(FromSubPath);
  });

  test('shows everything but the stack as JSON', () => {
    const error = new ClaimgateError('ERR_TOKEN_EXPIRED', undefined, { claim: 'exp', seconds: 5 });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ClaimgateError',
      code: 'ERR_TOKEN_EXPIRED',
      message: ERROR_CODES.ERR_TOKEN_EXPIRED.sentence,
      status: 401,
      retryable: false,
      detail: { claim: 'exp', seconds: 5 },
    });
    expect(error.cause).toBeUndefined();
    expect(Object.isFrozen(error.detail)).toBe(true);
  });
});
