// The offline page as one file, to keep and to open from a disk: its style, script and engine are inside, and a
// policy in the document names them by their hashes and forbids every request.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

import { singleFilePolicy } from '../response-headers.mjs';

export const SINGLE_FILE = 'claimgate-debugger.html';

/** What a file on a disk has no use for. */
const LINKS = /\s*<link rel="(?:icon|manifest)"[^>]*>/g;
const STYLE = /<link rel="stylesheet"[^>]*href="\/(assets\/[^"]+)"[^>]*>/;
const SCRIPT = /<script type="module"[^>]*src="\/(assets\/[^"]+)"[^>]*><\/script>/;
const PROMISE = ['The offline page: the browser', 'The page as a file: the browser'];

export const singleFile = {
  name: 'claimgate:single-file',
  apply: 'build',
  enforce: 'post',
  async writeBundle({ dir }) {
    const html = await readFile(path.join(dir, 'offline.html'), 'utf8');
    const style = await readFile(path.join(dir, nameIn(html, STYLE)), 'utf8');
    const script = await oneScript(path.join(dir, nameIn(html, SCRIPT)));
    const policy = singleFilePolicy({ script: hashOf(script), style: hashOf(style) });
    const document = html
      .replace(LINKS, '')
      .replace(...PROMISE)
      .replace(STYLE, () => `<style>${style}</style>`)
      .replace(SCRIPT, () => `<script type="module">${script}</script>`)
      .replace('<meta charset="utf-8" />', (first) => `${first}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`);
    if (!document.includes(policy) || !document.includes(PROMISE[1])) this.error('offline.html is not what it was');
    await writeFile(path.join(dir, SINGLE_FILE), document);
  },
};

function nameIn(html, pattern) {
  const name = pattern.exec(html)?.[1];
  if (name === undefined) throw new Error(`offline.html has no ${pattern.source}`);
  return name;
}

/** The script with all that it imports, spelt so that nothing in it ends its element. */
async function oneScript(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2023',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text.replaceAll(/<(?=\/script|!--)/gi, '\\x3c').trim();
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
