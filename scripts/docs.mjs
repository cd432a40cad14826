// npm run docs: the API reference, made from the sources. docs/api/index.html opens from the disk, without a
// server: the npm package by TypeDoc, the crate by rustdoc. It is generated and not kept in git.
// `npm run docs -- --check` writes nothing: it fails where a public symbol has no words or a link leads nowhere.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { build } from './build.mjs';
import { installPackages } from './lib/npm.mjs';
import { brokenLinks } from './lib/page-links.mjs';
import { inProject, ROOT } from './lib/paths.mjs';
import { capture, CARGO_PROGRESS, run, runScript, say, StepError } from './lib/steps.mjs';

const OUTPUT = inProject('docs', 'api');
const TYPEDOC = [inProject('node_modules', 'typedoc', 'bin', 'typedoc'), '--options', 'pkg/typedoc.json'];

const INDEX = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <title>Claimgate: API reference</title>
  <body style="font: 1rem/1.6 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
    <h1>Claimgate: API reference</h1>
    <ul>
      <li><a href="js/index.html">The npm package</a>: its entries, adapters, options, results and errors</li>
      <li><a href="rust/claimgate/index.html">The Rust crate</a></li>
    </ul>
  </body>
</html>
`;

/** Rustdoc's page of help links to an index that it makes only for several crates. */
const RUST_INDEX = '<!doctype html><meta http-equiv="refresh" content="0; url=claimgate/index.html" />\n';

/** Members of a type without a name are described with the type; the rest has TypeDoc's own idea of a symbol. */
const NOT_ASKED = /\.__type\b|\((Constructor|Call)Signature\)/;

/**
 * Every symbol that the package exports is described, and every link in a description leads somewhere.
 * @throws {StepError} with a line for each that is not
 */
async function checkPackageDocs() {
  const { code, output } = await capture(process.execPath, [...TYPEDOC, '--emit', 'none'], { cwd: ROOT });
  const complaints = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => /^\[(warning|error)\]/.test(line) && !/Found \d+ errors?/.test(line) && !NOT_ASKED.test(line));
  if (code !== 0 || complaints.length > 0) {
    throw new StepError(`the documentation of the package:\n${complaints.join('\n') || output}`);
  }
  say('  done: every public symbol of the package is described');
}

/** Rustdoc's warnings (a broken link, an example in the wrong language) are errors. */
export async function crateDocs() {
  await run('the documentation of the crate', 'cargo', ['doc', '--locked', '--no-deps', '--lib', '--package', 'claimgate'], {
    cwd: ROOT,
    env: { ...CARGO_PROGRESS, RUSTDOCFLAGS: '-D warnings' },
  });
}

function typedoc(args) {
  return run('the documentation of the package', process.execPath, [...TYPEDOC, ...args], { cwd: ROOT });
}

async function writeReference() {
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(OUTPUT, { recursive: true });
  await typedoc(['--out', inProject('docs', 'api', 'js')]);
  // Rustdoc leaves the pages of items that are no more.
  await rm(inProject('target', 'doc'), { recursive: true, force: true });
  await crateDocs();
  await cp(inProject('target', 'doc'), inProject('docs', 'api', 'rust'), { recursive: true });
  await writeFile(inProject('docs', 'api', 'rust', 'index.html'), RUST_INDEX);
  await writeFile(inProject('docs', 'api', 'index.html'), INDEX);
  const { checked, broken } = await brokenLinks(OUTPUT);
  if (broken.length > 0) throw new StepError(`links of the reference lead nowhere:\n${broken.join('\n')}`);
  say(`  done: ${checked} links between the files of the reference`);
  say('docs/api/index.html');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await installPackages();
    await build();
    if (process.argv.includes('--check')) {
      await checkPackageDocs();
      await crateDocs();
    } else {
      await writeReference();
    }
  });
}
