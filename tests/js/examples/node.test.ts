/** examples/node: both programs, each as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AUDIENCE, type Provider, startProvider } from './provider.js';

let provider: Provider;
let child: ChildProcess | undefined;

beforeAll(async () => {
  provider = await startProvider();
});
afterEach(() => {
  child?.kill();
});
afterAll(() => {
  provider.close();
});

/** @returns where the program says that it listens */
async function start(program: string): Promise<string> {
  const env = { ...process.env, ISSUER: provider.issuer, AUDIENCE, ALLOW_HTTP_LOOPBACK: 'true', PORT: '0' };
  const file = fileURLToPath(new URL(`../../../examples/node/src/${program}.mjs`, import.meta.url));
  child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
  return line.trim();
}

test.each(['express', 'fastify'])('%s', async (program) => {
  const origin = await start(program);
  const ask = async (path: string, claims?: Readonly<Record<string, unknown>>, method = 'GET') => {
    const headers = claims === undefined ? {} : { authorization: `Bearer ${await provider.token(claims)}` };
    const response = await fetch(`${origin}${path}`, { method, headers });
    return [response.status, await response.json()] as unknown;
  };
  const code = (name: string): unknown => expect.objectContaining({ code: name });
  expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/api/me')).toEqual([401, code('ERR_TOKEN_EMPTY')]);
  expect(await ask('/api/me', {})).toEqual([200, expect.objectContaining({ sub: 'user-1' })]);
  expect(await ask('/api/me', { aud: 'else' })).toEqual([401, code('ERR_AUDIENCE_MISMATCH')]);
  expect(await ask('/api/orders/7', {})).toEqual([403, code('ERR_SCOPE_INSUFFICIENT')]);
  expect(await ask('/api/orders/7', { scope: 'orders.read' })).toEqual([200, { order: '7' }]);
  expect(await ask('/api/orders/7', {}, 'DELETE')).toEqual([403, code('ERR_ROLE_INSUFFICIENT')]);
  expect(await ask('/api/orders/7', { roles: ['orders.admin'] }, 'DELETE')).toEqual([200, { deleted: '7' }]);
});
