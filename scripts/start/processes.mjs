// Long-running child processes, each the head of a process group: ending one ends what it started too.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

import { StepError } from '../lib/steps.mjs';
import { waitUntil } from './wait.mjs';

const KEPT_LINES = 40;
const GRACE = 5; // seconds between the polite signal and the other one
const REAPING = 1; // seconds
const LAST_WORDS = 500; // milliseconds

const running = new Set();
// The last resort: nothing asynchronous can run any more.
process.on('exit', () => running.forEach((group) => signal(group, 'SIGKILL')));

/**
 * @typedef {object} ManagedProcess
 * @property {(isReady: () => Promise<boolean>, seconds: number) => Promise<void>} ready waits for a condition
 *   and fails as soon as the process ends, with the end of its output in the message
 * @property {() => Promise<string>} firstLine the first line of its standard output
 * @property {() => Promise<void>} stop ends the process and all that it started; may be called again
 */

/**
 * Starts a process.
 *
 * @param {string} name for messages
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options `env` is added to this process's environment
 * @returns {ManagedProcess}
 */
export function startProcess(name, command, args, { cwd, env }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid !== undefined) running.add(child.pid);

  const kept = [];
  const keep = (line) => {
    if (kept.push(stripVTControlCharacters(line)) > KEPT_LINES) kept.shift();
  };
  const output = createInterface({ input: child.stdout });
  output.on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);

  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signalName) => {
      const reason = `it ended with ${signalName ?? `code ${code}`}`;
      // Its last words may still be on their way, and another process may hold the pipe open for ever.
      child.once('close', () => resolve(reason));
      setTimeout(resolve, LAST_WORDS, reason).unref();
    });
  });
  const fail = (reason) => {
    throw new StepError([`${name}: ${reason}`, ...kept.map((line) => `  | ${line}`)].join('\n'));
  };

  return {
    ready: async (isReady, seconds) => {
      let reason = `not ready after ${seconds} s`;
      let isOver = false;
      void ended.then((why) => { [reason, isOver] = [why, true]; });
      const isReached = await waitUntil(async () => isOver || isReady(), seconds);
      if (isOver || !isReached) fail(reason);
    },
    firstLine: () => {
      const line = new Promise((resolve) => { output.once('line', resolve); });
      return Promise.race([line, ended.then(fail)]);
    },
    stop: async () => {
      if (child.pid === undefined) return;
      await stopGroup(child.pid);
      running.delete(child.pid);
    },
  };
}

async function stopGroup(group) {
  const isGone = async () => !signal(group, 0);
  signal(group, 'SIGTERM');
  if (await waitUntil(isGone, GRACE)) return;
  signal(group, 'SIGKILL');
  // Ended processes count until somebody asks for their exit codes, which in some containers nobody does.
  await waitUntil(isGone, REAPING);
}

/** Sends a signal to a whole group; 0 only asks. False when nobody is left in it. */
function signal(group, name) {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
}
