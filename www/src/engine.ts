/**
 * The engine of the package, as the page uses it: started from the module's own file, and known by that
 * file's hash.
 */
import wasmAddress from 'claimgate/core.wasm?url';
import { type Algorithm, engine as describeEngine, init, inspect } from 'claimgate/slim';

import { fetchOwnFile } from './net.ts';

export interface Engine {
  readonly inspect: typeof inspect;
  readonly version: string;
  readonly build: string;
  readonly kernel: string;
  readonly algorithms: readonly Algorithm[];
  /** SHA-256 of the bytes that this page received, in hexadecimal. */
  readonly sha256: string;
  /** Whether that is the module which the package was built with. */
  readonly isGenuine: boolean;
}

/** Starts the engine. @throws what the network or the compiler throws */
export async function startEngine(): Promise<Engine> {
  const bytes = await fetchOwnFile(wasmAddress);
  const [sha256] = await Promise.all([hexDigest(bytes), init(bytes)]);
  const { version, build, kernel, algorithms, wasmSha256 } = describeEngine();
  return { inspect, version, build, kernel, algorithms, sha256, isGenuine: sha256 === wasmSha256 };
}

async function hexDigest(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
