/**
 * The only file that fetches. An address of another party is fetched by a person's click that showed it, or
 * not at all.
 */

/** Milliseconds that one fetch may take, body included. */
const TIMEOUT = 8000;
/** The largest key document that is read, in bytes; the package's default. */
const LARGEST_DOCUMENT = 65_536;

/** Proof that a person clicked a control which showed this very address. Good for one request. */
export class Consent {
  readonly address: string;
  #used = false;

  /** @throws Error for an event that no person caused */
  constructor(click: Event, address: string) {
    if (!click.isTrusted) {
      throw new Error('Only a person can consent to a request.');
    }
    this.address = address;
  }

  /** @throws Error on the second call */
  use(): string {
    if (this.#used) {
      throw new Error('This consent was for one request.');
    }
    this.#used = true;
    return this.address;
  }
}

export type FetchFailureReason =
  | 'key.fetch_cors'
  | 'key.fetch_http'
  | 'key.fetch_offline'
  | 'key.fetch_blocked_by_csp'
  | 'key.fetch_timeout'
  | 'key.fetch_too_large';

/** Why a document could not be fetched. */
export class FetchFailure extends Error {
  readonly reason: FetchFailureReason;
  /** What the explanation says of this case. */
  readonly values: Readonly<Record<string, number>>;

  constructor(reason: FetchFailureReason, values: Readonly<Record<string, number>> = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

/** Fetches a file of this page itself. @throws Error for any other origin, and where it cannot be had */
export async function fetchOwnFile(address: string): Promise<ArrayBuffer> {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) {
    throw new Error('This is not a file of the page.');
  }
  const response = await request(url.href, {});
  if (!response.ok) {
    throw new FetchFailure('key.fetch_http', { status: response.status });
  }
  return response.arrayBuffer();
}

/** Fetches a document of another party, as text. @throws FetchFailure */
export async function fetchDocument(consent: Consent): Promise<string> {
  const address = consent.use();
  const watch = watchPolicy();
  try {
    const response = await request(address, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.status !== 200) {
      throw new FetchFailure('key.fetch_http', { status: response.status });
    }
    return await textWithin(response, LARGEST_DOCUMENT);
  } catch (error) {
    if (error instanceof FetchFailure) {
      throw error;
    }
    throw new FetchFailure(await reasonOf(error, watch.isBroken));
  } finally {
    watch.end();
  }
}

/** A browser gives one error for no CORS, a redirect, no such host and no network, and tells two cases besides. */
async function reasonOf(error: unknown, isPolicyBroken: () => boolean): Promise<FetchFailureReason> {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'key.fetch_timeout';
  }
  // The event of a breach may come after the request has failed.
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  if (isPolicyBroken()) {
    return 'key.fetch_blocked_by_csp';
  }
  return navigator.onLine ? 'key.fetch_cors' : 'key.fetch_offline';
}

/** Notices when the browser refuses a request because of the page's own policy. */
function watchPolicy(): { readonly isBroken: () => boolean; readonly end: () => void } {
  let isBroken = false;
  const note = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => {
    isBroken ||= effectiveDirective === 'connect-src';
  };
  document.addEventListener('securitypolicyviolation', note);
  return {
    isBroken: () => isBroken,
    end: () => {
      document.removeEventListener('securitypolicyviolation', note);
    },
  };
}

async function textWithin(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  let size = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      await reader?.cancel();
      throw new FetchFailure('key.fetch_too_large', { limit });
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function request(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init);
}

/** How many requests to other origins the browser has recorded since the page was loaded. */
export function foreignRequests(): number {
  return performance
    .getEntriesByType('resource')
    .filter(({ name }) => !name.startsWith(`${location.origin}/`)).length;
}
