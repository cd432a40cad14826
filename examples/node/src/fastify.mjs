// A Fastify API. Everything under /api needs a token; one route needs a role, another a scope.

import { authorize } from 'claimgate';
import { fastifyAuth, fastifyRefusals, fastifyRequires, verifiedOf } from 'claimgate/node';
import fastify from 'fastify';

import { port, rules } from './rules.mjs';

const app = fastify();
app.get('/healthz', async () => ({ status: 'ok' }));

app.register(
  async (api) => {
    api.addHook('onRequest', fastifyAuth(rules));
    // Answers what `authorize` throws in a handler.
    api.setErrorHandler(fastifyRefusals());
    api.get('/me', async (request) => verifiedOf(request).claims);
    api.delete('/orders/:id', { preHandler: fastifyRequires({ roles: ['orders.admin'] }) }, async (request) => ({
      deleted: request.params.id,
    }));
    api.get('/orders/:id', async (request) => {
      authorize(verifiedOf(request), { scopes: ['orders.read'] });
      return { order: request.params.id };
    });
  },
  { prefix: '/api' },
);

console.log(await app.listen({ port, host: '127.0.0.1' }));
