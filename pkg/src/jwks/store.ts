/**
 * A place that several isolates or processes share, where a key set outlives one of them. Texts in, texts
 * out: what is in them is the business of the key cache, which validates everything it reads back.
 */
export interface Store {
  /** For events and statistics, e.g. `kv`. */
  readonly name: string;
  /**
   * Least seconds between two writes that only note an attempt at the network and change no key. Default 0:
   * every attempt is noted, so that isolates which share a strongly consistent store make one attempt a
   * cooldown together. A store that limits writes or is read with a delay sets it.
   */
  readonly attemptWriteInterval?: number;
  /** The text under the key, or null. May reject; a slow one is given up after the configured timeout. */
  get(key: string): Promise<string | null>;
  /** Keeps the text for at least `ttl` seconds. May reject. */
  put(key: string, value: string, options: { readonly ttl: number }): Promise<void>;
}
