/** Adapter for Cloudflare Workers and other hosts with their `(request, env, ctx)` handlers. */
import '#entry';
import { authorizer } from './authorize.js';
import { ClaimgateError } from './errors.js';
import { bearerToken, refusal, type GuardOptions, type RefusalOptions } from './http.js';
import type { Verified, VerifierOptions } from './types.js';
import { createVerifier, type Verifier } from './verifier.js';

export {
  analyticsEngine,
  type AnalyticsEngineLike,
  type AnalyticsEngineOptions,
} from './telemetry/analytics-engine.js';
export { cacheApiStore, type CacheApiStoreOptions } from './jwks/cache-api-store.js';
export { kvStore } from './jwks/kv-store.js';
export { refusal, type GuardOptions, type RefusalOptions };

/** The part of a Worker's execution context that is used. */
export interface ExecutionContextLike {
  waitUntil(promise: Promise<unknown>): void;
}

type Options = VerifierOptions | readonly VerifierOptions[];

/** A handler of requests whose token was verified. */
export type AuthenticatedHandler<Env, Context extends ExecutionContextLike> = (
  request: Request,
  env: Env,
  ctx: Context,
  verified: Verified,
) => Response | Promise<Response>;

/**
 * The bearer token of a request.
 * @throws ClaimgateError for a request without exactly one; `refusal` turns it into the answer
 */
export function bearer(request: Request): string {
  return bearerToken(request.headers.get('Authorization'));
}

/**
 * Wraps a handler so that it sees only requests with a verified token; the others get the answers of RFC
 * 6750. A ClaimgateError that the handler throws (from `authorize`) is answered the same way; any other error
 * passes through.
 *
 * `export default { fetch: withAuth((env) => ({ ...oidc(...), stores: [kvStore(env.JWKS)] }), handler) }`
 *
 * @param optionsOrFactory options of `createVerifier`, or a function that makes them from the Worker's `env`.
 *   One verifier is kept for each configuration and isolate: a factory must not put anything of a single
 *   request into the options.
 * @param guardOptions what every request needs (`requires`), and how a refusal is worded
 * @throws ClaimgateError ERR_CONFIG at once for options that cannot be used; with a factory that is the
 *   answer 500
 */
export function withAuth<Env = unknown, Context extends ExecutionContextLike = ExecutionContextLike>(
  optionsOrFactory: Options | ((env: Env) => Options),
  handler: AuthenticatedHandler<Env, Context>,
  guardOptions: GuardOptions = {},
): (request: Request, env: Env, ctx: Context) => Promise<Response> {
  const { requires, ...refusalOptions } = guardOptions;
  const checkAccess = authorizer(requires);
  const verifierFor =
    typeof optionsOrFactory === 'function'
      ? verifierPerConfiguration(optionsOrFactory)
      : always(createVerifier(optionsOrFactory));
  return async (request, env, ctx) => {
    try {
      const token = bearer(request);
      const waitUntil = (promise: Promise<unknown>) => {
        ctx.waitUntil(promise);
      };
      const verified = await verifierFor(env).verify(token, { waitUntil });
      checkAccess(verified);
      return await handler(request, env, ctx, verified);
    } catch (error) {
      if (error instanceof ClaimgateError) {
        reportMistake(error);
        return refusal(error, refusalOptions);
      }
      throw error;
    }
  };
}

function always(verifier: Verifier): () => Verifier {
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * The client of a misconfigured service learns nothing, so its operator must. The message is about options
 * only.
 */
function reportMistake(error: ClaimgateError): void {
  if (error.code === 'ERR_CONFIG') {
    // eslint-disable-next-line no-console -- without a verifier there is no listener that could be told
    console.error(`claimgate: ${error.message}`);
  }
}
