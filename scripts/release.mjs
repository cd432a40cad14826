// npm run release -- --dry-run: everything that a release needs and nothing that leaves the machine. Checks the
// versions, builds the modules twice, packs the crate and the npm package, and writes the checksums.
// Without --dry-run it also publishes both; .github/workflows/release.yml does that for a tag.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { captureNpm, npm } from './lib/npm.mjs';
import { inProject, ROOT } from './lib/paths.mjs';
import { checkReproducible, MODULES } from './release/reproduce.mjs';
import { prepare } from './lib/setup.mjs';
import { capture, CARGO_PROGRESS, run, runScript, say, StepError } from './lib/steps.mjs';
import { releaseNotes, checkVersions } from './release/versions.mjs';

/** What is published: the crate, and the one that it is made of. Cargo finds their order. */
const CRATES = ['--package', 'claimgate', '--package', 'claimgate-text'];

const OUTPUT = inProject('target', 'release-check');

async function main() {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false }, tag: { type: 'string' } },
  });
  const isDry = values['dry-run'];
  const version = await checkVersions();
  say(`version ${version} in every manifest`);
  if (!isDry) await checkTag(values.tag, version);
  const notes = await releaseNotes(isDry ? 'Unreleased' : version);

  await prepare();
  await build();
  await checkReproducible();
  await packCrates(isDry);
  await mkdir(OUTPUT, { recursive: true });
  const tarball = await packPackage();
  const sums = await checksums([...MODULES.map((name) => inProject('pkg', 'wasm', name)), tarball]);
  await writeFile(path.join(OUTPUT, 'SHA256SUMS'), sums);
  say(`\n${notes}\n\nChecksums (SHA-256):\n${sums}`);
  if (isDry) {
    say('dry run: nothing was published');
    return;
  }
  await run('publish the crates', 'cargo', ['publish', '--locked', ...CRATES], { cwd: ROOT });
  await npm('publish the npm package', ['publish', tarball, '--provenance', '--access', 'public']);
}

/** @throws {StepError} unless HEAD is clean and has the tag of the version */
async function checkTag(tag, version) {
  const wanted = `v${version}`;
  if (tag !== wanted) throw new StepError(`a release needs --tag ${wanted}`);
  const git = async (...args) => (await capture('git', args, { cwd: ROOT })).stdout.trim();
  if ((await git('status', '--porcelain')) !== '') throw new StepError('there are changes that are not committed');
  if (!(await git('tag', '--points-at', 'HEAD')).split('\n').includes(wanted)) {
    throw new StepError(`HEAD does not have the tag ${wanted}`);
  }
}

/** A dry run may have changes that are not committed yet. */
function packCrates(isDry) {
  const args = ['package', '--locked', ...CRATES, ...(isDry ? ['--allow-dirty'] : [])];
  return run('pack the crates and compile what was packed', 'cargo', args, { cwd: ROOT, env: CARGO_PROGRESS });
}

async function packPackage() {
  const args = ['pack', '--json', '--pack-destination', OUTPUT, '--workspace', 'claimgate'];
  const { code, stdout, output } = await captureNpm(args);
  if (code !== 0) throw new StepError(`npm pack failed: ${output}`);
  const [{ filename, files, size }] = JSON.parse(stdout);
  say(`  done: pack the npm package (${filename}, ${files.length} files, ${size} bytes)`);
  return path.join(OUTPUT, filename);
}

async function checksums(files) {
  const lines = await Promise.all(
    files.map(async (file) => {
      const sum = createHash('sha256').update(await readFile(file)).digest('hex');
      return `${sum}  ${path.basename(file)}\n`;
    }),
  );
  return lines.join('');
}

await runScript(async () => {
  process.chdir(inProject());
  await main();
});
