// A Firefox that is driven over WebDriver BiDi, with as much of that protocol as one smoke test needs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Nothing of Firefox's own may reach the network. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};
const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;
/** Milliseconds. */
const START_LIMIT = 120_000;

/**
 * @param {string} executable
 * @returns {Promise<{ version: string, open: (url: string) => Promise<Tab>, close: () => Promise<void> }>}
 *
 * @typedef {object} Tab
 * @property {(expression: string) => Promise<any>} evaluate JSON data of an expression, awaited
 */
export async function startFirefox(executable) {
  const profile = await mkdtemp(path.join(tmpdir(), 'claimgate-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
  const browser = spawn(
    executable,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MOZ_HEADLESS: '1' } },
  );
  const connection = await connect(`${await listeningAddress(browser)}/session`);
  const { capabilities } = await connection.send('session.new', { capabilities: {} });
  return {
    version: capabilities.browserVersion,
    open: async (url) => {
      const { context } = await connection.send('browsingContext.create', { type: 'tab' });
      await connection.send('browsingContext.navigate', { context, url, wait: 'complete' });
      return { evaluate: (expression) => evaluate(connection, context, expression) };
    },
    close: async () => {
      connection.close();
      browser.kill();
      if (browser.exitCode === null && browser.signalCode === null) await once(browser, 'exit');
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function listeningAddress(browser) {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), START_LIMIT);
    browser.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const address = LISTENING.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    browser.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
  });
}

async function connect(address) {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, message } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(result);
    else reject?.(new Error(`${error}: ${message}`));
  });
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    close: () => socket.close(),
  };
}

async function evaluate(connection, context, expression) {
  const { type, result, exceptionDetails } = await connection.send('script.evaluate', {
    expression: `Promise.resolve(${expression}).then(JSON.stringify)`,
    target: { context },
    awaitPromise: true,
  });
  if (type !== 'success') throw new Error(exceptionDetails.text);
  return result.value === undefined ? undefined : JSON.parse(result.value);
}
