// What the build of the page adds to Vite's: the second document, the engine inside a script, the service
// worker, the headers.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { headersFile } from '../response-headers.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = path.join(ROOT, 'index.html');
export const OFFLINE_PAGE = path.join(ROOT, 'offline.html');
const ENGINE_TEXT = 'virtual:engine-base64';
const WORKER = path.join(import.meta.dirname, 'service-worker.js');

/** What the second document says and loads instead. */
const OFFLINE_CHANGES = [
  ['/src/main.ts', '/src/offline.ts'],
  [
    'Everything happens in this tab. Nothing leaves it, and nothing is fetched until you click a button that shows the\n            address.',
    'The offline page: the browser itself forbids it every request, by its policy connect-src ‘none’. Keys are pasted.',
  ],
];

/** `/offline`: the same document with another script, so that the two cannot drift apart. */
export const offlineDocument = {
  name: 'claimgate:offline-document',
  enforce: 'pre',
  resolveId: (id) => (id === OFFLINE_PAGE ? id : null),
  async load(id) {
    if (id !== OFFLINE_PAGE) return null;
    this.addWatchFile(PAGE);
    return OFFLINE_CHANGES.reduce(
      (html, [from, to]) => {
        if (!html.includes(from)) this.error(`index.html no longer has: ${from}`);
        return html.replace(from, to);
      },
      await readFile(PAGE, 'utf8'),
    );
  },
};

/** The engine's module as text, compressed: where nothing may be fetched, not even from the own origin. */
export const engineInScript = {
  name: 'claimgate:engine-in-script',
  resolveId: (id) => (id === ENGINE_TEXT ? `\0${ENGINE_TEXT}` : null),
  async load(id) {
    if (id !== `\0${ENGINE_TEXT}`) return null;
    const file = createRequire(import.meta.url).resolve('claimgate/full.wasm');
    this.addWatchFile(file);
    const packed = gzipSync(await readFile(file), { level: 9 }).toString('base64');
    return `export default ${JSON.stringify(packed)};`;
  },
};

/** Writes the service worker with the names of all files, and a name of its cache that changes with them. */
export const serviceWorker = {
  name: 'claimgate:service-worker',
  apply: 'build',
  enforce: 'post',
  async generateBundle(_, bundle) {
    const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
    const files = [
      '/',
      '/offline',
      '/favicon.svg',
      '/claimgate.webmanifest',
      ...assets.sort().map((name) => `/${name}`),
    ];
    const template = await readFile(WORKER, 'utf8');
    const version = createHash('sha256').update(files.join('\n')).update(template).digest('hex').slice(0, 16);
    this.emitFile({
      type: 'asset',
      fileName: 'service-worker.js',
      source: template
        .replace("'VERSION'", JSON.stringify(version))
        .replace('[/* FILES */]', JSON.stringify(files)),
    });
  },
};

/**
 * Writes `_headers`, which Workers' static assets apply to every answer.
 *
 * @param {readonly string[]} origins
 */
export function responseHeaders(origins) {
  return {
    name: 'claimgate:headers',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile(origins) });
    },
  };
}
