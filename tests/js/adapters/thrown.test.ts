/** What a handler of plain `node:http` throws: nothing catches it there but the middleware that ran the handler. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { optionsFor, sharedKey, sign } from '../suite/support.js';

/** A server in a process of its own, one request to it, and what became of both. */
const PROGRAM = `
import { createServer } from 'node:http';
import { authorize } from 'claimgate';
import { expressAuth, verifiedOf } from 'claimgate/node';

const { at, rules, token, handler } = JSON.parse(process.env.GIVEN);
const protect = expressAuth({ ...rules, now: () => at });
const heard = [];
process.on('uncaughtException', (error, origin) => heard.push([origin, error.message]));
let runs = 0;
const handlers = {
  lacking: (request) => authorize(verifiedOf(request), { roles: ['orders.admin'] }),
  async lackingLater(request) {
    authorize(verifiedOf(request), { roles: ['orders.admin'] });
  },
  broken() {
    throw new Error('of the handler');
  },
  async brokenLater() {
    throw new Error('of the handler');
  },
  begun(request, response) {
    response.write('begun');
    authorize(verifiedOf(request), { roles: ['orders.admin'] });
  },
};
const server = createServer((request, response) => {
  protect(request, response, () => {
    runs += 1;
    return handlers[handler](request, response);
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const headers = { authorization: 'Bearer ' + token };
const asked = fetch('http://127.0.0.1:' + server.address().port, { headers }).then(
  async (response) => [response.status, response.headers.get('www-authenticate')],
  () => undefined,
);
const answer = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 300))]);
console.log(JSON.stringify({ answer, heard, runs }));
process.exit(0);
`;

interface Outcome {
  readonly answer?: readonly [status: number, challenge: string | null];
  readonly heard: readonly (readonly [origin: string, message: string])[];
  readonly runs: number;
}

async function outcomeOf(handler: string): Promise<Outcome> {
  const key = await sharedKey();
  const { now, ...rules } = optionsFor(key);
  const given = { at: now?.(), rules, token: await sign(key), handler };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: { GIVEN: JSON.stringify(given) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await new Promise((resolve) => child.on('close', resolve));
  return JSON.parse(out) as Outcome;
}

test.each(['lacking', 'lackingLater'])('a refusal of authorize is answered: %s', async (handler) => {
  const { answer, heard, runs } = await outcomeOf(handler);
  expect(answer).toEqual([403, expect.stringMatching(/error="insufficient_scope"/)]);
  expect([heard, runs]).toEqual([[], 1]);
});

test.each(['broken', 'brokenLater'])('anything else stays the handler\'s, which ran once: %s', async (handler) => {
  const { answer, heard, runs } = await outcomeOf(handler);
  expect(answer).toBeUndefined();
  expect(heard).toEqual([['uncaughtException', 'of the handler']]);
  expect(runs).toBe(1);
});

test('a refusal after the answer has begun cannot be answered', async () => {
  const { heard } = await outcomeOf('begun');
  expect(heard).toEqual([['uncaughtException', 'The token lacks a required role.']]);
});
