/** Reading a token without judging it. */
import { call } from './engine.js';
import type { ErrorCode } from './errors.js';

/** One thing that is wrong with the form of a token. */
export interface Fault {
  /** The part of the token. */
  readonly segment: 'token' | 'header' | 'payload' | 'signature';
  /** The code that a verdict would have for it. */
  readonly code: ErrorCode;
  /** A dotted name that narrows the code. */
  readonly reason?: string;
  /** Where in the segment. */
  readonly offset?: number;
}

/** What could be read. Nothing of it is verified: never decide by it. */
export interface Decoded {
  /** The header, where it is a JSON object. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The claims, where they are a JSON object. Nobody has verified them. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** The bytes of the third part. */
  readonly signature?: Uint8Array;
  /** What is wrong with the form of the token; empty for a sound one. */
  readonly faults: readonly Fault[];
}

/**
 * Decodes as much of a token as can be decoded, and lists the faults of the rest. Does not throw for a bad
 * token.
 * @throws ClaimgateError ERR_ENGINE_PANIC
 */
export function decode(token: string): Decoded {
  const { header, payload, signature, faults } = call((bindings) =>
    bindings.decode(typeof token === 'string' ? token : ''),
  );
  return {
    ...(header === undefined ? {} : { header: JSON.parse(header) as Record<string, unknown> }),
    ...(payload === undefined ? {} : { payload: JSON.parse(payload) as Record<string, unknown> }),
    ...(signature === undefined ? {} : { signature }),
    faults: faults as readonly Fault[],
  };
}
