// The page, one of its features broken: CLAIMGATE_MUTANT is its place in the table, or `none`.

import path from 'node:path';

import { inProject } from '../../../scripts/lib/paths.mjs';
import config from '../../../www/vite.config.mjs';
import { MUTANTS } from './features.mjs';

const mutant = MUTANTS[process.env.CLAIMGATE_MUTANT];
const source = mutant && inProject('www', 'src', ...mutant.file.split('/'));

function broken(text, where) {
  if (text.split(mutant.text).length !== 2) throw new Error(`${where} has not exactly one ${mutant.text}`);
  return text.replace(mutant.text, () => mutant.instead);
}

const breakSource = {
  name: 'mutant:source',
  enforce: /** @type {const} */ ('pre'),
  transform: (code, id) => (source !== undefined && path.normalize(id.split('?')[0]) === source ? broken(code, id) : undefined),
};

/** Files of the built page are known by their names without the hash. */
const breakFile = {
  name: 'mutant:file',
  enforce: /** @type {const} */ ('post'),
  generateBundle: {
    order: /** @type {const} */ ('post'),
    handler(_, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type === 'asset' && asset.fileName.replace(/-[\w-]{8}(?=\.)/, '') === mutant?.file)
          asset.source = broken(String(asset.source), asset.fileName);
      }
    },
  },
};

export default { ...config, plugins: [breakSource, ...config.plugins, breakFile] };
