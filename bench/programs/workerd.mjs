// The same tokens on a real workerd, timed from outside: the time of a request, its own cost included,
// divided by its calls.

import { performance } from 'node:perf_hooks';

import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

import { inProject } from '../../scripts/lib/paths.mjs';
import { workerModules } from '../../scripts/lib/worker-bundle.mjs';
import { AUDIENCE, CLOCK_TOLERANCE, ISSUER, makeFixture } from '../lib/fixture.mjs';
import { summary } from '../lib/measure.mjs';
import { print, QUICK, scaled } from '../lib/program.mjs';

const ROUNDS = scaled(41);
const WARM_UP_ROUNDS = QUICK ? 1 : 8;

/** The calls of a request: enough that the request itself (`nothing`) is a small share of its time. */
const CALLS = {
  nothing: 1,
  'claimgate, cold': 1000,
  'claimgate, cached': 20_000,
  jose: 1000,
  'crypto.subtle.verify alone': 1000,
};

const FOLDER = inProject('target', 'bench', 'worker');

const worker = new Miniflare(
  convertV4MiniflareOptions({
    modules: await workerModules(inProject('bench', 'worker', 'worker.mjs'), FOLDER),
    modulesRoot: FOLDER,
    compatibilityDate: '2026-06-01',
  }),
);
try {
  await worker.ready;
  const { jwk, tokens, tampered } = await makeFixture();
  const policy = { issuer: ISSUER, audience: AUDIENCE, clockTolerance: CLOCK_TOLERANCE };
  const setUp = { jwk, tokens, tampered, ...policy };
  const { kernel } = await ask({ setUp });
  for (const contender of Object.keys(CALLS)) await checkVerdicts(contender);
  const samples = await interleaved();
  print({
    kernel,
    calls: CALLS,
    results: Object.keys(CALLS).map((name) => ({ name, ...summary(samples.get(name)) })),
  });
} finally {
  await worker.dispose();
}

async function interleaved() {
  const names = Object.keys(CALLS);
  const samples = new Map(names.map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const contender = names[(turn + round + WARM_UP_ROUNDS) % names.length];
      const calls = CALLS[contender];
      await ask({ copies: contender === 'claimgate, cached' ? calls : 0 });
      const start = performance.now();
      const { accepted } = await ask({ contender, calls });
      const elapsed = performance.now() - start;
      if (!accepted) throw new Error(`${contender} refused a good token`);
      if (round >= 0) samples.get(contender).push((elapsed * 1000) / calls);
    }
  }
  return samples;
}

async function checkVerdicts(contender) {
  if (contender === 'nothing') return;
  const { accepted } = await ask({ contender, calls: 1, tampered: true });
  if (accepted) throw new Error(`${contender} accepts what it must refuse`);
}

async function ask(question) {
  const response = await worker.dispatchFetch('https://bench.example/', {
    method: 'POST',
    body: JSON.stringify(question),
  });
  return response.json();
}
