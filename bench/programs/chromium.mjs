// The same tokens in a real Chromium (`--browser=` and its path). Its clock is coarse, so a batch is long; the page
// measures itself.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';
import { chromium } from 'playwright';

import { CHROMIUM_ARGUMENTS } from '../../scripts/lib/chromium.mjs';
import { inProject, ROOT } from '../../scripts/lib/paths.mjs';
import { AUDIENCE, CLOCK_TOLERANCE, ISSUER, makeFixture } from '../lib/fixture.mjs';
import { summary } from '../lib/measure.mjs';
import { print, QUICK, scaled } from '../lib/program.mjs';

const ROUNDS = scaled(61);
const WARM_UP_ROUNDS = QUICK ? 1 : 12;

/** The calls of a batch: tens of milliseconds, for a clock of a tenth of one. */
const CALLS = {
  'claimgate, cold': 512,
  'claimgate, cached': 20_000,
  jose: 512,
  'crypto.subtle.verify alone': 512,
};

const script = await bundledPage();
// WebCrypto wants a secure context, which loopback is and a blank page is not.
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { values } = parseArgs({ options: { browser: { type: 'string' }, quick: { type: 'boolean' } } });
const browser = await chromium.launch({ executablePath: values.browser, args: CHROMIUM_ARGUMENTS });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.bench !== undefined);
  const { jwk, tokens, tampered } = await makeFixture();
  const policy = { issuer: ISSUER, audience: AUDIENCE, clockTolerance: CLOCK_TOLERANCE };
  const kernel = await page.evaluate((fixture) => globalThis.bench.setUp(fixture), {
    jwk,
    tokens,
    tampered,
    ...policy,
  });
  for (const name of Object.keys(CALLS)) {
    const accepted = await page.evaluate((contender) => globalThis.bench.acceptsTampered(contender), name);
    if (accepted) throw new Error(`${name} accepts what it must refuse`);
  }
  const samples = await interleaved(page);
  print({
    version: browser.version(),
    kernel,
    calls: CALLS,
    results: Object.keys(CALLS).map((name) => ({ name, ...summary(samples.get(name)) })),
  });
} finally {
  await browser.close();
  server.close();
}

async function interleaved(page) {
  const names = Object.keys(CALLS);
  const samples = new Map(names.map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + WARM_UP_ROUNDS) % names.length];
      const batch = { name, calls: CALLS[name] };
      const sample = await page.evaluate((wanted) => globalThis.bench.time(wanted.name, wanted.calls), batch);
      if (round >= 0) samples.get(name).push(sample);
    }
  }
  return samples;
}

async function bundledPage() {
  const { outputFiles } = await build({
    entryPoints: [inProject('bench', 'browser', 'page.mjs')],
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    write: false,
  });
  return outputFiles[0].text;
}
