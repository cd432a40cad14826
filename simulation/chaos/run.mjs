// Isolates of a real workerd that share one KV namespace, a provider that breaks, clients that never stop.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

import { inProject } from '../../scripts/lib/paths.mjs';
import { workerModules } from '../../scripts/lib/worker-bundle.mjs';
import { seededRandom } from '../random.mjs';
import { startOrigin } from './origin.mjs';
import { AUDIENCE, ISSUER, makeTokens } from './tokens.mjs';

/** How the isolates keep keys: short enough that everything happens many times in a run. Seconds. */
const CACHE = { freshFor: 2, cooldown: 1, storeCheck: 1, maxStale: 300, retainMissing: 300, timeout: 1000 };

/**
 * After a key was first served, the longest time in milliseconds in which an isolate may not know it yet: a
 * cooldown, an attempt of its own that hangs, one that it waits for, and a moment for a slow machine.
 */
const GRACE = CACHE.cooldown * 1000 + 2 * CACHE.timeout + 1000;

const COMPATIBILITY_DATE = '2026-11-01';
const KIDS = ['first', 'second', 'third'];

/** What happens when, as shares of the requests. */
const ROTATIONS = [1 / 3, 2 / 3];
const DOWN = [0.42, 0.58];
const RESTART = 0.5;

/**
 * @param {object} options
 * @param {number} options.requests
 * @param {number} options.concurrency
 * @param {number} options.isolates
 * @param {number} options.seconds how long it takes at least
 * @param {number} options.seed
 */
export async function runChaos({ requests, concurrency, isolates, seconds, seed }) {
  const random = seededRandom(seed);
  const tokens = await makeTokens(KIDS);
  const progress = { sent: 0 };
  const rotated = () => ROTATIONS.filter((share) => progress.sent >= share * requests).length;
  const origin = await startOrigin({
    random: seededRandom(seed + 1),
    faultRate: 0.3,
    flapRate: 0.25,
    // The current key and the one before it.
    published: () => tokens.jwks.slice(Math.max(0, rotated() - 1), rotated() + 1),
  });
  // What KV holds must outlive a restart of the runtime.
  const kvFolder = await mkdtemp(path.join(tmpdir(), 'claimgate-chaos-'));
  const options = await workerOptions(isolates, origin.url, kvFolder);
  const runtime = new Miniflare(options);
  try {
    await runtime.ready;
    const startedAt = Date.now();
    const log = [];
    const gate = createGate();
    const client = async () => {
      for (;;) {
        await gate.opened();
        const number = progress.sent;
        if (number >= requests) return;
        progress.sent += 1;
        origin.state.isUp = number < DOWN[0] * requests || number >= DOWN[1] * requests;
        if (number === Math.floor(RESTART * requests)) gate.close();
        const kind = random() < 0.25 ? await tokens.forge(random) : goodToken(tokens, rotated(), random);
        const isolate = Math.floor(random() * isolates);
        gate.enter();
        const sentAt = Date.now();
        const answer = await ask(runtime, isolate, kind.token);
        log.push({ ...kind, isolate, sentAt, took: Date.now() - sentAt, ...answer });
        gate.leave();
        const due = startedAt + ((number + 1) / requests) * seconds * 1000;
        await new Promise((resolve) => void setTimeout(resolve, Math.max(0, due - Date.now())));
      }
    };
    // All isolates lose their memory while the provider is down: KV is all they have.
    const restart = gate.closedAndEmpty().then(async () => {
      await runtime.setOptions(options);
      gate.open();
    });
    await Promise.all([restart, ...Array.from({ length: concurrency }, client)]);
    const elapsed = (Date.now() - startedAt) / 1000;
    return judge({ log, origin, elapsed, isolates });
  } finally {
    origin.stop();
    await runtime.dispose();
    await rm(kvFolder, { recursive: true, force: true });
  }
}

