// The example Worker on workerd, by `wrangler dev`, with a KV namespace that lasts as long as the run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { inProject } from '../lib/paths.mjs';
import { LOOPBACK, loopbackOrigin } from './ports.mjs';
import { startProcess } from './processes.mjs';

const START_LIMIT = 60; // seconds

/** Nothing of this may reach the network or ask questions. */
const QUIET = {
  CI: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_COLOR: '1',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
};

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string | undefined} code the error code that the body names
 * @property {Headers} headers
 * @property {string} text
 *
 * @typedef {object} RunningWorker
 * @property {string} origin
 * @property {(path: string, token?: string) => Promise<Answer>} get
 * @property {(path: string, token: string, body: object) => Promise<Answer>} post
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ node: string, port: number, vars: Record<string, string> }} options
 * @returns {Promise<RunningWorker>}
 */
export async function startWorker({ node, port, vars }) {
  const state = temporaryFolder();
  const args = [
    inProject('node_modules', 'wrangler', 'bin', 'wrangler.js'), 'dev', '--local',
    '--ip', LOOPBACK, '--port', String(port), '--inspector-port', '0',
    '--persist-to', state, '--show-interactive-dev-session', 'false',
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ];
  const child = startProcess('the Worker', node, args, {
    cwd: inProject('examples', 'worker'),
    env: { ...QUIET, WRANGLER_LOG_PATH: path.join(state, 'logs') },
  });
  const origin = loopbackOrigin(port);
  try {
    await child.ready(() => answers(`${origin}/healthz`), START_LIMIT);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    origin,
    stop: child.stop,
    get: (pathname, token) => send(new URL(pathname, origin), token),
    post: (pathname, token, body) =>
      send(new URL(pathname, origin), token, { method: 'POST', body: JSON.stringify(body) }),
  };
}

/** A folder that is gone when this process ends, however it ends. */
function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'claimgate-worker-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function send(url, token, init = {}) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, ...init });
  const text = await response.text();
  return { status: response.status, code: errorCode(text), headers: response.headers, text };
}

function errorCode(text) {
  try {
    return JSON.parse(text).code;
  } catch {
    return undefined;
  }
}
