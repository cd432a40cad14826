/** One GET of a JSON document under the rules for key material: nothing is followed, nothing is unbounded. */
import type { FetchFunction } from '../types.js';
import { TIMED_OUT, within } from '../within.js';
import { KeyFailure, asKeyFailure } from './failure.js';

export interface FetchRules {
  /** Milliseconds for the whole exchange, body included. */
  readonly timeout: number;
  /** Most bytes of the body. */
  readonly maxBytes: number;
}

export interface FetchedDocument {
  readonly text: string;
  /**
   * Seconds for which the answer calls itself fresh, less those it spent in caches; absent when it says
   * nothing.
   */
  readonly maxAge?: number;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether keys may be fetched from there: https, or http on loopback where that is allowed; no credentials in
 * it.
 */
export function isFetchable(address: string, allowHttpLoopback: boolean): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname, username, password } = new URL(address);
  const isLoopback = allowHttpLoopback && protocol === 'http:' && LOOPBACK.has(hostname);
  return (protocol === 'https:' || isLoopback) && username === '' && password === '';
}

/**
 * Gets a document. The timeout holds even where the given `fetch` ignores the abort signal.
 *
 * @throws KeyFailure
 */
export async function fetchDocument(
  url: string, fetch: FetchFunction, rules: FetchRules,
): Promise<FetchedDocument> {
  const controller = new AbortController();
  try {
    return await within(rules.timeout, get(url, fetch, rules, controller.signal), () => {
      controller.abort();
    });
  } catch (error) {
    throw asKeyFailure(error, error === TIMED_OUT ? 'fetch.timeout' : 'fetch.network');
  }
}

async function get(
  url: string, fetch: FetchFunction, rules: FetchRules, signal: AbortSignal,
): Promise<FetchedDocument> {
  const response = await fetch(url, {
    method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual', signal,
  });
  try {
    checkHead(response, rules);
    const text = await readBody(response, rules.maxBytes, signal);
    const maxAge = freshness(response.headers);
    return maxAge === undefined ? { text } : { text, maxAge };
  } catch (error) {
    // A body that nobody reads holds the connection.
    response.body?.cancel().catch(() => undefined);
    throw error;
  }
}

function checkHead(response: Response, { maxBytes }: FetchRules): void {
  const { status } = response;
  if (response.redirected || response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new KeyFailure('ERR_JWKS_UNAVAILABLE', 'fetch.redirect', status);
  }
  if (status !== 200) {
    throw new KeyFailure('ERR_JWKS_UNAVAILABLE', 'fetch.status', status);
  }
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'fetch.too_large');
  }
}

/** @param signal ends the reading also of a body that the given `fetch` did not bind to it */
async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<string> {
  if (response.body === null) {
    return '';
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const giveUp = () => {
    reader.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) {
    giveUp();
  }
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let received = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      received += chunk.value.byteLength;
      if (received > maxBytes) {
        throw new KeyFailure('ERR_JWKS_INVALID', 'fetch.too_large');
      }
      text += decodeWith(decoder, chunk.value);
    }
    return text + decodeWith(decoder);
  } finally {
    signal.removeEventListener('abort', giveUp);
    reader.releaseLock();
  }
}

function decodeWith(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new KeyFailure('ERR_JWKS_INVALID', 'fetch.not_utf8');
  }
}

/** RFC 9111, section 4.2: `max-age` less `Age`; `no-store` and `no-cache` are a freshness of 0. */
function freshness(headers: Headers): number | undefined {
  const cacheControl = headers.get('cache-control') ?? '';
  const directives = cacheControl.toLowerCase().split(',').map((directive) => directive.trim());
  if (directives.includes('no-store') || directives.includes('no-cache')) {
    return 0;
  }
  const maxAge = directives.map((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive)?.[1]).find(Boolean);
  if (maxAge === undefined) {
    return undefined;
  }
  const age = /^\d{1,10}$/.test(headers.get('age') ?? '') ? Number(headers.get('age')) : 0;
  return Math.max(0, Number(maxAge) - age);
}
