/**
 * Delivery of events. A listener may be wrong without harm: what it throws, or rejects with, is dropped, the verdict
 * stands.
 */
import { dropRejection } from './within.js';
import type { JwksEvent, VerifierEvent } from './types.js';

type WithoutOrigin<E> = E extends VerifierEvent ? Omit<E, 'issuer' | 'at'> : never;
/** An event before it is known whose it is and when it was. */
export type EventBody = WithoutOrigin<VerifierEvent>;

/** Tells the listener of one configuration what happened. */
export type Tell = (body: EventBody) => void;

/** The same for what the key cache tells. */
export type TellOfKeys = (body: WithoutOrigin<JwksEvent>) => void;

/**
 * Completes events with their configuration and time, and delivers them.
 *
 * @param now the clock, in seconds
 */
export function teller(
  onEvent: ((event: VerifierEvent) => unknown) | undefined,
  issuer: string,
  now: () => number,
): Tell {
  if (onEvent === undefined) {
    return () => undefined;
  }
  return (body) => {
    deliver(() => onEvent({ ...body, issuer, at: now() }));
  };
}

/**
 * Runs a listener, which may be asynchronous and is not waited for.
 */
export function deliver(listen: () => unknown): void {
  try {
    dropRejection(listen());
  } catch {
    // See the top of the file.
  }
}

/** Characters of a token's key id that events and errors carry. */
export const LONGEST_TOLD_KID = 64;

/** The member `kid` of an event or an error, bounded: key ids are chosen by whoever made the token. */
export function toldKid(kid: string | undefined): { readonly kid?: string } {
  return kid === undefined ? {} : { kid: kid.slice(0, LONGEST_TOLD_KID) };
}

const tellers = new WeakMap<object, Tell>();

/** Remembers who is told about decisions on this result; `authorize` has nothing but the result. */
export function rememberTeller(verified: object, tell: Tell): void {
  tellers.set(verified, tell);
}

export function tellerOf(verified: object): Tell | undefined {
  return tellers.get(verified);
}
