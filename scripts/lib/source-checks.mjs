// The project's own rules about its sources.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';

import { inProject, ROOT } from './paths.mjs';
import { capture, say, StepError } from './steps.mjs';

const SOURCE_FILE = /\.(rs|ts|mjs|js|css)$/;
const SCRIPT_FILE = /\.(ts|mjs|js)$/;
const LINES_WARNED = 400;
const LINES_ALLOWED = 500;
const COLUMNS_ALLOWED = 110;

/** What the crate is built on: each has to be used by the sources, not only listed in the manifest. */
const NAMED_DEPENDENCIES = [
  'wasm-bindgen',
  'jwt-compact',
  'rsa',
  'sha2',
  'serde-wasm-bindgen',
  'js-sys',
  'web-sys',
];

/**
 * @throws {StepError} with a line for each broken rule
 */
export async function checkSources() {
  const files = await readTextFiles(await listSources());
  warnOfLongLines(files);
  const problems = [
    ...unusedDependencies(files),
    ...machinePaths(files),
    ...oversizedFiles(files),
    ...unsafeCode(files),
  ];
  if (problems.length > 0)
    throw new StepError(`source rules:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  say(`  done: source rules (${files.length} files)`);
}

/** The project's files as git sees them: tracked, or new and not ignored. Paths are relative to the root. */
export async function listSources() {
  const { code, stdout, output } = await capture(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT },
  );
  if (code !== 0) throw new StepError(`the sources are listed by git, which failed: ${output.trim()}`);
  return stdout.split('\0').filter(Boolean);
}

/** Reads files, leaving out binary ones and those that are deleted but not committed yet. */
async function readTextFiles(names) {
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(inProject(name), 'utf8').catch(() => '\0') })),
  );
  return files.filter(({ text }) => !text.includes('\0'));
}

function unusedDependencies(files) {
  const sources = files.filter(({ name }) => name.startsWith('src/') && name.endsWith('.rs'));
  return NAMED_DEPENDENCIES.filter((dependency) => {
    const crate = dependency.replaceAll('-', '_');
    // The crate's path, and not a module of this crate with the same name. In lib.rs the two cannot be told
    // apart.
    const reference = new RegExp(`(?<![\\w:])(?:::)?${crate}::`);
    return !sources.some(({ name, text }) => name !== 'src/lib.rs' && reference.test(withoutComments(text)));
  }).map((dependency) => `${dependency} is a dependency that src/ does not use`);
}

/** The page that lists every file with unsafe code. */
const INVENTORY = 'docs/THREAT_MODEL.md';

/** Unsafe code is allowed in the kernels alone, and each file that has any is named in the threat model. */
function unsafeCode(files) {
  const inventory = files.find(({ name }) => name === INVENTORY)?.text ?? '';
  return files
    .filter(({ name, text }) => name.endsWith('.rs') && /\bunsafe\b/.test(withoutComments(text)))
    .filter(({ name }) => !name.startsWith('kernels/') || !inventory.includes(`\`${name}\``))
    .map(({ name }) => `${name} has unsafe code and is not in the inventory of ${INVENTORY}`);
}

function withoutComments(rust) {
  return rust.replace(/\/\/.*$/gm, '');
}

/** Paths that exist on one person's machine only. */
function machinePaths(files) {
  const patterns = [
    /\/(?:home|Users)\/[a-z][\w.-]*\//,
    /(?<![\w.])\/root\//,
    literal(`${ROOT}/`),
    literal(`${homedir()}/`),
  ];
  return files.flatMap(({ name, text }) =>
    patterns
      .map((pattern) => pattern.exec(text)?.[0])
      .filter(Boolean)
      .map((found) => `${name}: the path ${found} of one machine`),
  );
}

function literal(text) {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

function oversizedFiles(files) {
  const sized = files
    .filter(({ name }) => SOURCE_FILE.test(name))
    .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
  for (const { name, lines } of sized.filter(({ lines }) => lines > LINES_WARNED && lines <= LINES_ALLOWED)) {
    say(`  warning: ${name} has ${lines} lines; above ${LINES_ALLOWED} it fails`);
  }
  return sized
    .filter(({ lines }) => lines > LINES_ALLOWED)
    .map(({ name, lines }) => `${name}: ${lines} lines, ${LINES_ALLOWED} at most`);
}

/**
 * A warning, because a longer line is ugly and not wrong. Texts that cannot be broken (a URL, a token in a test) are
 * left alone; rustfmt sees to Rust.
 */
function warnOfLongLines(files) {
  for (const { name, text } of files.filter((file) => SCRIPT_FILE.test(file.name))) {
    const isLong = (line) => line.length > COLUMNS_ALLOWED && !/\S{80,}/.test(line);
    const count = text.split('\n').filter(isLong).length;
    if (count > 0) say(`  warning: ${name} has ${count} lines of more than ${COLUMNS_ALLOWED} columns`);
  }
}
