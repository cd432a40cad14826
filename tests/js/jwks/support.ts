/** A provider, stores and a clock that tests hold in their hands, and an importer that knows made-up keys. */
import { ClaimgateError } from '../../../pkg/src/errors.js';
import {
  createKeySource, type KeyImporter, type KeySource, type KeySourceOptions,
} from '../../../pkg/src/jwks/key-source.js';
import type { Store } from '../../../pkg/src/jwks/store.js';
import type { JwksEvent, JwksOption } from '../../../pkg/src/types.js';

export const ISSUER = 'https://issuer.example';
export const JWKS_URL = 'https://issuer.example/keys';
export const START = 1_800_000_000;

export type TestKey = object;

/** A key of the test importer; `n` is its material. */
export function key(kid: string | undefined, n = `material-of-${kid}`): TestKey {
  return { kty: 'RSA', n, e: 'AQAB', ...(kid === undefined ? {} : { kid }) };
}

/** Keys are usable with n of at least eight characters and without private members. Keeps kid, kty, n, e. */
export const importer: KeyImporter = {
  describe(json, maxKeys) {
    const { keys } = JSON.parse(json) as { keys: Record<string, unknown>[] };
    if (keys.length > maxKeys) {
      throw new ClaimgateError('ERR_JWKS_INVALID');
    }
    return keys.map(({ kid, kty, n, e, d }) => {
      const name = typeof kid === 'string' ? { kid } : {};
      if (kty !== 'RSA' || typeof n !== 'string' || n.length < 8 || d !== undefined) {
        return { ...name, usable: false, code: 'ERR_KEY_UNUSABLE' };
      }
      const jwk = JSON.stringify({ kty, ...name, n, e });
      return { ...name, usable: true, thumbprint: `thumbprint of ${n}`, jwk };
    });
  },
};

/** A clock in seconds. */
export class Clock {
  now = START;

  pass(seconds: number): void {
    this.now += seconds;
  }
}

/** The provider's side: what it answers, and what it was asked. */
export class Origin {
  readonly requests: string[] = [];
  answer: (url: string, init: RequestInit) => Response | Promise<Response> =
    () => new Response(null, { status: 500 });

  publish(...keys: readonly TestKey[]): this {
    this.answer = () => Response.json({ keys });
    return this;
  }

  fail(status = 500): this {
    this.answer = () => new Response('nothing to see', { status });
    return this;
  }

  /** Answers never, not even to an abort. */
  hang(): this {
    this.answer = () => new Promise<Response>(() => undefined);
    return this;
  }

  get asked(): number {
    return this.requests.length;
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    this.requests.push(url);
    return this.answer(url, init);
  };
}

/** A store in memory. Strongly consistent unless it rations notes. */
export class MemoryStore implements Store {
  readonly name: string;
  readonly attemptWriteInterval?: number;
  readonly texts = new Map<string, string>();
  readonly ttls: number[] = [];
  reads = 0;
  writes = 0;
  /** Set to make operations fail or hang. */
  mood: 'well' | 'failing' | 'hanging' = 'well';

  constructor(name = 'memory-store', attemptWriteInterval?: number) {
    this.name = name;
    if (attemptWriteInterval !== undefined) {
      this.attemptWriteInterval = attemptWriteInterval;
    }
  }

  async get(name: string): Promise<string | null> {
    this.reads += 1;
    await this.#suffer();
    return this.texts.get(name) ?? null;
  }

  async put(name: string, text: string, { ttl }: { readonly ttl: number }): Promise<void> {
    this.writes += 1;
    await this.#suffer();
    this.ttls.push(ttl);
    this.texts.set(name, text);
  }

  /** The one record in it. */
  get record(): Record<string, unknown> {
    return JSON.parse([...this.texts.values()][0] ?? 'null') as Record<string, unknown>;
  }

  /** Overwrites the one record. */
  replace(change: (record: Record<string, unknown>) => unknown): void {
    for (const [name, text] of this.texts) {
      const changed = change(JSON.parse(text) as Record<string, unknown>);
      this.texts.set(name, typeof changed === 'string' ? changed : JSON.stringify(changed));
    }
  }

  async #suffer(): Promise<void> {
    if (this.mood === 'failing') {
      throw new Error('secret-of-the-store');
    }
    if (this.mood === 'hanging') {
      await new Promise(() => undefined);
    }
  }
}

export interface World {
  readonly clock: Clock;
  readonly origin: Origin;
}

export interface Isolate {
  readonly source: KeySource;
  readonly events: JwksEvent[];
  /** Lends the isolate a `waitUntil` whose work `settle` awaits. */
  readonly context: { waitUntil: (work: Promise<unknown>) => void };
  settle(): Promise<void>;
  /** The kids of `load`, sorted; the error's code where it throws. */
  kids(): Promise<string>;
  /** What a token with this kid gets: `found`, or the code of its refusal. */
  lookUp(kid: string): Promise<string>;
  types(): string[];
}

interface IsolateOptions extends Partial<KeySourceOptions> {
  readonly jwks?: JwksOption;
  /** Default: the importer of made-up keys. */
  readonly engine?: KeyImporter;
  /** Default: draws no head start. */
  readonly random?: () => number;
}

/** One isolate with a memory of its own. */
export function isolate({ clock, origin }: World, options: IsolateOptions = {}): Isolate {
  const events: JwksEvent[] = [];
  const pending: Promise<unknown>[] = [];
  const { jwks = { url: JWKS_URL }, engine = importer, random = () => 0, ...rest } = options;
  const source = createKeySource(jwks, { issuer: ISSUER, ...rest }, {
    now: () => clock.now,
    random,
    fetch: origin.fetch,
    importer: engine,
    tell: (body) => events.push({ ...body, issuer: ISSUER, at: clock.now }),
  });
  const context = { waitUntil: (work: Promise<unknown>) => void pending.push(work) };
  return {
    source,
    events,
    context,
    types: () => events.map(({ type }) => type),
    async settle() {
      while (pending.length > 0) {
        await pending.shift();
      }
    },
    kids: () => codeOr(async () => kidsOf((await source.load(context)).json).join(' ')),
    lookUp: (kid) => codeOr(async () => {
      const loaded = await source.load(context);
      if (kidsOf(loaded.json).includes(kid)) {
        return 'found';
      }
      const newer = await source.refreshForUnknownKey(loaded, kid, context);
      return newer !== undefined && kidsOf(newer.json).includes(kid) ? 'found' : 'ERR_KEY_NOT_FOUND';
    }),
  };
}

export function world(): World {
  return { clock: new Clock(), origin: new Origin() };
}

export function kidsOf(json: string): string[] {
  return (JSON.parse(json) as { keys: { kid?: string }[] }).keys.map(({ kid }) => kid ?? '-').sort();
}

async function codeOr(call: () => Promise<string>): Promise<string> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ClaimgateError) {
      return error.code;
    }
    throw error;
  }
}
