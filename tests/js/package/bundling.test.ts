/** The package through a bundler, with the conditions that it sets for each host. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'claimgate-bundle-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SCRIPT = `
  import { decode, engine } from 'claimgate';
  import { withAuth } from 'claimgate/workers';
  const answer = await withAuth({ issuer: 'i', audience: 'a', jwks: { keys: [] } }, () => new Response())(
    new Request('https://api.example'), {}, { waitUntil() {} });
  console.log(engine().build, decode('').faults[0].code, answer.status);`;

async function bundle(options: BuildOptions, script = SCRIPT) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  const inputs = Object.keys(metafile?.inputs ?? {}).filter((name) => name.includes('entry.'));
  return { text: outputFiles?.[0]?.text ?? '', entries: inputs.map((name) => path.basename(name)) };
}

test('for a browser: one file that runs', async () => {
  const { text, entries } = await bundle({ platform: 'browser' });
  expect(entries).toEqual(['entry.inline.js']);
  const file = path.join(folder, 'browser.mjs');
  writeFileSync(file, text);
  expect(execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim()).toBe(
    'edge ERR_TOKEN_EMPTY 401',
  );
});

test('for a Worker: the module stays a file of its own', async () => {
  const { text, entries } = await bundle({
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
  });
  expect(entries).toEqual(['entry.workerd.js']);
  expect(text).toMatch(/import \w+ from "[^"]*core_bg\.wasm"/);
});

test('for a Worker: the loader of the glue, which only fetches, stays out', async () => {
  const { text } = await bundle({
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
  });
  expect(text).toContain('initSync');
  expect(text).not.toContain('instantiateStreaming');
});

test('for the edge runtime of Vercel: modules that the host compiles', async () => {
  const { text, entries } = await bundle({
    conditions: ['edge-light', 'worker', 'browser'],
    external: ['*.wasm?module'],
  });
  expect(entries).toEqual(['entry.edge-light.js']);
  expect(text).toMatch(/import \w+ from "[^"]*core_bg\.wasm\?module"/);
  expect(text).toMatch(/import \w+ from "[^"]*kernel-simd128\.wasm\?module"/);
  expect(text).not.toContain('kernel-relaxed-simd');
});

test('claimgate/errors brings no engine along', async () => {
  const script = "import { ClaimgateError } from 'claimgate/errors'; console.log(ClaimgateError.name);";
  const { text, entries } = await bundle({ platform: 'browser' }, script);
  expect(entries).toEqual([]);
  expect(text.length).toBeLessThan(20_000);
});
