/** Adapter for Cloudflare Workers and other hosts with their `(request, env, ctx)` handlers. */
import '#entry';
import { verifierByEnvironment, type RulesOrFactory } from './environment-verifier.js';
import { createGuard, type GuardOptions } from './guard.js';
import { refusal, responseOf, type RefusalOptions } from './http.js';
import { bearerToken, type TokenSource } from './token-source.js';
import type { Verified } from './types.js';
import type { Verifier } from './verifier.js';

export {
  analyticsEngine,
  type AnalyticsEngineLike,
  type AnalyticsEngineOptions,
} from './telemetry/analytics-engine.js';
export { cacheApiStore, type CacheApiStoreOptions } from './jwks/cache-api-store.js';
export { kvStore } from './jwks/kv-store.js';
export { refusal, type GuardOptions, type RefusalOptions, type RulesOrFactory, type TokenSource };

/** The part of a Worker's execution context that is used. */
export interface ExecutionContextLike {
  /** Keeps work alive after the answer was sent. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A handler of requests whose token was verified. */
export type AuthenticatedHandler<Env, Context extends ExecutionContextLike> = (
  request: Request,
  env: Env,
  ctx: Context,
  verified: Verified,
) => Response | Promise<Response>;

/** What `withAuth` makes: a `fetch` handler, and the way to the verifier behind it. */
export interface AuthenticatedFetch<Env, Context extends ExecutionContextLike> {
  (request: Request, env: Env, ctx: Context): Promise<Response>;
  /**
   * The verifier that requests with this `env` meet in this isolate: for its `stats`, and to `purge` a key.
   * @throws ClaimgateError ERR_CONFIG
   */
  verifier(env: Env): Verifier;
}

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
 * @param rulesOrFactory options of `createVerifier`, or a function that makes them from the Worker's `env`.
 *   One verifier is kept for each configuration and isolate: a factory must not put anything of a single
 *   request into the options. What tells two environments apart is said at `RulesOrFactory`.
 * @param options where the token is, what every request needs, how a refusal is answered
 * @throws ClaimgateError ERR_CONFIG at once for options that cannot be used; with a factory that is the
 *   answer 500
 */
export function withAuth<Env = unknown, Context extends ExecutionContextLike = ExecutionContextLike>(
  rulesOrFactory: RulesOrFactory<Env>,
  handler: AuthenticatedHandler<Env, Context>,
  options: GuardOptions<Request> = {},
): AuthenticatedFetch<Env, Context> {
  const guard = createGuard(options);
  const verifierFor = verifierByEnvironment(rulesOrFactory);
  const fetch = async (request: Request, env: Env, ctx: Context): Promise<Response> => {
    try {
      const waitUntil = (promise: Promise<unknown>) => {
        ctx.waitUntil(promise);
      };
      const verified = await guard.admit(request, request.headers, () => verifierFor(env), { waitUntil });
      return await handler(request, env, ctx, verified);
    } catch (error) {
      return responseOf(guard.answer(error));
    }
  };
  return Object.assign(fetch, { verifier: verifierFor });
}
