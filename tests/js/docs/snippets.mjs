// The code blocks of a document that a comment `<!-- run: name -->` marks, as modules that can be imported.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { inProject } from '../../../scripts/lib/paths.mjs';

/**
 * @param {string} document its path in the project
 * @returns {Promise<Record<string, { text: string, load: () => Promise<any> }>>} by name
 */
export async function snippetsOf(document) {
  const text = await readFile(inProject(document), 'utf8');
  const folder = inProject('target', 'snippets', path.basename(document, '.md'));
  await mkdir(folder, { recursive: true });
  const found = {};
  for (const [, name, code] of text.matchAll(/<!-- run: ([\w-]+) -->\n```\w+\n([\s\S]*?)\n```\n/g)) {
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, code);
    found[name] = { text: code, load: () => import(/* @vite-ignore */ pathToFileURL(file).href) };
  }
  return found;
}
