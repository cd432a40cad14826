/** Verifiers for hosts that hand their configuration to each request: Workers, and Hono on them. */
import { verifierOf, type Rules } from './guard.js';
import { isObject } from './json.js';
import type { VerifierOptions } from './types.js';
import { createVerifier, type Verifier } from './verifier.js';

type Options = VerifierOptions | readonly VerifierOptions[];

/**
 * The rules, or a function that makes their options from the host's `env`. One verifier is kept for each
 * configuration and isolate: the function must not put anything of a single request into the options.
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
 * Finds the verifier of an `env` by its identity, which lasts as long as the isolate in a Worker; where it
 * does not, by the options' text.
 */
function verifierPerConfiguration<Env>(factory: (env: Env) => Options): (env: Env) => Verifier {
  const byEnvironment = new WeakMap<object, Verifier>();
  const byText = new Map<string, Verifier>();
  return (env) => {
    const known = isObject(env) ? byEnvironment.get(env) : undefined;
    if (known !== undefined) {
      return known;
    }
    const options = factory(env);
    const text = JSON.stringify(options);
    const verifier = byText.get(text) ?? createVerifier(options);
    if (byText.size >= MOST_VERIFIERS) {
      byText.clear();
    }
    byText.set(text, verifier);
    if (isObject(env)) {
      byEnvironment.set(env, verifier);
    }
    return verifier;
  };
}
