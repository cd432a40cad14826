import type { KeySourceStats } from '../types.js';
import type { KeySource, KeySourceEnvironment, LoadedKeys } from './key-source.js';

/** A fixed key set. What is wrong with it is said when the verifier is made, not with the first token. */
export class StaticKeySource implements KeySource {
  readonly remote = false;
  readonly #keys: LoadedKeys;
  readonly #usable: number;

  /**
   * @param json the text of a JWKS or of one JWK, as configured
   * @throws ClaimgateError `ERR_JWKS_INVALID`
   */
  constructor(json: string, maxKeys: number, { importer, now }: Pick<KeySourceEnvironment, 'importer' | 'now'>) {
    this.#usable = importer.describe(json, maxKeys).filter(({ usable }) => usable).length;
    this.#keys = { json, generation: 1, fetchedAt: now() };
  }

  current(): LoadedKeys {
    return this.#keys;
  }

  load(): Promise<LoadedKeys> {
    return Promise.resolve(this.#keys);
  }

  tend(): void {}

  refreshForUnknownKey(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async hydrate(): Promise<void> {}

  async purge(): Promise<void> {}

  stats(): KeySourceStats {
    const { generation } = this.#keys;
    return { keys: this.#usable, generation, fetches: 0, failures: 0, storeReads: 0, storeWrites: 0 };
  }
}
