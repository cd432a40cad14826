/** Adapters for Express, Fastify and everything else on Node with `IncomingMessage` and `ServerResponse`. */
import '#entry';
import { authorizer, type Requirements } from './authorize.js';
import { ClaimgateError } from './errors.js';
import { createGuard, refuser, verifierOf, type GuardOptions, type Rules } from './guard.js';
import type { Answer, RefusalOptions } from './http.js';
import type { HeaderLookup, TokenSource } from './token-source.js';
import type { Verified } from './types.js';

export type { GuardOptions, RefusalOptions, Rules, TokenSource };

declare global {
  // Express merges the members of this interface into its requests.
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add to a global namespace
  namespace Express {
    interface Request {
      /** The verified token, behind `expressAuth`. */
      verified?: Verified;
    }
  }
}

/** The part of `http.IncomingMessage` that is used. */
export interface NodeRequest {
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

/** The part of `http.ServerResponse` that is used. */
export interface NodeResponse {
  /** The status of the answer. */
  statusCode: number;
  /** Whether the answer has begun. */
  readonly headersSent?: boolean;
  /** Sets a header of the answer. */
  setHeader(name: string, value: string): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/**
 * `next` of Express and its like. Of one's own, for plain `node:http`: called without an error it runs the handler,
 * and may give its promise back; called with one, which is no refusal but a mistake of the host's, it must not.
 */
export type NodeNext = (error?: unknown) => unknown;

/** Middleware of Express, Connect and their like. */
export type ExpressMiddleware<Incoming extends NodeRequest = NodeRequest> = (
  request: Incoming,
  response: NodeResponse,
  next: NodeNext,
) => void;

/**
 * Express middleware that lets requests with a verified token through, as `request.verified`, and gives the
 * others the answers of RFC 6750.
 *
 * `app.use('/api', expressAuth(oidc({ issuer, audience })))`
 *
 * Express gives what a handler throws to its error handlers: put `expressRefusals` among them. In plain `node:http`,
 * where nobody else would, a ClaimgateError that the handler throws or rejects with (from `authorize`) is answered
 * here; any other error is an uncaught exception, as it is without this middleware.
 *
 * `protect(request, response, (error) => (error ? fail(error) : handle(request, response)))`
 *
 * @param rules options of `createVerifier`, or a verifier
 * @param options where the token is, what every request needs, how a refusal is answered. A custom token
 *   source gets Express's request.
 * @throws ClaimgateError ERR_CONFIG
 */
export function expressAuth<Incoming extends NodeRequest = NodeRequest>(
  rules: Rules,
  options: GuardOptions<Incoming> = {},
): ExpressMiddleware<Incoming> {
  const guard = createGuard(options);
  const verifier = verifierOf(rules);
  return (request, response, next) => {
    guard
      .admit(request, headersOf(request), () => verifier)
      .then(
        (verified) => {
          remember(request, verified);
          return handOn(response, next, guard.answer);
        },
        (error: unknown) => {
          sendOrPass(() => guard.answer(error), response, next);
        },
      )
      .catch(raise);
  };
}

/**
 * Express middleware for routes behind `expressAuth` that need more than the rest.
 * @throws ClaimgateError ERR_CONFIG for requirements that require nothing
 */
export function expressRequires(requirements: Requirements, options: RefusalOptions = {}): ExpressMiddleware {
  const checkAccess = authorizer(requirements);
  const answerTo = refuser(options);
  return (request, response, next) => {
    try {
      checkAccess(verifiedOf(request));
    } catch (error) {
      sendOrPass(() => answerTo(error), response, next);
      return;
    }
    handOn(response, next, answerTo).catch(raise);
  };
}

/**
 * Express error handler that answers the ClaimgateErrors of handlers (from `authorize`). Put it behind the
 * routes; other errors go on to the next error handler.
 */
export function expressRefusals(
  options: RefusalOptions = {},
): (error: unknown, request: NodeRequest, response: NodeResponse, next: NodeNext) => void {
  const answerTo = refuser(options);
  // Express tells error handlers by their four parameters.
  return (error, _request, response, next) => {
    sendOrPass(() => answerTo(error), response, next);
  };
}

/** The part of a Fastify request that is used. */
export interface FastifyRequestLike {
  /** The request of Node. */
  readonly raw: NodeRequest;
}

/** The part of a Fastify reply that is used. */
export interface FastifyReplyLike {
  /** Sets the status. */
  code(status: number): unknown;
  /** Sets headers. */
  headers(headers: Record<string, string>): unknown;
  /** Sends the body. */
  send(body: string): unknown;
}

/** An asynchronous hook of Fastify, for `onRequest` or `preHandler`. */
export type FastifyHook<Incoming extends FastifyRequestLike = FastifyRequestLike> = (
  request: Incoming,
  reply: FastifyReplyLike,
) => Promise<unknown>;

/**
 * Fastify hook that lets requests with a verified token through, as `request.verified`, and gives the others
 * the answers of RFC 6750.
 *
 * `app.addHook('onRequest', fastifyAuth(oidc({ issuer, audience })))`
 *
 * @param rules options of `createVerifier`, or a verifier
 * @param options where the token is, what every request needs, how a refusal is answered. A custom token
 *   source gets Fastify's request.
 * @throws ClaimgateError ERR_CONFIG
 */
export function fastifyAuth<Incoming extends FastifyRequestLike = FastifyRequestLike>(
  rules: Rules,
  options: GuardOptions<Incoming> = {},
): FastifyHook<Incoming> {
  const guard = createGuard(options);
  const verifier = verifierOf(rules);
  return fastifyHook(
    async (request) => {
      remember(request, await guard.admit(request, headersOf(request.raw), () => verifier));
    },
    guard.answer,
  );
}

/**
 * Fastify hook for routes behind `fastifyAuth` that need more than the rest.
 *
 * `app.get('/admin', { preHandler: fastifyRequires({ roles: ['orders.admin'] }) }, handler)`
 *
 * @throws ClaimgateError ERR_CONFIG for requirements that require nothing
 */
export function fastifyRequires(requirements: Requirements, options: RefusalOptions = {}): FastifyHook {
  const checkAccess = authorizer(requirements);
  return fastifyHook(
    (request) => {
      checkAccess(verifiedOf(request));
    },
    refuser(options),
  );
}

/**
 * Fastify error handler that answers the ClaimgateErrors of handlers (from `authorize`); other errors go on
 * to the error handler of the enclosing context.
 *
 * `app.setErrorHandler(fastifyRefusals())`
 */
export function fastifyRefusals(
  options: RefusalOptions = {},
): (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => void {
  const answerTo = refuser(options);
  return (error, _request, reply) => {
    sendReply(reply, answerTo(error));
  };
}

/**
 * The verified token of a request behind `expressAuth` or `fastifyAuth`.
 * @throws ClaimgateError ERR_CONFIG for a request that did not pass through them
 */
export function verifiedOf(request: object): Verified {
  const { verified } = request as { readonly verified?: Verified };
  if (verified === undefined) {
    throw new ClaimgateError('ERR_CONFIG', 'The route is not behind expressAuth() or fastifyAuth().');
  }
  return verified;
}

function remember(request: object, verified: Verified): void {
  Object.assign(request, { verified });
}

/** Node drops all but the first of several Authorization headers; as they came, the second is still seen. */
function headersOf({ rawHeaders }: NodeRequest): HeaderLookup {
  return {
    get(name) {
      const values = rawHeaders.filter(
        (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
      );
      return values.length === 0 ? undefined : values.join(name === 'cookie' ? '; ' : ', ');
    },
  };
}

function send(response: NodeResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  response.end(body);
}

function sendOrPass(answer: () => Answer, response: NodeResponse, next: NodeNext): void {
  try {
    send(response, answer());
  } catch (error) {
    next(error);
  }
}

/**
 * Runs what is behind. Where `next` is a framework's, nothing comes back from it. Another error is not given to `next`:
 * one that does not look at it would run the handler again.
 */
async function handOn(
  response: NodeResponse, next: NodeNext, answerTo: (error: unknown) => Answer,
): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (response.headersSent === true) {
      throw error;
    }
    send(response, answerTo(error));
  }
}

/** Throws where no promise of ours is around it: Node knows the error of a listener, not a rejection of somebody else's. */
function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** A hook that sends the answer itself ends the request with it. */
function fastifyHook<Incoming extends FastifyRequestLike>(
  check: (request: Incoming) => Promise<void> | void,
  answerTo: (error: unknown) => Answer,
): FastifyHook<Incoming> {
  return async (request, reply) => {
    try {
      await check(request);
      return undefined;
    } catch (error) {
      return sendReply(reply, answerTo(error));
    }
  };
}

function sendReply(reply: FastifyReplyLike, { status, headers, body }: Answer): FastifyReplyLike {
  reply.code(status);
  reply.headers({ ...headers });
  reply.send(body);
  return reply;
}
