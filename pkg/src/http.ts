/**
 * RFC 6750 for every adapter: where the token is in a request, and the answer to a refusal. The answer tells
 * a client which rule was broken and nothing about the configuration; details go to the listener.
 */
import { ClaimgateError, ERROR_CODES } from './errors.js';
import type { Requirements } from './requirements.js';

/** Why a request has no usable credential; values of `detail.reason`. */
const NO_CREDENTIALS = 'request.no_credentials';
const BAD_CREDENTIALS = 'request.bad_credentials';

/**
 * The bearer token of an `Authorization` header.
 * @param authorization the value of the header; several headers arrive joined by commas
 * @throws ClaimgateError `ERR_TOKEN_EMPTY` without a bearer credential; `ERR_TOKEN_MALFORMED` when it is not
 *   exactly one
 */
export function bearerToken(authorization: string | null | undefined): string {
  const credentials = (authorization ?? '').split(',').map((value) => value.trim());
  if (!credentials.some((value) => /^bearer(\s|$)/i.test(value))) {
    throw new ClaimgateError('ERR_TOKEN_EMPTY', undefined, { reason: NO_CREDENTIALS });
  }
  const [, token] = /^bearer +(\S+)$/i.exec(credentials.length === 1 ? (credentials[0] as string) : '') ?? [];
  if (token === undefined) {
    throw new ClaimgateError('ERR_TOKEN_MALFORMED', 'The request must carry exactly one bearer token.', {
      reason: BAD_CREDENTIALS,
    });
  }
  return token;
}

export interface RefusalOptions {
  /** The name of what is protected, for `WWW-Authenticate`. Default `api`. */
  readonly realm?: string | undefined;
}

/** How an adapter guards a route. */
export interface GuardOptions extends RefusalOptions {
  /** What each request needs, as for `authorize`. Default: a valid token is enough. */
  readonly requires?: Requirements | undefined;
}

/** Used when the source of the keys does not say when another try makes sense. */
const DEFAULT_RETRY_AFTER = 5;

/**
 * The answer to a request that was refused: status, `WWW-Authenticate` and a body `{ error, code, message }`.
 */
export function refusal(error: ClaimgateError, { realm = 'api' }: RefusalOptions = {}): Response {
  const { code } = error;
  const status = error.detail.reason === BAD_CREDENTIALS ? 400 : error.status;
  const message = ERROR_CODES[code].sentence;
  const kind = errorKind(status);
  const headers = new Headers({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  if (status < 500) {
    // A client that sent no credential is told how to authenticate, not what it did wrong (RFC 6750, section
    // 3.1).
    const asked = error.detail.reason === NO_CREDENTIALS;
    const because = asked ? '' : `, error="${kind}", error_description="${quotable(message)}"`;
    headers.set('WWW-Authenticate', `Bearer realm="${quotable(realm)}"${because}`);
  }
  if (status === 503) {
    headers.set(
      'Retry-After',
      String(Math.max(1, Math.ceil(error.detail.retryAfter ?? DEFAULT_RETRY_AFTER))),
    );
  }
  return new Response(JSON.stringify({ error: kind, code, message }), { status, headers });
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
