// Serves a built page as Workers' static assets do: the files, with the headers that its `_headers` file gives,
// and documents under their names without `.html`.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @param {string} folder the built page
 * @param {(headers: string) => string} [change] of what the file `_headers` says
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function servePage(folder, change = (headers) => headers) {
  const rules = readHeaders(change(await readFile(path.join(folder, '_headers'), 'utf8')));
  return listen(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const name =
      pathname === '/' ? '/index.html' : path.extname(pathname) === '' ? `${pathname}.html` : pathname;
    const body = await readFile(path.join(folder, path.normalize(name))).catch(() => undefined);
    const type = TYPES[path.extname(name)];
    const headers = headersOf(rules, pathname);
    if (body === undefined || type === undefined) {
      response.writeHead(404, headers).end();
    } else {
      response.writeHead(200, { ...headers, 'Content-Type': type }).end(body);
    }
  });
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

/** The rules of the file, in order: a path with `*` at its end at most, headers to give and headers to take back. */
function readHeaders(text) {
  const rules = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    if (line.startsWith('/')) rules.push({ path: line, headers: {}, removed: [] });
    else if (/^ {2}! /.test(line)) rules.at(-1).removed.push(line.slice(4));
    else {
      const [, name, value] = /^ {2}([\w-]+): (.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`_headers has a line that is not understood: ${line}`);
      rules.at(-1).headers[name] = value;
    }
  }
  return rules;
}

function headersOf(rules, pathname) {
  const result = {};
  for (const { path: rule, headers, removed } of rules) {
    const isFor = rule.endsWith('*') ? pathname.startsWith(rule.slice(0, -1)) : pathname === rule;
    if (!isFor) continue;
    removed.forEach((name) => delete result[name]);
    for (const [name, value] of Object.entries(headers)) {
      result[name] = result[name] === undefined ? value : `${result[name]}, ${value}`;
    }
  }
  return result;
}
