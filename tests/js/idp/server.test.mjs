import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const SERVER = fileURLToPath(new URL('../../../examples/idp/server.mjs', import.meta.url));

test.each(['SIGTERM', 'SIGINT'])('prints its description, answers, and ends on %s', async (signal) => {
  const child = spawn(process.execPath, [SERVER, '--port', '0', '--audience', 'api://books'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => { child.kill('SIGKILL'); });

  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const description = JSON.parse(line);
  expect(description.audience).toBe('api://books');
  expect((await (await fetch(description.discovery)).json()).issuer).toBe(description.issuer);

  // A request that never ends must not keep the process alive.
  const unfinished = connect(Number(new URL(description.issuer).port), '127.0.0.1');
  onTestFinished(() => { unfinished.destroy(); });
  unfinished.on('error', () => {});
  await once(unfinished, 'connect');
  unfinished.write('GET / HTTP/1.1\r\n');
  await fetch(description.discovery);

  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});
