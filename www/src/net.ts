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

export type FetchFailureKind = 'unreachable' | 'timeout' | 'status' | 'too-large';

/** Why a document could not be fetched. */
export class FetchFailure extends Error {
  readonly kind: FetchFailureKind;
  readonly status: number | undefined;

  constructor(kind: FetchFailureKind, status?: number) {
    super(kind);
    this.kind = kind;
    this.status = status;
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
    throw new FetchFailure('status', response.status);
  }
  return response.arrayBuffer();
}

/** Fetches a document of another party, as text. @throws FetchFailure */
export async function fetchDocument(consent: Consent): Promise<string> {
  const address = consent.use();
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
      throw new FetchFailure('status', response.status);
    }
    return await textWithin(response, LARGEST_DOCUMENT);
  } catch (error) {
    if (error instanceof FetchFailure) {
      throw error;
    }
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
    // For everything else a browser gives one error: no CORS, a redirect, no such host, no network.
    throw new FetchFailure(isTimeout ? 'timeout' : 'unreachable');
  }
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
      throw new FetchFailure('too-large');
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
