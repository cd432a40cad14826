// Hands the test vectors of others to tests in every host: the module `virtual:claimgate-vectors` holds the
// JSON files of the folder that CLAIMGATE_VECTORS names, by their path in it. Without that folder it holds none.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MODULE = 'virtual:claimgate-vectors';
const RESOLVED = `\0${MODULE}`;

/** @returns {import('vite').Plugin} */
export function vectorsPlugin() {
  return {
    name: 'claimgate-vectors',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(readVectors())};` : undefined),
  };
}

/** @returns {Record<string, unknown>} */
function readVectors() {
  const folder = process.env.CLAIMGATE_VECTORS;
  if (!folder) return {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  const entries = files.map((file) => [
    file.replaceAll(path.sep, '/'),
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')),
  ]);
  return Object.fromEntries(entries);
}
