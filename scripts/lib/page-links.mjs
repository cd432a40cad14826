// Links between generated pages, looked up on the disk: what opens there opens without a server and without a network.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Addresses in attributes, without their query and fragment. */
const ADDRESS = /(?:href|src)="([^"#?]*)[^"]*"/g;

/** Scripts in a page are not markup: their templates hold addresses that no one follows. */
const SCRIPT_TEXT = /(<script[^>]*>)[\s\S]*?<\/script>/g;

const LEAVES_THE_DISK = /^[a-z][a-z0-9+.-]*:|^\/\//i;

/** Rustdoc names these for implementations in other crates, and does without a file that is not there. */
const OPTIONAL = /\/trait\.impl\/.*\.js$/;

/**
 * @param {string} folder
 * @returns {Promise<{ checked: number, broken: string[] }>} how many links were looked up; page and address of each
 *   that leads to no file
 */
export async function brokenLinks(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pages = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html'));
  const broken = [];
  let checked = 0;
  for (const { parentPath, name } of pages) {
    const markup = (await readFile(path.join(parentPath, name), 'utf8')).replace(SCRIPT_TEXT, '$1');
    for (const [, address = ''] of markup.matchAll(ADDRESS)) {
      if (address === '' || LEAVES_THE_DISK.test(address) || OPTIONAL.test(address)) continue;
      checked += 1;
      if (!existsSync(path.resolve(parentPath, decodeURIComponent(address)))) {
        broken.push(`${path.relative(folder, path.join(parentPath, name))}: ${address}`);
      }
    }
  }
  return { checked, broken };
}
