/** The only way of the command line to the network, and the switch that closes it. */
import { fetchDocument, isFetchable } from '../jwks/fetch-document.js';
import { KeyFailure } from '../jwks/failure.js';
import { UsageError } from './outcome.js';

export interface NetworkOptions {
  readonly offline?: boolean;
  readonly allowHttpLoopback?: boolean;
}

const RULES = { timeout: 10_000, maxBytes: 1_048_576 };

export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** @throws UsageError under `--offline`, and for an address that keys are not fetched from */
export function checkAddress(address: string, { offline, allowHttpLoopback }: NetworkOptions): void {
  if (offline === true) {
    throw new UsageError(`--offline: ${address} is not fetched. Save it to a file and name that.`);
  }
  if (!isFetchable(address, allowHttpLoopback === true)) {
    throw new UsageError(
      `${address} is not fetched: keys come over https, or over http from this machine with ` +
        '--allow-http-loopback.',
    );
  }
}

/**
 * Gets a document.
 * @throws UsageError as `checkAddress`, and when there is no answer that can be used
 */
export async function fetchText(address: string, options: NetworkOptions): Promise<string> {
  checkAddress(address, options);
  try {
    return (await fetchDocument(address, (url, init) => fetch(url, init), RULES)).text;
  } catch (error) {
    if (error instanceof KeyFailure) {
      throw new UsageError(`${address} gave no key set: ${describe(error)}`);
    }
    throw error;
  }
}

function describe(failure: KeyFailure): string {
  const reason = failure.detail.reason ?? failure.code;
  return failure.answered === undefined ? reason : `${reason}, status ${String(failure.answered)}`;
}
