// What a request of a client waits for, on a real workerd, timed from outside: a token on a warm isolate, and
// the first token of a cold one, with keys in KV and with keys at a provider that takes its time. A cold isolate
// has no keys and has run nothing yet; the load of the modules is part of the start (see `startup`). Beside each
// cold kind stands a bare Worker that takes the same steps without a token: what the runtime needs by itself.

import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';

import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

import { inProject } from '../../scripts/lib/paths.mjs';
import { workerModules } from '../../scripts/lib/worker-bundle.mjs';
import { AUDIENCE, ISSUER, makeFixture } from '../lib/fixture.mjs';
import { summary } from '../lib/measure.mjs';
import { print, QUICK } from '../lib/program.mjs';

/** Milliseconds after which the provider answers. */
const DELAYS = [20, 50, 200];
/** Cold isolates of a kind: each can be measured once. */
const COLD = QUICK ? 3 : 11;
const WARM = QUICK ? 50 : 1000;

const { jwk, tokens } = await makeFixture({ tokens: QUICK ? 16 : 256 });
const origin = await startOrigin();
const runtime = new Miniflare(await runtimeOptions());
try {
  await runtime.ready;
  // Of a request that needs no token: what the way to an isolate and back costs.
  const way = await samples(WARM, () => timed('IDLE', undefined));
  await samples(WARM, () => timed('FILLER', tokens[0]));
  const warm = {
    'cached verdict': await samples(WARM, () => timed('FILLER', tokens[0])),
    'keys in memory, a new token each time': await unseen('FILLER'),
  };
  const cold = [
    await compared(way, 'keys in KV', 0, 'KV'),
    ...(await inOrder(DELAYS, (delay) => compared(way, `keys at a provider, ${delay} ms`, delay, `NET${delay}X`))),
  ];
  print({
    way: summary(way),
    requests: origin.requests(),
    results: [...Object.entries(warm).map(([name, list]) => result(name, list, way, 0)), ...cold],
  });
} finally {
  origin.stop();
  await runtime.dispose();
}

/** Microseconds, as everywhere. `overhead` is what is neither the provider's delay nor the way of a request. */
function result(name, list, way, delay) {
  const { microseconds, low, high } = summary(list);
  return { name, delay, microseconds, low, high, overhead: microseconds - delay * 1000 - summary(way).microseconds };
}

/** The first requests of cold isolates, each in turn with one of a bare Worker. */
async function compared(way, name, delay, prefix) {
  const [list, bare] = [[], []];
  for (let index = 0; index < COLD; index += 1) {
    list.push(await timed(`${prefix}${index}`, tokens[0]));
    bare.push(await timed(`BARE${prefix}${index}`, tokens[0]));
  }
  return { ...result(name, list, way, delay), bare: summary(bare).microseconds };
}

function samples(count, action) {
  return inOrder(Array.from({ length: count }, (_, index) => index), action);
}

async function inOrder(items, action) {
  const list = [];
  for (const item of items) list.push(await action(item));
  return list;
}

/** Tokens that the isolate has not seen: it checks the signature of each. */
function unseen(isolate) {
  return samples(tokens.length - 1, (index) => timed(isolate, tokens[index + 1]));
}

/** The microseconds of one request. */
async function timed(isolate, token) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const start = performance.now();
  const response = await runtime.dispatchFetch(`http://front.example/${isolate}`, { headers });
  const text = await response.text();
  const elapsed = (performance.now() - start) * 1000;
  if (response.status !== (token === undefined ? 401 : 200)) throw new Error(`${isolate}: ${response.status} ${text}`);
  return elapsed;
}

async function startOrigin() {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    }, Number(request.url.slice(1)));
  });
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: (delay) => `http://127.0.0.1:${port}/${delay}`,
    requests: () => count,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function runtimeOptions() {
  const folder = inProject('target', 'bench', 'latency');
  const modules = await workerModules(inProject('simulation', 'chaos', 'worker.mjs'), folder);
  const frontFolder = inProject('target', 'bench', 'latency-front');
  const front = await workerModules(inProject('simulation', 'chaos', 'front.mjs'), frontFolder);
  const bareFolder = inProject('target', 'bench', 'latency-bare');
  const bare = await workerModules(inProject('bench', 'worker', 'bare.mjs'), bareFolder);
  const isolates = isolateList();
  return convertV4MiniflareOptions({
    workers: [
      {
        name: 'front',
        modules: front,
        modulesRoot: frontFolder,
        compatibilityDate: '2026-06-01',
        serviceBindings: Object.fromEntries(isolates.map(({ name }) => [`ISOLATE${name}`, name])),
      },
      ...isolates.map(({ name, namespace, delay }) => ({
        name,
        ...(name.startsWith('BARE') ? { modules: bare, modulesRoot: bareFolder } : { modules, modulesRoot: folder }),
        compatibilityDate: '2026-06-01',
        kvNamespaces: { JWKS: namespace },
        bindings: { ISSUER, AUDIENCE, CACHE: {}, ...(delay === undefined ? {} : { JWKS_URL: origin.address(delay) }) },
      })),
    ],
  });
}

function isolateList() {
  const numbers = Array.from({ length: COLD }, (_, index) => index);
  return [
    isolate('IDLE', 'idle', 0),
    isolate('FILLER', 'filled', 0),
    ...numbers.flatMap((index) => [isolate(`KV${index}`, 'filled', 0), isolate(`BAREKV${index}`, 'filled')]),
    // A namespace of its own each: it is read, has nothing, and is written.
    ...DELAYS.flatMap((delay) =>
      numbers
        .flatMap((index) => [`NET${delay}X${index}`, `BARENET${delay}X${index}`])
        .map((name) => isolate(name, `empty-${name}`, delay)),
    ),
  ];
}

/** @param delay of the provider, in milliseconds; none for a Worker that asks no provider */
function isolate(name, namespace, delay = undefined) {
  return { name, namespace, delay };
}
