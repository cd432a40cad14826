/**
 * A broken engine refuses one call and is replaced before the next. Needs the build that can be told to
 * panic.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createVerifier, decode, verifySignature } from 'claimgate';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as engine from '../../../pkg/dist/engine.js';
import { codeOf, ISSUER, optionsFor, refusalOf, sharedKey, sign } from '../suite/support.js';

const BUILD = new URL('../../../target/wasm-test-hooks/', import.meta.url);

interface TestBindings extends engine.EngineBindings {
  testPanic(): void;
}

let bindings: TestBindings;

beforeAll(async () => {
  bindings = (await import(/* @vite-ignore */ new URL('core.js', BUILD).href)) as TestBindings;
  engine.install(bindings, readFileSync(new URL('core_bg.wasm', BUILD)));
});

/** How many instances are broken on purpose. */
const PANICS = 1000;

/** The memory of the running instance, in bytes. */
function linearMemory(): number {
  // It answers with the exports of the instance that runs already.
  const { memory } = bindings.initSync({ module: new Uint8Array() }) as { memory: WebAssembly.Memory };
  return memory.buffer.byteLength;
}

/** What is left after collecting garbage of objects and of memory outside of the heap, in bytes. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

function panic() {
  const line = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    engine.call((): void => {
      bindings.testPanic();
    });
  } finally {
    line.mockRestore();
  }
}

describe('a panic', () => {
  test('is ERR_ENGINE_PANIC, and the next call works', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key);
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
    for (let round = 0; round < 3; round += 1) {
      expect(await refusalOf(panic)).toMatchObject({ code: 'ERR_ENGINE_PANIC', status: 500 });
      expect(verifier.verifySync(token).issuer).toBe(ISSUER);
      expect((await verifier.verify(token)).issuer).toBe(ISSUER);
      expect(verifySignature(token, key.publicJwk).key.kid).toBe('key-1');
      expect(decode(token).faults).toEqual([]);
    }
  });

  test('a thousand times leaves no memory behind', { timeout: 300_000 }, async () => {
    const key = await sharedKey();
    const verifier = createVerifier({ ...optionsFor(key), tokenCache: false });
    const token = await sign(key);
    const after: { linear: number; held: number }[] = [];
    for (let round = 1; round <= PANICS; round += 1) {
      expect(await codeOf(panic)).toBe('ERR_ENGINE_PANIC');
      expect(verifier.verifySync(token).issuer).toBe(ISSUER);
      if (round % (PANICS / 10) === 0) {
        after.push({ linear: linearMemory(), held: heldMemory() });
      }
    }
    const first = after[0] as (typeof after)[number];
    const last = after.at(-1) as (typeof after)[number];
    // A replaced instance starts small, and its predecessor is gone: none of a thousand stayed.
    expect(last.linear).toBe(first.linear);
    expect(last.held).toBeLessThan(first.held + 10 * first.linear);
    console.log(`${PANICS} panics: ${last.linear} bytes of linear memory, ${last.held} bytes held in all`);
  });

  test('between two calls of one verifier loses no rule', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    await refusalOf(panic);
    const code = (
      await refusalOf(async () => verifier.verify(await sign(key, { claims: { aud: 'api://else' } })))
    ).code;
    expect(code).toBe('ERR_AUDIENCE_MISMATCH');
  });

  test('of an instance that cannot be replaced fails closed until it can', async () => {
    const key = await sharedKey();
    const verifier = createVerifier(optionsFor(key));
    const token = await sign(key);
    const broken: TestBindings = Object.assign(Object.create(null) as TestBindings, bindings, {
      __wbg_reset_state: vi
        .fn()
        .mockImplementationOnce(() => {
          throw new Error('out of memory');
        })
        .mockImplementation(() => {
          bindings.__wbg_reset_state();
        }),
    });
    engine.install(broken, readFileSync(new URL('core_bg.wasm', BUILD)));
    await refusalOf(panic);
    expect((await refusalOf(() => verifier.verifySync(token))).code).toBe('ERR_ENGINE_PANIC');
    expect(verifier.verifySync(token).issuer).toBe(ISSUER);
  });

  test('thrown values that are no refusals count as panics', async () => {
    const unknownCode = { code: 'ERR_UNKNOWN', message: '' };
    const inheritedCode = { code: 'toString', message: '' };
    for (const value of [undefined, 'text', new Error('ERR_CONFIG'), unknownCode, inheritedCode]) {
      const thrower = (): never => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- WebAssembly may throw anything
        throw value;
      };
      expect((await refusalOf(() => engine.call(thrower))).code).toBe('ERR_ENGINE_PANIC');
    }
  });
});
