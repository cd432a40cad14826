// An Express API. Everything under /api needs a token; one route needs a role, another a scope.

import { authorize } from 'claimgate';
import { expressAuth, expressRefusals, expressRequires, verifiedOf } from 'claimgate/node';
import express from 'express';

import { port, rules } from './rules.mjs';

const app = express();
app.get('/healthz', (_request, response) => response.json({ status: 'ok' }));

app.use('/api', expressAuth(rules));
app.get('/api/me', (request, response) => response.json(verifiedOf(request).claims));
app.delete('/api/orders/:id', expressRequires({ roles: ['orders.admin'] }), (request, response) => {
  response.json({ deleted: request.params.id });
});
app.get('/api/orders/:id', (request, response) => {
  authorize(verifiedOf(request), { scopes: ['orders.read'] });
  response.json({ order: request.params.id });
});

// Behind the routes: answers what `authorize` throws in them.
app.use(expressRefusals());

const server = app.listen(port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
