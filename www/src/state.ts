/**
 * The one store: everything that a person gave and that the page found out. What is shown follows from it
 * (derive/model.ts).
 */
import type { FoundToken } from './clean-token.ts';
import type { Engine } from './engine.ts';
import type { KeyReading } from './key-text.ts';
import { EMPTY_POLICY, type PolicyForm } from './policy/form.ts';
import type { FetchProblem } from './texts/key-requests.ts';

/** What became of the last request for keys. */
export type KeyRequest =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly address: string }
  | { readonly state: 'failed'; readonly address: string; readonly problem: FetchProblem }
  /** An OpenID configuration was read; the address of its key set stands in the field now. */
  | { readonly state: 'configuration'; readonly address: string; readonly issuer: string }
  | { readonly state: 'keys'; readonly address: string };

export interface Input {
  /** Without surroundings and white space. */
  readonly token: string;
  /** What was taken away to get the token, in words. */
  readonly trimmed: readonly string[];
  /** The other tokens of the text that was pasted. */
  readonly found: readonly FoundToken[];
  /** Where the token came from, when nobody pasted it: a link that leaves some of it out. */
  readonly origin: TokenOrigin;
  readonly keysText: string;
  readonly keyReading: KeyReading;
  /** The address for a request for keys; undefined follows the issuer. */
  readonly address: string | undefined;
  readonly keyRequest: KeyRequest;
  readonly policy: PolicyForm;
  /** What a pasted policy had that the page has no use for. */
  readonly policySkipped: readonly string[];
  /** The moment to judge by, as it was typed; empty for now. */
  readonly at: string;
  /** A second token, to compare with. */
  readonly other: string;
  /** The claims that a shared link leaves out; undefined leaves the personal ones out. */
  readonly masked: readonly string[] | undefined;
  /** The reason that the address asks to be explained. */
  readonly why: string | undefined;
  /** When something changed last, or time went on; in seconds since the epoch. */
  readonly now: number;
  readonly engine: Engine | undefined;
  readonly engineFailed: boolean;
}

export type TokenOrigin =
  | { readonly kind: 'given' }
  | { readonly kind: 'fragment' }
  /** There was one in the query of the address, and it was not read. */
  | { readonly kind: 'query' }
  | { readonly kind: 'shared'; readonly masked: readonly string[] };

export const EMPTY_INPUT: Input = {
  token: '',
  trimmed: [],
  found: [],
  origin: { kind: 'given' },
  keysText: '',
  keyReading: 'auto',
  address: undefined,
  keyRequest: { state: 'none' },
  policy: EMPTY_POLICY,
  policySkipped: [],
  at: '',
  other: '',
  masked: undefined,
  why: undefined,
  now: 0,
  engine: undefined,
  engineFailed: false,
};

export interface Store {
  readonly get: () => Input;
  readonly change: (part: Partial<Omit<Input, 'now'>>) => void;
  /** Changes fields of the policy. */
  readonly changePolicy: (part: Partial<PolicyForm>) => void;
  /** Forgets everything that a person gave. */
  readonly clear: () => void;
  /** Calls the listener after each change. */
  readonly subscribe: (listener: () => void) => void;
}

/** @param clock seconds since the epoch. A token is judged by the time when it was given, not by that of the last tick. */
export function createStore(clock: () => number): Store {
  const listeners: (() => void)[] = [];
  let input: Input = { ...EMPTY_INPUT, now: clock() };
  const change = (part: Partial<Input>): void => {
    input = { ...input, ...part, now: clock() };
    listeners.forEach((listener) => {
      listener();
    });
  };
  return {
    get: () => input,
    change,
    changePolicy: (part) => {
      change({ policy: { ...input.policy, ...part } });
    },
    clear: () => {
      const { engine, engineFailed } = input;
      change({ ...EMPTY_INPUT, engine, engineFailed });
    },
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}
