/** Adapter for Hono, on Workers, Node, Deno, Bun and wherever else Hono runs. */
import '#entry';
import type { Context, MiddlewareHandler } from 'hono';
import { authorizer, type Requirements } from './authorize.js';
import { verifierByEnvironment, type RulesOrFactory } from './environment-verifier.js';
import { ClaimgateError, isClaimgateError } from './errors.js';
import { createGuard, refuser, type GuardOptions } from './guard.js';
import { refusal, responseOf, type Answer, type RefusalOptions } from './http.js';
import type { TokenSource } from './token-source.js';
import type { Verified, VerifyContext } from './types.js';

export { refusal, type GuardOptions, type RefusalOptions, type RulesOrFactory, type TokenSource };

/** The context variables of a protected route: `c.var.verified` or `c.get('verified')`. */
export interface AuthVariables {
  /** The verified token of the request. */
  readonly verified: Verified;
}

/** Middleware after which the context has the variable `verified`. */
export type AuthMiddleware = MiddlewareHandler<{ Variables: AuthVariables }>;

/**
 * Middleware that lets requests with a verified token through, and gives the others the answers of RFC 6750.
 * A ClaimgateError that a handler behind it throws (from `authorize`), and that `app.onError` did not turn
 * into an answer of its own, is answered the same way.
 *
 * `app.use('/api/*', auth((env) => ({ ...oidc(...), stores: [kvStore(env.JWKS)] })))`
 *
 * @param rulesOrFactory options of `createVerifier`, a verifier, or a function that makes options from `c.env`
 * @param options where the token is, what every request needs, how a refusal is answered. A custom token
 *   source gets the `Request`.
 * @throws ClaimgateError ERR_CONFIG at once for options that cannot be used; with a function that is the
 *   answer 500
 */
export function auth<Env = unknown>(
  rulesOrFactory: RulesOrFactory<Env>,
  options: GuardOptions<Request> = {},
): AuthMiddleware {
  const guard = createGuard(options);
  const verifierFor = verifierByEnvironment(rulesOrFactory);
  return async (c, next) => {
    try {
      const headers = c.req.raw.headers;
      const verified = await guard.admit(c.req.raw, headers, () => verifierFor(c.env as Env), contextOf(c));
      c.set('verified', verified);
    } catch (error) {
      return responseOf(guard.answer(error));
    }
    await next();
    answerThrown(c, guard.answer);
    return undefined;
  };
}

/**
 * Middleware for routes behind `auth` that need more than the rest.
 *
 * `app.delete('/api/orders/:id', requires({ roles: ['orders.admin'] }), handler)`
 *
 * @throws ClaimgateError ERR_CONFIG for requirements that require nothing
 */
export function requires(requirements: Requirements, options: RefusalOptions = {}): AuthMiddleware {
  const checkAccess = authorizer(requirements);
  const answer = refuser(options);
  return async (c, next) => {
    try {
      checkAccess(verifiedOf(c));
    } catch (error) {
      return responseOf(answer(error));
    }
    await next();
    return undefined;
  };
}

function verifiedOf(c: Context<{ Variables: AuthVariables }>): Verified {
  const verified = c.get('verified') as Verified | undefined;
  if (verified === undefined) {
    throw new ClaimgateError('ERR_CONFIG', 'The route is not behind auth().');
  }
  return verified;
}

/** Hono gives what a handler throws to `onError` and remembers it; its own `onError` answers 500. */
function answerThrown(c: Context, answer: (error: unknown) => Answer): void {
  if (isClaimgateError(c.error) && c.res.status === 500) {
    c.res = responseOf(answer(c.error));
  }
}

/** Only some hosts have an execution context; where there is none, asking for it throws. */
function contextOf(c: Context): VerifyContext {
  try {
    const { executionCtx } = c;
    return { waitUntil: (promise) => executionCtx.waitUntil(promise) };
  } catch {
    return {};
  }
}
