/**
 * Delivery of events. A listener may be wrong without harm: what it throws is dropped, the verdict stands.
 */
import type { VerifierEvent, VerifierOptions } from './types.js';

export type Emit = (event: VerifierEvent) => void;

type WithoutOrigin<E> = E extends VerifierEvent ? Omit<E, 'issuer' | 'at'> : never;
/** An event before it is known whose it is and when it was. */
export type EventBody = WithoutOrigin<VerifierEvent>;

/** Tells the listener of one configuration what happened. */
export type Tell = (body: EventBody) => void;

const noListener: Emit = () => undefined;

/** Delivers complete events to the listener of the options. */
export function emitter(options: VerifierOptions): Emit {
  const { onEvent } = options;
  if (onEvent === undefined) {
    return noListener;
  }
  return (event) => {
    try {
      onEvent(event);
    } catch {
      // See the top of the file.
    }
  };
}

/** Completes events with their configuration and time. */
export function teller(emit: Emit, issuer: string, now: () => number): Tell {
  if (emit === noListener) {
    return () => undefined;
  }
  return (body) => {
    emit({ ...body, issuer, at: now() });
  };
}

const tellers = new WeakMap<object, Tell>();

/** Remembers who is told about decisions on this result; `authorize` has nothing but the result. */
export function rememberTeller(verified: object, tell: Tell): void {
  tellers.set(verified, tell);
}

export function tellerOf(verified: object): Tell | undefined {
  return tellers.get(verified);
}
