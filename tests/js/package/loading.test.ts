/**
 * The ways into the package on Node: `import`, `require()`, and the slim entry with a module of one's own.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const MODULE = fileURLToPath(import.meta.resolve('claimgate/core.wasm'));

/** Runs a script in a Node of its own, where no other test has loaded anything. */
function run(script: string, inputType: 'module' | 'commonjs', ...argument: readonly string[]): string {
  const flags = [`--input-type=${inputType}`, '--eval', script, ...argument];
  return execFileSync(process.execPath, flags, {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  }).trim();
}

describe('loading', () => {
  test('import', () => {
    expect(run('import { engine } from "claimgate"; console.log(engine().build)', 'module')).toBe('edge');
  });

  test('require', () => {
    expect(run('console.log(require("claimgate").engine().build)', 'commonjs')).toBe('edge');
  });

  test('claimgate/workers brings the engine along', () => {
    const script = `import { withAuth } from 'claimgate/workers';
      withAuth({ issuer: 'i', audience: 'a', jwks: { keys: [] } }, () => new Response());
      console.log('made');`;
    expect(run(script, 'module')).toBe('made');
  });

  test('claimgate/errors loads no engine', () => {
    const script = `import { ClaimgateError } from 'claimgate/errors';
      import { decode } from 'claimgate/slim';
      try { decode('x') } catch (error) { console.log(error instanceof ClaimgateError, error.code) }`;
    expect(run(script, 'module')).toBe('true ERR_CONFIG');
  });

  const slim = (source: string) =>
    run(
      `
    import { readFileSync } from 'node:fs';
    import { engine, init } from 'claimgate/slim';
    const [address] = process.argv.slice(1);
    await init(${source});
    await init(${source});
    console.log(engine().build)`,
      'module',
      MODULE,
    );

  test.each([
    ['bytes', 'readFileSync(address)'],
    ['a module', 'new WebAssembly.Module(readFileSync(address))'],
    [
      'a response',
      'new Response(readFileSync(address), { headers: { "content-type": "application/wasm" } })',
    ],
    ['a response of another type', 'Promise.resolve(new Response(readFileSync(address)))'],
  ])('slim from %s', (_name, source) => {
    expect(slim(source)).toBe('edge');
  });

  test('slim from an address', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/wasm').end(readFileSync(MODULE));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { init, engine } = await import('claimgate/slim');
      await init(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/core.wasm`));
      expect(engine().build).toBe('edge');
    } finally {
      server.close();
    }
  });
});
