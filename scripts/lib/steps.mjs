// Long steps that say what they do: a title when they begin, how far they are while they run, and how long
// they took.

import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { stripVTControlCharacters } from 'node:util';

const REPORT_INTERVAL_ON_TERMINAL = 200; // milliseconds
const REPORT_INTERVAL_IN_LOG = 10_000; // milliseconds
const TAIL_LINES = 200;

/** A step that failed for a reason which the user can read and act on; printed without a stack. */
export class StepError extends Error {
  name = 'StepError';
}

/** Prints one line of information. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A duration in milliseconds as a person reads it: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Runs `action` and returns its result with the time it took, in milliseconds. */
export async function timed(action) {
  const start = performance.now();
  const result = await action();
  return { result, milliseconds: performance.now() - start };
}

/**
 * Runs a command to its end without a word. Resolves for any exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void, inherit?: boolean }}
 *   [options] `env` is added to this process's environment; `inherit` passes the output through to the
 *   terminal as it comes.
 * @returns {Promise<{ code: number, output: string, stdout: string }>} A command that cannot be started has
 *   the code 127.
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stdout = '';
    const collect = (stream, isStdout) => {
      stream?.setEncoding('utf8');
      stream?.on('data', (text) => {
        output += text;
        if (isStdout) stdout += text;
        options.onOutput?.(text);
      });
    };
    collect(child.stdout, true);
    collect(child.stderr, false);
    child.on('error', (error) => resolve({ code: 127, output: error.message, stdout: '' }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\n${signal}` : output, stdout }),
    );
  });
}

/**
 * Runs a command as a step: prints its title, how far it is, and its duration.
 * Its output is shown only when it fails, unless `inherit` is set.
 *
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof capture>[2]} [options]
 * @returns {Promise<string>} what the command wrote to its standard output
 * @throws {StepError} when the command ends with another code than 0
 */
export async function run(title, command, args, options = {}) {
  const progress = options.inherit ? announce(title) : showProgress(title);
  const { result, milliseconds } = await timed(() =>
    capture(command, args, { ...options, onOutput: progress.note }),
  );
  progress.end(result.code === 0, milliseconds);
  if (result.code === 0) return result.stdout;
  if (!options.inherit) say(tail(result.output));
  throw new StepError(`${title}: ${[command, ...args].join(' ')} ended with code ${result.code}`);
}

/** Runs `main` as the whole of a script: a StepError is printed as one line, anything else with its stack. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof StepError ? error.message : (error?.stack ?? String(error))}\n`,
    );
    process.exitCode = 1;
  }
}

/**
 * Cargo draws its progress bar only on a terminal; this asks for it in a pipe, so that a step can show how
 * far it is.
 */
export const CARGO_PROGRESS = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '100' };

function announce(title) {
  say(`> ${title}`);
  return { note: () => {}, end: (good, milliseconds) => say(outcome(title, good, milliseconds)) };
}

function showProgress(title) {
  const terminal = process.stdout.isTTY === true;
  const start = performance.now();
  let latest = '';
  const report = () => {
    const line = `  ... ${title}, ${formatDuration(performance.now() - start)}${latest && `: ${latest}`}`;
    if (terminal) process.stdout.write(`\r\u001b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else say(line);
  };
  if (!terminal) say(`> ${title}`);
  const timer = setInterval(report, terminal ? REPORT_INTERVAL_ON_TERMINAL : REPORT_INTERVAL_IN_LOG);
  return {
    note: (text) => {
      latest = lastLine(text) || latest;
    },
    end: (good, milliseconds) => {
      clearInterval(timer);
      if (terminal) process.stdout.write('\r\u001b[K');
      say(outcome(title, good, milliseconds));
    },
  };
}

function outcome(title, good, milliseconds) {
  return `${good ? '  done' : '  FAILED'}: ${title} (${formatDuration(milliseconds)})`;
}

function lastLine(text) {
  return stripVTControlCharacters(text)
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .at(-1)
    ?.slice(0, 120);
}

/** The end of an output, without the states of a progress bar that were overwritten in place. */
function tail(output) {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.split('\r').filter(Boolean).at(-1) ?? '');
  return lines.slice(-TAIL_LINES).join('\n');
}
