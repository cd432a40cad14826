/** One question to the provider: its OpenID configuration where that is due, then its key set. */
import { ClaimgateError } from '../errors.js';
import type { JwksOption } from '../types.js';
import { readJwks } from './answer.js';
import { readConfiguration } from './discovery.js';
import { fetchDocument, isFetchable, type FetchedDocument } from './fetch-document.js';
import { isFuture } from './freshness.js';
import type { KeySourceEnvironment } from './key-source.js';
import type { Answer } from './merge.js';
import type { KeyRecord } from './record.js';
import type { CacheRules } from './rules.js';

/** The options of a source that is fetched. */
export type RemoteOption = Extract<JwksOption, { readonly url: string } | { readonly discovery: string }>;

type Discovered = NonNullable<KeyRecord['discovered']>;

export interface Question {
  /** When it is asked, in seconds. */
  readonly askedAt: number;
  /** What is known; a `jwks_uri` in it is used again. */
  readonly known: KeyRecord;
  /** Seconds after which a known `jwks_uri` is not trusted to be the current one. */
  readonly discoverAfter: number;
  /** Called before each fetch, which may take up to the timeout. */
  readonly onStep: () => void;
}

export class Provider {
  /** Requests made so far. */
  fetches = 0;
  readonly kind: 'url' | 'discovery';
  /** The configured address. */
  readonly address: string;
  readonly #issuers: readonly string[];
  readonly #allowHttpLoopback: boolean;
  readonly #rules: CacheRules;
  readonly #environment: KeySourceEnvironment;

  /** @throws ClaimgateError `ERR_CONFIG` for an address that must not be fetched */
  constructor(
    jwks: RemoteOption, issuers: readonly string[], allowHttpLoopback: boolean, rules: CacheRules,
    environment: KeySourceEnvironment,
  ) {
    this.kind = 'url' in jwks ? 'url' : 'discovery';
    this.address = 'url' in jwks ? jwks.url : jwks.discovery;
    this.#issuers = issuers;
    this.#allowHttpLoopback = allowHttpLoopback;
    this.#rules = rules;
    this.#environment = environment;
    if (typeof this.address !== 'string' || !isFetchable(this.address, allowHttpLoopback)) {
      throw new ClaimgateError('ERR_CONFIG',
        `jwks.${this.kind} must be an https address (http only on loopback, with allowHttpLoopback).`,
        { option: `jwks.${this.kind}` });
    }
  }

  /** @throws KeyFailure */
  async ask(question: Question): Promise<Answer> {
    const { askedAt } = question;
    const discovered = this.kind === 'url' ? undefined : await this.#discover(question);
    const { text, maxAge } = await this.#fetch(discovered?.jwksUri ?? this.address, question);
    return {
      keys: readJwks(text, this.#environment.importer, this.#rules.maxKeys),
      askedAt,
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(discovered === undefined ? {} : { discovered }),
    };
  }

  async #discover(question: Question): Promise<Discovered> {
    const { askedAt, known: { discovered }, discoverAfter } = question;
    const isCurrent = discovered !== undefined && !isFuture(discovered.at, askedAt)
      && askedAt - discovered.at < discoverAfter && isFetchable(discovered.jwksUri, this.#allowHttpLoopback);
    if (isCurrent) {
      return discovered;
    }
    const { text } = await this.#fetch(this.address, question);
    return { jwksUri: readConfiguration(text, this.#issuers, this.#allowHttpLoopback), at: askedAt };
  }

  #fetch(url: string, { onStep }: Question): Promise<FetchedDocument> {
    onStep();
    this.fetches += 1;
    return fetchDocument(url, this.#environment.fetch, this.#rules);
  }
}
