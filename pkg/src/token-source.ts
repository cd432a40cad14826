/** Where the token is in a request: one place or several, of which exactly one may be used. */
import { ClaimgateError, isClaimgateError } from './errors.js';
import { configError } from './options.js';

/** Why a request has no usable credential; values of `detail.reason`. */
export const NO_CREDENTIALS = 'request.no_credentials';
export const BAD_CREDENTIALS = 'request.bad_credentials';
/** What a client is told in the latter case, where the sentence of the code would be about the token. */
export const BAD_CREDENTIALS_SENTENCE = 'The request must carry exactly one bearer token.';

/**
 * Where to look for the token.
 *
 * - `'authorization'`: the header of that name with the scheme `Bearer` (RFC 6750, section 2.1); the default.
 * - `{ header }`: a header whose whole value is the token, such as `Cf-Access-Jwt-Assertion`. Only behind a
 *   proxy that sets it itself and removes what a client sends.
 * - `{ cookie }`: a cookie whose value is the token. Browsers send cookies with requests that another site
 *   caused: protect what changes state against CSRF as well (`SameSite`, a check of `Origin`).
 * - a function that takes the framework's request and returns the token, or undefined for none. One that throws is
 *   answered 500, as a mistake of the configuration.
 */
export type TokenSource<Incoming> =
  | 'authorization'
  | { readonly header: string }
  | { readonly cookie: string }
  | ((request: Incoming) => string | undefined);

/** The part of `Headers` that is used. Several headers of one name are joined by commas. */
export interface HeaderLookup {
  /** The value of a header, by its name in lower case. */
  get(name: string): string | null | undefined;
}

/** Finds the token of a request. */
export type FindToken<Incoming> = (request: Incoming, headers: HeaderLookup) => string;

/**
 * @returns a function that throws ClaimgateError `ERR_TOKEN_EMPTY` for a request without a token, and
 *   `ERR_TOKEN_MALFORMED` for one with several, even in one place
 * @throws ClaimgateError ERR_CONFIG for a source that is none
 */
export function tokenFinder<Incoming>(
  sources: TokenSource<Incoming> | readonly TokenSource<Incoming>[] = 'authorization',
): FindToken<Incoming> {
  const list = (Array.isArray(sources) ? sources : [sources]) as readonly TokenSource<Incoming>[];
  if (list.length === 0) {
    throw configError('token', 'token must name at least one source.');
  }
  const readers = list.map(readerOf);
  return (request, headers) => {
    const [token, ...others] = readers.flatMap((read) => read(request, headers) ?? []);
    if (token === undefined) {
      throw new ClaimgateError('ERR_TOKEN_EMPTY', undefined, { reason: NO_CREDENTIALS });
    }
    if (others.length > 0) {
      throw notExactlyOne();
    }
    return token;
  };
}

/**
 * What the host's own function finds. One that throws is a mistake of the host's, and ends the request here: passed on,
 * a `next` that does not look at errors would run the handler without a token. Its text may hold the token.
 */
function foundBy<Incoming>(
  source: (request: Incoming) => string | undefined, request: Incoming,
): string | undefined {
  try {
    return source(request);
  } catch (error) {
    if (isClaimgateError(error)) {
      throw error;
    }
    const kind = error instanceof Error ? error.name : typeof error;
    throw configError('token', `The function token threw a ${kind}.`);
  }
}

type Reader<Incoming> = (request: Incoming, headers: HeaderLookup) => string | undefined;

/** What a name of a header or a cookie is made of (RFC 9110, section 5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function readerOf<Incoming>(source: TokenSource<Incoming>): Reader<Incoming> {
  if (source === 'authorization') {
    return (_request, headers) => bearerCredential(headers.get('authorization'));
  }
  if (typeof source === 'function') {
    return (request) => foundBy(source, request) || undefined;
  }
  const { header, cookie }: { readonly header?: unknown; readonly cookie?: unknown } = Object(source) as object;
  if (typeof header === 'string' && cookie === undefined && NAME.test(header)) {
    const name = header.toLowerCase();
    return (_request, headers) => single(headers.get(name)?.trim());
  }
  if (typeof cookie === 'string' && header === undefined && NAME.test(cookie)) {
    return (_request, headers) => single(cookieValue(headers.get('cookie'), cookie));
  }
  throw configError('token', 'token must be "authorization", { header }, { cookie }, a function, or a list.');
}

/**
 * The bearer token of an `Authorization` header.
 * @param authorization the value of the header; several headers arrive joined by commas
 * @throws ClaimgateError `ERR_TOKEN_EMPTY` without a bearer credential; `ERR_TOKEN_MALFORMED` when it is not
 *   exactly one
 */
export function bearerToken(authorization: string | null | undefined): string {
  return tokenFinder('authorization')(undefined, { get: () => authorization });
}

/**
 * A scheme, alone or with what follows it: where credentials begin. A further parameter of the same ones, or the rest of
 * a quoted text with a comma in it, does not look like that.
 */
const BEGINNING = /^[^\s="]+(\s+[^\s="]+(=.*)?)?$/;

function bearerCredential(authorization: string | null | undefined): string | undefined {
  const credentials = (authorization ?? '').split(',').map((value) => value.trim());
  if (!credentials.some((value) => /^bearer(\s|$)/i.test(value))) {
    if (credentials.filter((value) => BEGINNING.test(value)).length > 1) {
      throw notExactlyOne();
    }
    return undefined;
  }
  const [, token] = /^bearer +(\S+)$/i.exec(credentials.length === 1 ? (credentials[0] as string) : '') ?? [];
  if (token === undefined) {
    throw notExactlyOne();
  }
  return token;
}

/** No token holds a comma or white space: a value that does is several, or none. */
function single(value: string | undefined): string | undefined {
  if (value !== undefined && /[\s,]/.test(value)) {
    throw notExactlyOne();
  }
  return value === '' ? undefined : value;
}

/** @throws ClaimgateError for a name that comes twice: which of the two the server meant nobody can tell */
function cookieValue(header: string | null | undefined, name: string): string | undefined {
  const prefix = `${name}=`;
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length).replace(/^"(.*)"$/, '$1'));
  if (values.length > 1) {
    throw notExactlyOne();
  }
  return values[0];
}

function notExactlyOne(): ClaimgateError {
  return new ClaimgateError('ERR_TOKEN_MALFORMED', BAD_CREDENTIALS_SENTENCE, {
    reason: BAD_CREDENTIALS,
  });
}
