// examples/hono on a real workerd with a KV namespace. Only the network outside is replaced: `wrangler dev`
// cannot be told what an issuer on https answers.

import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { inProject } from '../../../scripts/lib/paths.mjs';
import { makeProvider } from '../../readme/provider.mjs';
import { startBundledWorker } from '../../readme/workerd.mjs';

let worker;
let provider;

beforeAll(async () => {
  provider = await makeProvider();
  worker = await startBundledWorker(inProject('examples', 'hono', 'src', 'index.ts'), {
    bindings: { ISSUER: 'https://id.example', AUDIENCE: 'api://orders' },
    outboundService: (request) => provider.answer(request.url),
  });
});

afterAll(() => worker?.dispose());

async function ask(path, claims, method = 'GET') {
  const headers = claims === undefined ? {} : { authorization: `Bearer ${await provider.token(claims)}` };
  const response = await worker.dispatchFetch(`https://api.example${path}`, { method, headers });
  return [response.status, await response.json()];
}

test('the Hono example on workerd', async () => {
  const code = (name) => expect.objectContaining({ code: name });
  expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/api/me')).toEqual([401, code('ERR_TOKEN_EMPTY')]);
  expect(await ask('/api/me', { scope: 'a b' })).toEqual([200, { subject: 'user-1', scopes: ['a', 'b'] }]);
  expect(await ask('/api/me', { aud: 'else' })).toEqual([401, code('ERR_AUDIENCE_MISMATCH')]);
  expect(await ask('/api/orders/7', {}, 'DELETE')).toEqual([403, code('ERR_ROLE_INSUFFICIENT')]);
  expect(await ask('/api/orders/7', { roles: ['orders.admin'] }, 'DELETE')).toEqual([200, { deleted: '7' }]);
  expect(provider.requests.filter((url) => url.endsWith('/keys'))).toHaveLength(1);
});

test('its wrangler.jsonc names what the code reads', async () => {
  const configuration = await readFile(inProject('examples', 'hono', 'wrangler.jsonc'), 'utf8');
  for (const name of ['JWKS', 'ISSUER', 'AUDIENCE']) expect(configuration).toContain(`"${name}"`);
});
