// How much the page weighs.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startBrowser } from './browser.mjs';

const KIB = 1024;
/** Bytes that the page's own files may have together, compressed by gzip: documents, styles and scripts. */
const OWN_BUDGET = 55 * KIB;
/**
 * The same with the engine, which has by far the most of it; see docs/decisions/0062-what-the-page-weighs.md for
 * the goal of 250.
 */
const BUDGET = 275 * KIB;
/** The engine as a file, or as the script that has it inside. */
const ENGINE = /_bg-|\/offline-/;

let site;

beforeAll(async () => {
  site = await startBrowser();
});
afterAll(async () => {
  await site?.close();
});

describe('the weight of the page', () => {
  test.each(['/', '/offline'])('%s with all that it loads stays within its budget', async (address) => {
    const { page, requests, close } = await site.open({ path: address });
    const loaded = new Set(requests.map((request) => new URL(request.url()).pathname));
    const files = await Promise.all([...loaded].map((pathname) => weigh(pathname)));
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const own = files
      .filter(({ pathname }) => !ENGINE.test(pathname))
      .reduce((sum, { size }) => sum + size, 0);
    const brotli = files.reduce((sum, file) => sum + file.brotli, 0);
    const list = files.map(({ pathname, size }) => `${pathname} ${(size / KIB).toFixed(1)}`);
    const interactive = await page.evaluate(
      () => performance.getEntriesByType('navigation')[0].domInteractive,
    );
    process.stdout.write(
      `weight of ${address}: ${(total / KIB).toFixed(1)} of ${BUDGET / KIB} KiB by gzip, ` +
        `${(brotli / KIB).toFixed(1)} by brotli (${list.join(', ')}); ` +
        `interactive after ${Math.round(interactive)} ms\n`,
    );
    expect(loaded.size).toBeGreaterThan(3);
    expect(own).toBeLessThanOrEqual(OWN_BUDGET);
    expect(total).toBeLessThanOrEqual(BUDGET);
    await close();
  });
});

async function weigh(pathname) {
  const name = { '/': 'index.html', '/offline': 'offline.html' }[pathname] ?? pathname;
  const content = await readFile(path.join(site.folder, name));
  return {
    pathname,
    size: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content).length,
  };
}

test('every file of the build is one that the budget has seen, or belongs to the service worker', async () => {
  const files = await readdir(site.folder, { recursive: true });
  const known =
    /^(_headers|assets|(index|offline|claimgate-debugger)\.html|service-worker\.js|claimgate\.webmanifest|favicon\.svg|assets[\\/](index|start|offline|\w+_bg)-[\w-]{8}\.\w+)$/;
  expect(files.filter((file) => !known.test(file))).toEqual([]);
});