async function workerOptions(isolates, url, kvFolder) {
  const worker = inProject('target', 'chaos', 'worker');
  const front = inProject('target', 'chaos', 'front');
  const modules = await workerModules(inProject('simulation', 'chaos', 'worker.mjs'), worker);
  const names = Array.from({ length: isolates }, (_, index) => `isolate-${index}`);
  return convertV4MiniflareOptions({
    kvPersist: kvFolder,
    workers: [
      {
        name: 'front',
        modules: await workerModules(inProject('simulation', 'chaos', 'front.mjs'), front),
        modulesRoot: front,
        compatibilityDate: COMPATIBILITY_DATE,
        serviceBindings: Object.fromEntries(names.map((name, index) => [`ISOLATE${index}`, name])),
      },
      ...names.map((name) => ({
        name,
        modules,
        modulesRoot: worker,
        compatibilityDate: COMPATIBILITY_DATE,
        // The same id: the same namespace.
        kvNamespaces: { JWKS: 'shared' },
        bindings: { ISSUER, AUDIENCE, JWKS_URL: url, CACHE },
      })),
    ],
  });
}

/** Mostly of the newest key, sometimes of the one before it. */
function goodToken({ good }, rotated, random) {
  const kid = KIDS[rotated > 0 && random() < 0.25 ? rotated - 1 : rotated];
  const list = good.get(kid);
  return { kind: 'good', kid, token: list[Math.floor(random() * list.length)] };
}

async function ask(runtime, isolate, token) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await runtime.dispatchFetch(`http://front.example/${isolate}`, { headers });
  const { code } = /** @type {{ code?: string }} */ (await response.json());
  return { status: response.status, code };
}

/** Holds clients back while the runtime restarts. */
function createGate() {
  let opening = Promise.resolve();
  let open = () => {};
  let inside = 0;
  let isClosed = false;
  return {
    opened: () => opening,
    enter: () => (inside += 1),
    leave: () => (inside -= 1),
    close: () => {
      isClosed = true;
      opening = new Promise((resolve) => {
        open = () => resolve(undefined);
      });
    },
    open: () => open(),
    closedAndEmpty: async () => {
      while (!isClosed || inside > 0) await new Promise((resolve) => void setTimeout(resolve, 10));
    },
  };
}

/** What was promised, and what came of it. */
function judge({ log, origin, elapsed, isolates }) {
  const good = log.filter(({ kind }) => kind === 'good');
  const forged = log.filter(({ kind }) => kind !== 'good');
  const refused = good.filter(({ status }) => status !== 200);
  const sinceServed = ({ kid, sentAt }) => sentAt - (origin.served.get(kid)?.first ?? Infinity);
  const isWithinMaxStale = ({ kid, sentAt }) => sentAt - (origin.served.get(kid)?.last ?? -Infinity) < CACHE.maxStale * 1000;
  const wrongly = refused.filter((entry) => sinceServed(entry) > GRACE && isWithinMaxStale(entry));
  const accepted = forged.filter(({ status }) => status === 200);
  const strange = log.filter(({ status }) => ![200, 401, 503].includes(status));
  const mostFetches = isolates * (Math.ceil(elapsed / CACHE.cooldown) + 2);
  const took = log.map((entry) => entry.took).sort((one, other) => one - other);
  const codes = refused.map(({ status, code }) => `${status} ${code}`);
  return {
    elapsed,
    good: good.length,
    forged: forged.length,
    forgedKinds: new Set(forged.map(({ kind }) => kind)).size,
    refusedEarly: refused.length - wrongly.length,
    refusedEarlyCodes: [...new Set(codes)],
    longestEarly: Math.max(0, ...refused.map(sinceServed).filter(Number.isFinite)),
    grace: GRACE,
    wrongly: wrongly.map(({ kid, isolate, status, code, ...entry }) => ({ kid, isolate, status, code, after: sinceServed({ kid, ...entry }) })),
    accepted,
    strange,
    took: { median: took[Math.floor(took.length / 2)], most: took.at(-1) },
    fetches: origin.state.requests,
    mostFetches,
    answers: origin.state.faults,
    passed:
      wrongly.length + accepted.length + strange.length === 0 &&
      origin.state.requests <= mostFetches &&
      KIDS.every((kid) => origin.served.has(kid)),
  };
}
