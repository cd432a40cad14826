// What the isolates of a location see of the world outside: Workers KV, the Cache API and the provider, each
// with its delays.

/** Seconds. Of KV: its documentation; of the others: the order of magnitude. */
const KV_READ_CACHED = 0.005;
const KV_READ = 0.06;
const KV_WRITE = 0.2;
const KV_PROPAGATION = 60;
const KV_WRITE_INTERVAL = 1;
const CACHE_API = 0.003;
const FIRST_HOP = [0.02, 0.2];

/**
 * Workers KV with the consistency that it promises and no better: a write is seen at once where it was made,
 * elsewhere up to 60 s later; a location answers reads from its own cache for `cacheTtl`; one write a second
 * a key, others fail.
 */
export class KvModel {
  reads = 0;
  writes = 0;
  rejected = 0;
  #time;
  #random;
  #locations;
  /** The versions of each key, oldest first. */
  #versions = new Map();

  constructor(time, random, locations) {
    this.#time = time;
    this.#random = random;
    this.#locations = locations;
  }

  /** The namespace as the isolates of one location see it: what `kvStore` takes. */
  at(location) {
    const cached = new Map();
    return {
      get: async (key, { cacheTtl }) => {
        this.reads += 1;
        const kept = cached.get(key);
        if (kept !== undefined && this.#time.now < kept.until) {
          await this.#time.pass(KV_READ_CACHED);
          return kept.value;
        }
        await this.#time.pass(KV_READ);
        const value = this.#visible(key, location);
        cached.set(key, { value, until: this.#time.now + cacheTtl });
        return value;
      },
      put: async (key, value) => {
        this.writes += 1;
        await this.#time.pass(KV_WRITE);
        const versions = this.#versions.get(key) ?? [];
        this.#versions.set(key, versions);
        if (this.#time.now - (versions.at(-1)?.at ?? -Infinity) < KV_WRITE_INTERVAL) {
          this.rejected += 1;
          throw new Error('429 Too Many Requests');
        }
        const seenAt = Array.from({ length: this.#locations }, (_, other) =>
          this.#time.now + (other === location ? 0 : KV_PROPAGATION * this.#random()));
        versions.push({ at: this.#time.now, seenAt, value });
        if (versions.length > 200) versions.shift();
        cached.set(key, { value, until: this.#time.now + 60 });
      },
    };
  }

  #visible(key, location) {
    const seen = (this.#versions.get(key) ?? []).findLast(({ seenAt }) => seenAt[location] <= this.#time.now);
    return seen?.value ?? null;
  }
}

/** The Cache API of one location: what a store of one's own, or `cacheApiStore`, stands on. */
export function cacheApiModel(time) {
  const kept = new Map();
  return {
    open: async () => ({
      match: async (address) => {
        await time.pass(CACHE_API);
        const entry = kept.get(address);
        if (entry === undefined || time.now >= entry.until) return undefined;
        time.willStream();
        return new Response(entry.text);
      },
      put: async (address, response) => {
        const maxAge = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control'))[1]);
        const text = await response.text();
        await time.pass(CACHE_API);
        kept.set(address, { text, until: time.now + maxAge });
      },
    }),
  };
}

/** The provider: which keys it publishes when, and when it does not answer. */
export class OriginModel {
  /** When it was asked, in seconds, and from which location. */
  requests = [];
  #time;
  #random;
  #keysAt;
  #isUp;

  /**
   * @param {(now: number) => readonly object[]} keysAt
   * @param {(now: number) => boolean} isUp
   */
  constructor(time, random, keysAt, isUp) {
    this.#time = time;
    this.#random = random;
    this.#keysAt = keysAt;
    this.#isUp = isUp;
  }

  /** `fetch` as an isolate of this location has it. */
  from(location) {
    return async () => {
      this.requests.push({ at: this.#time.now, location });
      const [least, most] = FIRST_HOP;
      await this.#time.pass(least + (most - least) * this.#random());
      this.#time.willStream();
      if (!this.#isUp(this.#time.now)) return new Response('Service Unavailable', { status: 503 });
      return Response.json({ keys: this.#keysAt(this.#time.now) });
    };
  }
}
