// How the page is built, and the headers that it is served with.

import { defineConfig } from 'vite';

import { connectOrigins, headersFile } from './response-headers.mjs';

const origins = connectOrigins(process.env.CLAIMGATE_CONNECT_SRC);

/** Writes `_headers`, which Workers' static assets apply to every answer. */
const writeHeaders = {
  name: 'claimgate:headers',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile(origins) });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [writeHeaders],
  // The page says beforehand which addresses its own policy lets it fetch.
  define: { __CONNECT_ORIGINS__: JSON.stringify(origins) },
  build: {
    // Inlined as a data: URL the module would need connect-src data:.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
    // The oldest that know light-dark(); for older ones it would be compiled into something twice as long.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
});
