// The README's Worker snippet on a real workerd with a KV namespace; only the network outside is replaced.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { inProject } from '../../scripts/lib/paths.mjs';
import { makeProvider, tampered } from './provider.mjs';
import { snippet } from './snippets.mjs';
import { startBundledWorker } from './workerd.mjs';

const folder = inProject('target', 'readme', 'worker');
let provider;
let worker;

beforeAll(async () => {
  provider = await makeProvider();
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'worker.js'), snippet('worker'));
  worker = await startBundledWorker(path.join(folder, 'worker.js'), {
    outboundService: (request) => provider.answer(request.url),
  });
});

afterAll(() => worker?.dispose());

test('the Worker snippet answers as the README says', async () => {
  const token = await provider.token({ roles: ['orders.reader'] });
  expect(await ask('GET', token)).toEqual([200, { subject: 'user-1', roles: ['orders.reader'] }]);
  expect(await ask('GET')).toEqual([401, expect.objectContaining({ code: 'ERR_TOKEN_EMPTY' })]);
  const refused = expect.objectContaining({ code: 'ERR_SIGNATURE_INVALID' });
  expect(await ask('GET', tampered(token))).toEqual([401, refused]);
  expect(await ask('POST', token)).toEqual([403, expect.objectContaining({ code: 'ERR_ROLE_INSUFFICIENT' })]);
  expect((await ask('POST', await provider.token({ roles: ['orders.admin'] })))[0]).toBe(200);
});

test('the keys were fetched once and are in KV', async () => {
  expect(provider.requests.filter((url) => url.endsWith('/keys'))).toHaveLength(1);
  const { keys } = await (await worker.getKVNamespace('JWKS')).list();
  expect(keys).toHaveLength(1);
});

async function ask(method, token) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await worker.dispatchFetch('https://api.example/orders', { method, headers });
  return [response.status, await response.json()];
}
