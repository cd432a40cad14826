// npm run fuzz -- [--seconds N] [target ...]: runs the fuzz targets, by default each for a minute. New inputs
// go to fuzz/corpus, a finding to fuzz/artifacts; neither is committed. A fixed finding becomes a file in
// fuzz/seeds, which every `cargo test` replays.
//
// The target `jose` is a comparison in JavaScript (fuzz/jose), the others are libFuzzer's and need cargo-fuzz
// and a nightly compiler.

import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { findOnPath } from './lib/executables.mjs';
import { inProject, ROOT } from './lib/paths.mjs';
import { prepare } from './lib/setup.mjs';
import {
  capture,
  CARGO_PROGRESS,
  formatDuration,
  run,
  runScript,
  say,
  StepError,
  timed,
} from './lib/steps.mjs';

const DEFAULT_SECONDS = '60';

const FUZZ = ['+nightly', 'fuzz'];

/**
 * The crate forbids unsafe code, so a sanitizer of memory would find nothing and make each input several times
 * slower. What finds faults are assertions, and the checks of overflow and bounds that cargo-fuzz turns on.
 */
const WITHOUT_SANITIZER = ['--sanitizer', 'none'];

/** The comparison in JavaScript; its name as a target. */
const JOSE = 'jose';

/** One input that takes longer is a finding, in seconds. */
const SLOW_INPUT = 10;

/** More memory than this is a finding, in megabytes. */
const MEMORY_LIMIT = 1024;

/** Somewhat longer than the longest token that a policy accepts by default. */
const LONGEST_INPUT = 20_000;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: DEFAULT_SECONDS } },
  });
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new StepError('--seconds takes a whole number above 0');
  }
  const all = [...(await targetNames()), JOSE];
  const unknown = positionals.find((name) => !all.includes(name));
  if (unknown) throw new StepError(`There is no target ${unknown}. Targets: ${all.join(', ')}`);
  const wanted = positionals.length > 0 ? positionals : all;

  if (wanted.some((target) => target !== JOSE)) {
    await requireTools();
    await run('build the fuzz targets', 'cargo', [...FUZZ, 'build', ...WITHOUT_SANITIZER], {
      cwd: ROOT,
      env: CARGO_PROGRESS,
    });
  }
  if (wanted.includes(JOSE)) {
    await prepare();
    await build();
  }
  const findings = [];
  for (const target of wanted) {
    const passed = target === JOSE ? await compareWithJose(seconds) : await fuzz(target, seconds);
    if (!passed) findings.push(target);
  }
  if (findings.length > 0)
    throw new StepError(`Findings in ${findings.join(', ')}; see above and fuzz/artifacts`);
  say('no findings');
}

/** Each file in fuzz_targets is a target. */
async function targetNames() {
  const files = await readdir(inProject('fuzz', 'fuzz_targets'));
  return files.map((file) => path.basename(file, '.rs')).sort();
}

/** Installing a compiler is not for a script to decide, so what is missing is only named. */
async function requireTools() {
  if (!findOnPath('cargo-fuzz')) {
    throw new StepError('cargo-fuzz is missing. Install it with: cargo install cargo-fuzz');
  }
  const { code } = await capture('cargo', ['+nightly', '--version'], { env: { RUSTUP_AUTO_INSTALL: '0' } });
  if (code !== 0) {
    throw new StepError('The nightly compiler is missing. Install it with: rustup toolchain install nightly');
  }
}

/** Runs one target; false when it found something. */
async function fuzz(target, seconds) {
  const corpus = inProject('fuzz', 'corpus', target);
  await mkdir(corpus, { recursive: true });
  const libFuzzer = [
    `-max_total_time=${seconds}`,
    `-timeout=${SLOW_INPUT}`,
    `-rss_limit_mb=${MEMORY_LIMIT}`,
    `-max_len=${LONGEST_INPUT}`,
    '-verbosity=0',
    '-print_final_stats=1',
  ];
  const args = [
    ...FUZZ,
    'run',
    ...WITHOUT_SANITIZER,
    target,
    corpus,
    inProject('fuzz', 'seeds', target),
    '--',
    ...libFuzzer,
  ];
  say(`> fuzz ${target} for ${formatDuration(seconds * 1000)}`);
  const { result, milliseconds } = await timed(() => capture('cargo', args, { cwd: ROOT }));
  const executions = /stat::number_of_executed_units:\s*(\d+)/.exec(result.output)?.[1] ?? 'unknown';
  say(`  ${result.code === 0 ? 'done' : 'FAILED'}: ${executions} inputs in ${formatDuration(milliseconds)}`);
  if (result.code !== 0) say(result.output.slice(-5000));
  return result.code === 0;
}

/** Runs the comparison with jose for as long as 100,000 tokens take, at least; false when it found something. */
async function compareWithJose(seconds) {
  say(`> fuzz ${JOSE} for ${formatDuration(seconds * 1000)}, 100,000 tokens at least`);
  const script = inProject('fuzz', 'jose', 'run.mjs');
  const { code } = await capture(process.execPath, [script, '--seconds', String(seconds)], {
    cwd: ROOT,
    inherit: true,
  });
  return code === 0;
}

await runScript(main);
