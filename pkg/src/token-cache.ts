/**
 * Verified tokens, so that the same token is not checked again with every request of its bearer.
 *
 * A hit skips the signature and nothing else, because everything else is decided by what the entry is bound
 * to: it is of one policy (each configuration has a cache of its own), of one generation of the key set (a key
 * that was rotated away, withdrawn or purged makes another generation, and drops all entries), and of the
 * window of time that the engine gave with the verdict. The key of an entry is the whole token, as text.
 */
import { RecentMap } from './recent-map.js';
import type { Verified } from './types.js';

/** From when and until when, in seconds, the time checks of a token pass; null: no such limit. */
export type Window = readonly [from: number | null, until: number | null];

interface Entry {
  readonly verified: Verified;
  readonly from: number;
  readonly until: number;
}

export class TokenCache {
  readonly #entries: RecentMap<Entry>;
  #generation: number | undefined;

  constructor(maxEntries: number) {
    this.#entries = new RecentMap(maxEntries);
  }

  /** Whether the token is among them, whether or not its verdict still holds. */
  has(token: string): boolean {
    return this.#entries.has(token);
  }

  /** The verdict on `token`, if it is known and holds with these keys at this time. */
  get(token: string, generation: number, now: number): Verified | undefined {
    this.#follow(generation);
    const entry = this.#entries.get(token);
    if (entry === undefined || now < entry.from) {
      return undefined;
    }
    if (now >= entry.until) {
      this.#entries.delete(token);
      return undefined;
    }
    return entry.verified;
  }

  /** @param verified frozen: later callers get the same object */
  add(token: string, generation: number, verified: Verified, [from, until]: Window): void {
    this.#follow(generation);
    this.#entries.set(token, { verified, from: from ?? -Infinity, until: until ?? Infinity });
  }

  #follow(generation: number): void {
    if (this.#generation !== generation) {
      this.#entries.clear();
      this.#generation = generation;
    }
  }
}

/** Freezes a value made by `JSON.parse`, all the way down. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
