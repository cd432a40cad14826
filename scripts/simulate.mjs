// npm run chaos, model, mutants, mutants:page: builds the package, then runs the file given first in the
// project's own Node. What follows it is passed on; `--built` is not, and leaves the build out.

import path from 'node:path';

import { build } from './build.mjs';
import { modernNode } from './lib/node-runtime.mjs';
import { inProject, ROOT } from './lib/paths.mjs';
import { prepare } from './lib/setup.mjs';
import { capture, runScript } from './lib/steps.mjs';

await runScript(async () => {
  const [file, ...given] = process.argv.slice(2);
  const args = given.filter((argument) => argument !== '--built');
  if (args.length === given.length) {
    await prepare();
    await build();
  }
  const node = await modernNode();
  const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  const { code } = await capture(node, [inProject(file), ...args], { cwd: ROOT, env: { PATH }, inherit: true });
  process.exitCode = code;
});
