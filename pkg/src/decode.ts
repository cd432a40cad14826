/** Reading a token without judging it. */
import { call } from './engine.js';
import type { ErrorCode } from './errors.js';

/** One thing that is wrong with the form of a token. */
export interface Fault {
  readonly segment: 'token' | 'header' | 'payload' | 'signature';
  readonly code: ErrorCode;
  /** A dotted name that narrows the code. */
  readonly reason?: string;
  /** Where in the segment. */
  readonly offset?: number;
}

/** What could be read. Nothing of it is verified: never decide by it. */
export interface Decoded {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly signature?: Uint8Array;
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
