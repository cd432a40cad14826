import type { JwksEvent } from '../types.js';

type WithoutOrigin<Event> = Event extends JwksEvent ? Omit<Event, 'issuer' | 'at'> : never;

/** Tells what happened; whose source it is and when it was is added. */
export type Tell = (event: WithoutOrigin<JwksEvent>) => void;

/** @param now the clock, in seconds */
export function teller(issuer: string, now: () => number, emit: (event: JwksEvent) => void): Tell {
  return (event) => {
    emit({ ...event, issuer, at: now() });
  };
}
