// What a request of a client waits for, on a real workerd, timed from outside: a token on a warm isolate, and
// the first token of a cold one, with keys in KV and with keys at a provider that takes its time. A cold isolate
// has no keys and has run nothing yet; the load of the modules is part of the start (see `startup`).

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
  const cold = { 'keys in KV': await once((index) => timed(`KV${index}`, tokens[0])) };
  for (const delay of DELAYS) {
    cold[`keys at a provider, ${delay} ms`] = await once((index) => timed(`NET${delay}X${index}`, tokens[0]));
  }
  print({
    way: summary(way),
    requests: origin.requests(),
    results: [
      ...Object.entries(warm).map(([name, list]) => result(name, list, way, 0)),
      ...Object.entries(cold).map(([name, list]) => result(name, list, way, delayOf(name))),
    ],
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

function delayOf(name) {
  return DELAYS.find((delay) => name.endsWith(`, ${delay} ms`)) ?? 0;
}

async function samples(count, action) {
  const list = [];
  for (let index = 0; index < count; index += 1) list.push(await action(index));
  return list;
}

function once(action) {
  return samples(COLD, action);
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
  const numbers = Array.from({ length: COLD }, (_, index) => index);
  const isolates = [
    isolate('IDLE', 'idle', 0),
    isolate('FILLER', 'filled', 0),
    ...numbers.map((index) => isolate(`KV${index}`, 'filled', 0)),
    // A namespace of its own each: it is read, has nothing, and is written.
    ...DELAYS.flatMap((delay) =>
      numbers.map((index) => isolate(`NET${delay}X${index}`, `empty-${delay}-${index}`, delay)),
    ),
  ];
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
        modules,
        modulesRoot: folder,
        compatibilityDate: '2026-06-01',
        kvNamespaces: { JWKS: namespace },
        bindings: { ISSUER, AUDIENCE, JWKS_URL: origin.address(delay), CACHE: {} },
      })),
    ],
  });
}

function isolate(name, namespace, delay) {
  return { name, namespace, delay };
}
