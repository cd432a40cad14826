/** The same small API in each framework, on loopback: what the adapters are tested with. */
import { serve } from '@hono/node-server';
import { authorize } from 'claimgate';
import { auth, requires, type GuardOptions } from 'claimgate/hono';
import {
  expressAuth,
  expressRefusals,
  expressRequires,
  fastifyAuth,
  fastifyRefusals,
  fastifyRequires,
  type Rules,
  verifiedOf,
} from 'claimgate/node';
import { withAuth } from 'claimgate/workers';
import express from 'express';
import fastify, { type FastifyRequest } from 'fastify';
import { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The options that mean the same in every framework. */
export type CommonOptions = Omit<GuardOptions<never>, 'token'> & {
  readonly token?: Exclude<GuardOptions<never>['token'], (request: never) => string | undefined>;
};

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an API with `/me`, `/admin` (a role), `/scoped` (a scope, in the handler) and `/broken`. */
export type Start = (rules: Rules, options: CommonOptions) => Promise<RunningServer>;

const ADMIN = { roles: ['orders.admin'] };
const READER = { scopes: ['orders.read'] };

class Broken extends Error {}

export const SERVERS: Readonly<Record<string, Start>> = {
  workers: async (rules, options) => {
    const api = withAuth(
      rules,
      (request, _env, _ctx, verified) => {
        const { pathname } = new URL(request.url);
        if (pathname === '/admin') authorize(verified, ADMIN);
        if (pathname === '/scoped') authorize(verified, READER);
        if (pathname === '/broken') throw new Broken();
        return Response.json({ sub: verified.claims.sub });
      },
      options as GuardOptions<Request>,
    );
    const worker = new Hono();
    worker.all('*', (c) => api(c.req.raw, {}, { waitUntil: () => undefined }));
    return listening(serve({ fetch: quiet(worker).fetch, hostname: '127.0.0.1', port: 0 }) as Server);
  },

  hono: async (rules, options) => {
    const app = quiet(new Hono());
    const api = new Hono()
      .use(auth(rules, options as GuardOptions<Request>))
      .get('/me', (c) => c.json({ sub: c.var.verified.claims.sub }))
      .get('/admin', requires(ADMIN, options.realm === undefined ? {} : { realm: options.realm }), (c) =>
        c.json({ sub: c.get('verified').claims.sub }),
      )
      .get('/scoped', (c) => {
        authorize(c.var.verified, READER);
        return c.json({ sub: c.var.verified.claims.sub });
      })
      .get('/broken', () => {
        throw new Broken();
      });
    app.route('/', api);
    return listening(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server);
  },

  express: async (rules, options) => {
    const app = express();
    app.use(expressAuth(rules, options as GuardOptions<express.Request>));
    app.get('/me', (request, response) => {
      response.json({ sub: request.verified?.claims.sub });
    });
    app.get('/admin', expressRequires(ADMIN, { realm: options.realm }), (request, response) => {
      response.json({ sub: verifiedOf(request).claims.sub });
    });
    app.get('/scoped', async (request, response) => {
      authorize(verifiedOf(request), READER);
      response.json({ sub: verifiedOf(request).claims.sub });
    });
    app.get('/broken', () => {
      throw new Broken();
    });
    app.use(expressRefusals({ realm: options.realm }));
    app.use(((_error, _request, response, _next) => {
      response.status(500).end();
    }) satisfies express.ErrorRequestHandler);
    return listening(app.listen(0, '127.0.0.1'));
  },

  fastify: async (rules, options) => {
    const app = fastify();
    app.addHook('onRequest', fastifyAuth(rules, options as GuardOptions<FastifyRequest>));
    app.setErrorHandler(fastifyRefusals({ realm: options.realm }));
    app.get('/me', (request) => Promise.resolve({ sub: verifiedOf(request).claims.sub }));
    app.get('/admin', { preHandler: fastifyRequires(ADMIN, { realm: options.realm }) }, async (request) => ({
      sub: verifiedOf(request).claims.sub,
    }));
    app.get('/scoped', async (request) => {
      authorize(verifiedOf(request), READER);
      return { sub: verifiedOf(request).claims.sub };
    });
    app.get('/broken', async () => {
      throw new Broken();
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { url: addressOf(app.server), close: () => app.close() };
  },

  'node:http': async (rules, options) => {
    const protect = expressAuth(rules, options as GuardOptions<never>);
    const admin = expressRequires(ADMIN, { realm: options.realm });
    const server = createServer((request, response) => {
      const answer = async () => {
        if (request.url === '/scoped') authorize(verifiedOf(request), READER);
        // Nobody but the handler answers for its own mistakes.
        if (request.url === '/broken') response.statusCode = 500;
        response.end(JSON.stringify({ sub: verifiedOf(request).claims.sub }));
      };
      const next = () => (request.url === '/admin' ? admin(request, response, answer) : answer());
      protect(request as never, response, next);
    });
    return listening(server.listen(0, '127.0.0.1'));
  },
};

/** Hono prints what reaches its own error handler. */
function quiet(app: Hono): Hono {
  app.onError((_error, c) => c.body(null, 500));
  return app;
}

async function listening(server: Server): Promise<RunningServer> {
  if (!server.listening) {
    await new Promise((resolve) => server.once('listening', resolve));
  }
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: addressOf(server), close };
}

function addressOf(server: { address(): AddressInfo | string | null }): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
