/**
 * The answers of RFC 6750 to a refusal, for every adapter. They tell a client which rule was broken and
 * nothing about the configuration; details go to the listener.
 */
import { ERROR_CODES, type ClaimgateError } from './errors.js';
import { BAD_CREDENTIALS, BAD_CREDENTIALS_SENTENCE, NO_CREDENTIALS } from './token-source.js';

/** How refused requests are answered. */
export interface RefusalOptions {
  /** The name of what is protected, for `WWW-Authenticate` (RFC 9110, section 11.5). Default `api`. */
  readonly realm?: string | undefined;
}

/** An answer before it is the response of one framework. */
export interface Answer {
  readonly status: number;
  /** By names in their usual spelling. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: `{ error, code, message }`. */
  readonly body: string;
}

/** Seconds. Used when the source of the keys does not say when another try makes sense. */
const DEFAULT_RETRY_AFTER = 5;

/** The answer to a request that was refused: status, `WWW-Authenticate` and a body `{ error, code, message }`. */
export function answerTo(error: ClaimgateError, { realm = 'api' }: RefusalOptions = {}): Answer {
  const { code } = error;
  const isBad = error.detail.reason === BAD_CREDENTIALS;
  const status = isBad ? 400 : error.status;
  const message = isBad ? BAD_CREDENTIALS_SENTENCE : ERROR_CODES[code].sentence;
  const kind = errorKind(status);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  };
  if (status < 500) {
    // A client that sent no credential is told how to authenticate, not what it did wrong (RFC 6750, section
    // 3.1).
    const asked = error.detail.reason === NO_CREDENTIALS;
    const because = asked ? '' : `, error="${kind}", error_description="${quotable(message)}"`;
    headers['WWW-Authenticate'] = `Bearer realm="${quotable(realm)}"${because}`;
  }
  if (status === 503) {
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.detail.retryAfter ?? DEFAULT_RETRY_AFTER)));
  }
  return { status, headers, body: JSON.stringify({ error: kind, code, message }) };
}

/** `answerTo` as a `Response`. */
export function refusal(error: ClaimgateError, options: RefusalOptions = {}): Response {
  return responseOf(answerTo(error, options));
}

export function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

function errorKind(status: number): string {
  switch (status) {
    case 400:
      return 'invalid_request';
    case 401:
      return 'invalid_token';
    case 403:
      return 'insufficient_scope';
    case 503:
      return 'temporarily_unavailable';
    default:
      return 'server_error';
  }
}

/** The characters that RFC 6750, section 3, allows between the quotes. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');
}
