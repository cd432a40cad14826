import type { KeySourceStats } from '../types.js';
import type { KeySource, LoadedKeys } from './key-source.js';
import { isObject, parseJson } from '../json.js';

/** A fixed key set. It is validated when it is imported, as any other. */
export class StaticKeySource implements KeySource {
  readonly remote = false;
  readonly #keys: LoadedKeys;

  /**
   * @param json the text of a JWKS, as configured
   * @param now the clock, in seconds
   */
  constructor(json: string, now: () => number) {
    this.#keys = { json, generation: 1, fetchedAt: now() };
  }

  current(): LoadedKeys {
    return this.#keys;
  }

  load(): Promise<LoadedKeys> {
    return Promise.resolve(this.#keys);
  }

  refreshForUnknownKey(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async hydrate(): Promise<void> {}

  async purge(): Promise<void> {}

  stats(): KeySourceStats {
    const { json, generation } = this.#keys;
    return { keys: countKeys(json), generation, fetches: 0, failures: 0, storeReads: 0, storeWrites: 0 };
  }
}

/** The keys of a text, usable or not; 0 for a text that is no key set. */
function countKeys(json: string): number {
  const document = parseJson(json);
  if (document === undefined) {
    return 0;
  }
  return isObject(document) && Array.isArray(document['keys']) ? document['keys'].length : 1;
}
