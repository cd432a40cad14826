/**
 * The engine of the package, as the page uses it: started from the module's bytes, and known by their hash.
 */
import {
  decode,
  engine as describeEngine,
  type FullAlgorithm,
  init,
  inspect,
  readKeys,
  type ReasonText,
  reasonTexts,
  secretKey,
} from 'claimgate/full/slim';

export interface Engine {
  readonly inspect: typeof inspect;
  readonly decode: typeof decode;
  readonly readKeys: typeof readKeys;
  readonly secretKey: typeof secretKey;
  readonly version: string;
  readonly build: string;
  readonly kernel: string;
  readonly algorithms: readonly FullAlgorithm[];
  /** Everything that a report may explain with. */
  readonly texts: readonly ReasonText[];
  /** SHA-256 of the bytes that this page received, in hexadecimal. */
  readonly sha256: string;
  /** Whether that is the module which the package was built with. */
  readonly isGenuine: boolean;
  /** SHA-256 of the module that the same package runs in a Worker. */
  readonly edgeSha256: string;
}

/** Brings the bytes of the module: from its own file, or from inside the page's script. */
export type EngineSource = () => Promise<ArrayBuffer>;

/** Starts the engine. @throws what the network or the compiler throws */
export async function startEngine(source: EngineSource): Promise<Engine> {
  const bytes = await source();
  const [sha256] = await Promise.all([hexDigest(bytes), init(bytes)]);
  const { version, build, kernel, algorithms, wasmSha256, edgeWasmSha256 } = describeEngine();
  return {
    ...{ inspect, decode, readKeys, secretKey, version, build, kernel, algorithms, sha256 },
    texts: reasonTexts(),
    isGenuine: sha256 === wasmSha256,
    edgeSha256: edgeWasmSha256,
  };
}

async function hexDigest(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
