// Runtimes that take the package as it is: Node, Deno, Bun.

import { chmod } from 'node:fs/promises';

import { capture } from '../../lib/steps.mjs';
import { loadedSize, makeProject, printedResult, PRINTING_SCRIPT } from '../project.mjs';
import { toolFile } from '../tools.mjs';

const REQUIRING_SCRIPT = `const claimgate = require('claimgate');
(async () => {
  const { fixture } = await import('./fixture.mjs');
  const { probe } = await import('./probe.mjs');
  console.log('PROBE' + JSON.stringify(await probe(claimgate, fixture)));
})();
`;

/** @returns {import('../../matrix.mjs').Host[]} */
export function nodeHosts(versions) {
  return versions.flatMap(({ version, node }) =>
    [['import', 'main.mjs', PRINTING_SCRIPT], ['require', 'main.cjs', REQUIRING_SCRIPT]].map(
      ([way, file, text]) => ({
        name: `Node ${version}, ${way}`,
        run: (common) => runScript(common, `node-${version}-${way}`, ['node'], node, [file], { [file]: text }),
      }),
    ),
  );
}

/** @type {import('../../matrix.mjs').Host[]} */
export const otherRuntimes = [
  {
    name: 'Deno',
    run: async (common) => {
      const deno = await binary('Deno', '@deno/linux-x64-glibc/deno', '@deno/linux-arm64-glibc/deno', '@deno/darwin-arm64/deno');
      // No permission at all: neither files nor network.
      const args = ['run', '--no-prompt', '--no-config', '--node-modules-dir=manual', 'main.mjs'];
      return runScript(common, 'deno', ['deno'], deno, args, { 'main.mjs': PRINTING_SCRIPT });
    },
  },
  {
    name: 'Bun',
    run: async (common) => {
      const bun = await binary('Bun', '@oven/bun-linux-x64/bin/bun', '@oven/bun-linux-aarch64/bin/bun', '@oven/bun-darwin-aarch64/bin/bun');
      return runScript(common, 'bun', ['bun'], bun, ['run', 'main.mjs'], { 'main.mjs': PRINTING_SCRIPT });
    },
  },
];

async function binary(name, ...candidates) {
  const file = toolFile(...candidates);
  if (file === undefined) throw new NotRun(`npm has no ${name} for ${process.platform}-${process.arch}`);
  await chmod(file, 0o755);
  return file;
}

/** A host that cannot be had here; the message says why. */
export class NotRun extends Error {}

async function runScript(common, name, conditions, command, args, files) {
  const folder = await makeProject(common, name, files);
  const { output } = await capture(command, args, { cwd: folder, env: { NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' } });
  return { result: printedResult(output), size: await loadedSize(folder, conditions) };
}
