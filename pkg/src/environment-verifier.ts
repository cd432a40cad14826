/** Verifiers for hosts that hand their configuration to each request: Workers, and Hono on them. */
import { verifierOf, type Rules } from './guard.js';
import { isObject } from './json.js';
import { RecentMap } from './recent-map.js';
import type { VerifierOptions } from './types.js';
import { createVerifier, type Verifier } from './verifier.js';

type Options = VerifierOptions | readonly VerifierOptions[];

/**
 * The rules, or a function that makes their options from the host's `env`. One verifier is kept for each
 * configuration and isolate: the function must not put anything of a single request into the options.
 *
 * It is found by the `env` itself, and for another `env` by the options: those with the same texts, numbers and members
 * are one configuration. Functions and bindings count by being there, since hosts make new ones for each request. Where
 * two environments of one isolate differ in nothing else (two stores of the same name), call the adapter once for each.
 */
export type RulesOrFactory<Env> = Rules | ((env: Env) => Options);

/** @throws ClaimgateError ERR_CONFIG at once for rules that cannot be used; with a function on each call */
export function verifierByEnvironment<Env>(rulesOrFactory: RulesOrFactory<Env>): (env: Env) => Verifier {
  if (typeof rulesOrFactory === 'function') {
    return verifierPerConfiguration(rulesOrFactory);
  }
  const verifier = verifierOf(rulesOrFactory);
  return () => verifier;
}

/**
 * More configurations than this in one isolate can only mean that a factory makes a new one for each request.
 */
const MOST_VERIFIERS = 32;

/**
 * Finds the verifier of an `env` by its identity, which lasts as long as the isolate in a Worker. Other hosts (Hono on
 * Node) make an `env` for each request, and with it every function of the options: nothing but the text is left to find
 * it by there.
 */
function verifierPerConfiguration<Env>(factory: (env: Env) => Options): (env: Env) => Verifier {
  const byEnvironment = new WeakMap<object, Verifier>();
  const byText = new RecentMap<Verifier>(MOST_VERIFIERS);
  return (env) => {
    const known = isObject(env) ? byEnvironment.get(env) : undefined;
    if (known !== undefined) {
      return known;
    }
    const options = factory(env);
    const text = textOf(options);
    const verifier = (text === undefined ? undefined : byText.get(text)) ?? createVerifier(options);
    if (text !== undefined) {
      byText.set(text, verifier);
    }
    if (isObject(env)) {
      byEnvironment.set(env, verifier);
    }
    return verifier;
  };
}

/**
 * What can be said of options: texts, numbers and the members of objects; of a function, that it is one. Not by
 * `JSON.stringify` alone, which ends at a cycle and would call `toJSON` of a service binding, a request. Undefined for
 * what cannot be read.
 */
function textOf(options: Options): string | undefined {
  const seen = new Map<object, number>();
  const described = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      return typeof value === 'function' || typeof value === 'bigint' ? typeof value : value;
    }
    const before = seen.get(value);
    if (before !== undefined) {
      return { again: before };
    }
    seen.set(value, seen.size);
    return Array.isArray(value)
      ? value.map(described)
      : Object.entries(value).map(([name, member]) => [name, described(member)]);
  };
  try {
    return JSON.stringify(described(options));
  } catch {
    return undefined;
  }
}
