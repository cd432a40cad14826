/**
 * The one store: everything that a person gave and that the page found out. What is shown follows from it
 * (derive.ts).
 */
import type { Algorithm } from 'claimgate/slim';

import type { Engine } from './engine.ts';

/** What became of the last request for keys. */
export type KeyRequest =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly address: string }
  | { readonly state: 'failed'; readonly address: string; readonly message: string }
  /** An OpenID configuration was read; the address of its key set stands in the field now. */
  | { readonly state: 'configuration'; readonly address: string; readonly issuer: string }
  | { readonly state: 'keys'; readonly address: string };

export interface Input {
  /** Without surroundings and white space. */
  readonly token: string;
  /** What was taken away to get the token, in words. */
  readonly trimmed: readonly string[];
  readonly keysText: string;
  /** The address for a request for keys; undefined follows the issuer. */
  readonly address: string | undefined;
  readonly keyRequest: KeyRequest;
  readonly issuer: string;
  readonly audience: string;
  readonly acceptAnyAudience: boolean;
  readonly clockTolerance: string;
  readonly algorithms: readonly Algorithm[];
  /** Seconds since the epoch. */
  readonly now: number;
  readonly engine: Engine | undefined;
  readonly engineFailed: boolean;
}

/** The values of the package's own defaults, where it has them. */
export const EMPTY_INPUT: Input = {
  token: '',
  trimmed: [],
  keysText: '',
  address: undefined,
  keyRequest: { state: 'none' },
  issuer: '',
  audience: '',
  acceptAnyAudience: false,
  clockTolerance: '30',
  algorithms: ['RS256'],
  now: 0,
  engine: undefined,
  engineFailed: false,
};

export interface Store {
  readonly get: () => Input;
  readonly change: (part: Partial<Input>) => void;
  /** Calls the listener after each change. */
  readonly subscribe: (listener: () => void) => void;
}

export function createStore(initial: Input): Store {
  const listeners: (() => void)[] = [];
  let input = initial;
  return {
    get: () => input,
    change: (part) => {
      input = { ...input, ...part };
      listeners.forEach((listener) => {
        listener();
      });
    },
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}
