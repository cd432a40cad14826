// Serves a built page as Workers' static assets do: the files, with the headers that its `_headers` file
// gives.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * @param {string} folder the built page
 * @returns {Promise<{ origin: string, headers: Record<string, string>, close: () => Promise<void> }>}
 */
export async function servePage(folder) {
  const headers = readHeaders(await readFile(path.join(folder, '_headers'), 'utf8'));
  return listen(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = path.join(folder, path.normalize(pathname === '/' ? '/index.html' : pathname));
    const body = await readFile(file).catch(() => undefined);
    const type = TYPES[path.extname(file)];
    if (body === undefined || type === undefined) {
      response.writeHead(404, headers).end();
    } else {
      response.writeHead(200, { ...headers, 'Content-Type': type }).end(body);
    }
  }).then((server) => ({ ...server, headers }));
}

/**
 * Starts a server on a free loopback port.
 *
 * @param {import('node:http').RequestListener} answer
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function listen(answer) {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** The headers for every path. Rules for single paths would need more than this, so they are refused. */
function readHeaders(text) {
  const [rule, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  if (rule !== '/*' || lines.some((line) => !line.startsWith('  ')))
    throw new Error(`_headers is not one rule for /*: ${text}`);
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s+([\w-]+):\s*(.*)$/.exec(line);
      return [name, value];
    }),
  );
}
