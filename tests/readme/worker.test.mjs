// The README's Worker snippet on a real workerd with a KV namespace; only the network outside is replaced.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { inProject } from '../../scripts/lib/paths.mjs';
import { makeProvider, tampered } from './provider.mjs';
import { snippet } from './snippets.mjs';

const folder = inProject('target', 'readme', 'worker');
let provider;
let worker;

beforeAll(async () => {
  provider = await makeProvider();
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'worker.js'), snippet('worker'));
  await build({
    entryPoints: [path.join(folder, 'worker.js')],
    outdir: path.join(folder, 'dist'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    loader: { '.wasm': 'copy' },
  });
  const options = {
    modules: await modules(path.join(folder, 'dist')),
    compatibilityDate: '2026-06-01',
    kvNamespaces: ['JWKS'],
    outboundService: (request) => provider.answer(request.url),
  };
  worker = new Miniflare(convertV4MiniflareOptions(options));
  await worker.ready;
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

async function modules(dist) {
  const names = await readdir(dist);
  const main = 'worker.js';
  return Promise.all(
    [main, ...names.filter((name) => name !== main)].map(async (name) => ({
      type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
      path: path.join(dist, name),
      contents: await readFile(path.join(dist, name)),
    })),
  );
}
