// The JavaScript tests: one suite that runs in Node, in workerd and in Chromium, and the tests of one host
// each.
//
//   tests/js/suite/**/*.test.*       in all three
//   tests/js/**/*.workerd.test.*     in workerd only
//   tests/js/**/*.browser.test.*     in Chromium only
//   tests/js/**/*.modern.test.*      in the project's own Node only
//   tests/js/** (all others)         in Node only
//   tests/readme/**                  in Node: the README's snippets, each in its host
//   tests/www/**                     in Node, driving Chromium: the page

import { defineConfig } from 'vitest/config';

import { CHROMIUM_ARGUMENTS, findChromium } from './scripts/lib/chromium.mjs';
import { vectorsPlugin } from './tests/js/vectors-plugin.mjs';

const EVERYWHERE = 'tests/js/suite/**/*.test.{ts,mjs}';
const WORKERD_ONLY = 'tests/js/**/*.workerd.test.{ts,mjs}';
/** Needs the project's own Node: workerd's tools do not load in an older one. */
const MODERN_ONLY = 'tests/js/**/*.modern.test.{ts,mjs}';
const BROWSER_ONLY = 'tests/js/**/*.browser.test.{ts,mjs}';

// A run in a Node that is too old for workerd's tools asks for the project `node` alone, and gets no other.
const onlyNode = process.env.CLAIMGATE_TEST_HOSTS === 'node';

/** Milliseconds. Making RSA keys of 4096 bits takes seconds on a slow machine; a test that hangs is still found. */
const PATIENCE = { testTimeout: 30_000, hookTimeout: 60_000 };

/** The date whose runtime behaviour the tests see; the example Worker has the same one. */
const COMPATIBILITY_DATE = '2026-11-01';

const node = {
  plugins: [vectorsPlugin()],
  test: {
    ...PATIENCE,
    name: 'node',
    include: ['tests/js/**/*.test.{ts,mjs}'],
    exclude: [WORKERD_ONLY, BROWSER_ONLY, ...(onlyNode ? [MODERN_ONLY] : [])],
    // The package runs as Node loads it, not as Vite transforms it.
    server: { deps: { external: [/\/pkg\/dist\//] } },
  },
};

const page = {
  test: { ...PATIENCE, name: 'www', include: ['tests/www/**/*.test.{ts,mjs}'] },
};

const readme = {
  test: { name: 'readme', include: ['tests/readme/**/*.test.mjs'], testTimeout: 60_000, hookTimeout: 60_000 },
};

/** An OpenID provider behind a service binding: two documents, and a key that signed nothing. */
function answerAsProvider({ url }) {
  const { origin, pathname } = new URL(url);
  const isKeys = pathname === '/keys';
  const n = `x${'A'.repeat(340)}Q`;
  const answer = isKeys
    ? { keys: [{ kty: 'RSA', kid: 'of-the-service', use: 'sig', e: 'AQAB', n }] }
    : { issuer: origin, jwks_uri: `${origin}/keys` };
  return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
}

async function workerd() {
  // Imported here, because it does not load in the oldest Node that the package supports.
  const { cloudflareTest } = await import('@cloudflare/vitest-plugin');
  const miniflare = {
    compatibilityDate: COMPATIBILITY_DATE,
    kvNamespaces: ['JWKS'],
    serviceBindings: { IDP: answerAsProvider },
    analyticsEngineDatasets: { EVENTS: { dataset: 'events' } },
    // As wrangler does by default: an imported .wasm file is a compiled module.
    modulesRules: [{ type: /** @type {const} */ ('CompiledWasm'), include: ['**/*.wasm'] }],
  };
  return {
    plugins: [cloudflareTest({ miniflare }), vectorsPlugin()],
    test: { ...PATIENCE, name: 'workerd', include: [EVERYWHERE, WORKERD_ONLY] },
  };
}

/** @returns {Promise<import('vitest/config').TestProjectInlineConfiguration>} */
async function chromium() {
  const { playwright } = await import('@vitest/browser-playwright');
  const { browser } = await findChromium();
  return {
    plugins: [vectorsPlugin()],
    test: {
      ...PATIENCE,
      name: 'chromium',
      include: [EVERYWHERE, BROWSER_ONLY],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: browser, args: CHROMIUM_ARGUMENTS } }),
        instances: [{ browser: 'chromium' }],
        api: { host: '127.0.0.1' },
      },
    },
  };
}

export default defineConfig(async () => {
  const projects = onlyNode ? [node] : [node, page, readme, await workerd(), await chromium()];
  return { test: { projects } };
});
