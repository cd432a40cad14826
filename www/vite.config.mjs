// How the page is built, and the headers that it is served with.

import path from 'node:path';

import { defineConfig } from 'vite';

import {
  engineInScript,
  OFFLINE_PAGE,
  offlineDocument,
  responseHeaders,
  serviceWorker,
} from './build/plugins.mjs';
import { singleFile } from './build/single-file.mjs';
import { connectOrigins } from './response-headers.mjs';

const origins = connectOrigins(process.env.CLAIMGATE_CONNECT_SRC);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [offlineDocument, engineInScript, serviceWorker, responseHeaders(origins), singleFile],
  // The page says beforehand which addresses its own policy lets it fetch.
  define: { __CONNECT_ORIGINS__: JSON.stringify(origins) },
  build: {
    rollupOptions: {
      input: { index: path.join(import.meta.dirname, 'index.html'), offline: OFFLINE_PAGE },
    },
    // Inlined as a data: URL the module would need connect-src data:.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
    // The oldest that know light-dark(); for older ones it would be compiled into something twice as long.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
});
