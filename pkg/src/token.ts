/** What is looked at before a token is copied into the engine. */
import { ClaimgateError } from './errors.js';

/**
 * @param maxTokenBytes a text is never shorter in UTF-8 than in characters, so a longer one is refused
 *   without a copy
 * @throws ClaimgateError ERR_TOKEN_EMPTY, ERR_TOKEN_MALFORMED, ERR_TOKEN_TOO_LARGE
 */
export function checkToken(token: unknown, maxTokenBytes = Infinity): asserts token is string {
  if (token === undefined || token === null || token === '') {
    throw new ClaimgateError('ERR_TOKEN_EMPTY', undefined, { segment: 'token' });
  }
  if (typeof token !== 'string') {
    throw new ClaimgateError('ERR_TOKEN_MALFORMED', undefined, {
      segment: 'token',
      reason: 'token.not_text',
    });
  }
  if (token.length > maxTokenBytes) {
    throw new ClaimgateError('ERR_TOKEN_TOO_LARGE', undefined, {
      segment: 'token',
      expected: `${maxTokenBytes} bytes`,
    });
  }
}
