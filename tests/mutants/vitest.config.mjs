// The tests of the key cache on the package's sources, one of them changed: CLAIMGATE_MUTANT is its place in the
// table, or `none`.

import { defineConfig } from 'vitest/config';

import { inProject } from '../../scripts/lib/paths.mjs';
import { MUTANTS } from './rules.mjs';

const { file, text, instead } = MUTANTS[process.env.CLAIMGATE_MUTANT] ?? {};
const changed = file && inProject('pkg', 'src', file);

const mutate = {
  name: 'mutate',
  enforce: /** @type {const} */ ('pre'),
  transform: (code, id) => (id.split('?')[0] === changed ? code.replace(text, () => instead) : undefined),
};

export default defineConfig({
  root: inProject(),
  plugins: [mutate],
  resolve: {
    alias: {
      '#entry': inProject('pkg', 'src', 'entry.node.ts'),
      'claimgate/telemetry': inProject('pkg', 'src', 'telemetry.ts'),
      'claimgate/workers': inProject('pkg', 'src', 'workers.ts'),
      claimgate: inProject('pkg', 'src', 'entry.node.ts'),
    },
  },
  test: { include: ['tests/js/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});
