import { spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../../../scripts/start/ports.mjs';
import { startProcess } from '../../../scripts/start/processes.mjs';
import { waitUntil } from '../../../scripts/start/wait.mjs';

const MODULE = new URL('../../../scripts/start/processes.mjs', import.meta.url).href;
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A process that starts another one, which listens on a port and prints it. */
const GRANDCHILD = `
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
const PARENT = `
  const { spawn } = require('node:child_process');
  spawn(process.execPath, ['-e', ${JSON.stringify(GRANDCHILD)}], { stdio: 'inherit' });
  setInterval(() => {}, 1000);
`;

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

test('stop ends what the process started, too', async () => {
  const parent = startProcess('a parent', process.execPath, ['-e', PARENT], { cwd: HERE });
  onTestFinished(parent.stop);
  const port = Number(await parent.firstLine());
  expect(await isListening(port)).toBe(true);
  await parent.stop();
  expect(await waitUntil(async () => !(await isListening(port)), 2)).toBe(true);
});

test('a process that exits ends what it started', async () => {
  const script = `
    import { startProcess } from '${MODULE}';
    const args = ['-e', ${JSON.stringify(PARENT)}];
    const parent = startProcess('a parent', process.execPath, args, { cwd: '.' });
    console.log(await parent.firstLine());
    process.exit(3);
  `;
  const args = ['--input-type=module', '-e', script];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8' });
  expect(status).toBe(3);
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(await waitUntil(async () => !(await isListening(Number(stdout))), 2)).toBe(true);
});

test('a process that ends early is an error with its last words', async () => {
  const args = ['-e', 'console.error("no luck"); process.exit(7)'];
  const child = startProcess('a fragile one', process.execPath, args, { cwd: HERE });
  const failure = 'a fragile one: it ended with code 7\n  | no luck';
  await expect(child.ready(async () => false, 10)).rejects.toThrow(failure);
});

test('a command that does not exist is an error', async () => {
  const child = startProcess('nothing', '/nowhere/nothing', [], { cwd: HERE });
  await expect(child.firstLine()).rejects.toThrow(/nothing: .*ENOENT/);
  await child.stop();
});

test('a port that is taken is replaced, and all differ', async () => {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.close(); });
  const taken = server.address().port;
  const ports = await freePorts([taken, 0, 0]);
  expect(ports).not.toContain(taken);
  expect(new Set(ports).size).toBe(3);
});
