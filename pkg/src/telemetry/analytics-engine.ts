import { ClaimgateError } from '../errors.js';
import type { VerifierEvent } from '../types.js';
import { flat, textOf } from './flat.js';

/** The part of an Analytics Engine binding that is used. */
export interface AnalyticsEngineLike {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
}

/** How data points are written. */
export interface AnalyticsEngineOptions {
  /**
   * Types of events that are not written. Default: `jwks.hit`, of which each verified token has one. The
   * service takes 250 data points an invocation.
   */
  readonly skip?: readonly VerifierEvent['type'][] | undefined;
}

/** Members of events in the order of `blob2` and those that follow; `blob1` is the type. */
const BLOBS = ['issuer', 'code', 'reason', 'kid', 'tier', 'store', 'operation', 'granted', 'required'];

/** The same for `double2` and those that follow; `double1` is 1, to be summed up. */
const DOUBLES = ['age', 'retryAfter', 'seconds', 'keys', 'status'];

/** The longest index that the service takes, in bytes. */
const LONGEST_INDEX = 96;

/**
 * A listener that writes events to Workers Analytics Engine.
 *
 * - `index1` the issuer, the key by which the service samples
 * - `blob1` type, `blob2` issuer, `blob3` code, `blob4` reason, `blob5` kid, `blob6` tier, `blob7` store, `blob8`
 *   operation, `blob9` granted (`true`, `false`), `blob10` what was required, joined by spaces
 * - `double1` 1, `double2` age, `double3` seconds until another try, `double4` seconds by which a time was
 *   missed, `double5` keys, `double6` HTTP status; 0 where an event has no such member
 *
 * Who is calling is not among them: a log is the place for that (`consoleEvents`).
 *
 * @throws ClaimgateError ERR_CONFIG without a binding
 */
export function analyticsEngine(
  dataset: AnalyticsEngineLike,
  options: AnalyticsEngineOptions = {},
): (event: VerifierEvent) => void {
  const binding: { readonly writeDataPoint?: unknown } = dataset ?? {};
  if (typeof binding.writeDataPoint !== 'function') {
    throw new ClaimgateError('ERR_CONFIG', 'analyticsEngine takes an Analytics Engine binding: is it there?', {
      option: 'onEvent',
    });
  }
  const skipped = new Set(options.skip ?? ['jwks.hit']);
  return (event) => {
    if (skipped.has(event.type)) {
      return;
    }
    const members = flat(event);
    dataset.writeDataPoint({
      indexes: [withinBytes(event.issuer, LONGEST_INDEX)],
      blobs: [event.type, ...BLOBS.map((name) => textOf(members[name]))],
      doubles: [1, ...DOUBLES.map((name) => numberOf(members[name]))],
    });
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function withinBytes(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text).subarray(0, most);
  // A character that was cut through is left out.
  return new TextDecoder().decode(bytes, { stream: true });
}
