/** Header and payload as they were sent, with what is wrong marked in its place. */
import type { Fault } from 'claimgate/full/slim';

import { type JsonFault, type JsonView, viewJson } from '../json-text.ts';
import { isEncrypted, type Segment, sourceText } from '../segments.ts';
import { faultMessage } from '../texts/faults.ts';

export interface RawView {
  readonly header: JsonView | undefined;
  readonly payload: JsonView | undefined;
}

/** Of an encrypted token only the header can be read. */
export function rawView(segments: readonly Segment[], faults: readonly Fault[]): RawView {
  return {
    header: viewOf(segments[0], faults),
    payload: isEncrypted(segments) ? undefined : viewOf(segments[1], faults),
  };
}

function viewOf(segment: Segment | undefined, faults: readonly Fault[]): JsonView | undefined {
  const text = sourceText(segment?.text);
  return text === undefined ? undefined : viewJson(text, jsonFaults(faults, segment?.kind));
}

/** The faults inside the JSON text. Duplicates are marked by the view itself, all of them. */
function jsonFaults(faults: readonly Fault[], segment: string | undefined): readonly JsonFault[] {
  return faults
    .filter(({ segment: of, code }) => of === segment && code === 'ERR_TOKEN_JSON')
    .flatMap(({ offset, reason }) =>
      offset === undefined ? [] : [{ offset, message: faultMessage(reason) }],
    );
}

/** The payload of a token that the engine could not read strictly, for showing it. */
export function lenientClaims(segments: readonly Segment[]): Readonly<Record<string, unknown>> | undefined {
  const text = isEncrypted(segments) ? undefined : sourceText(segments[1]?.text);
  if (text === undefined) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
