import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchDocument, isFetchable } from '../../../pkg/src/jwks/fetch-document.js';
import { isolate, key, Origin, world } from './support.js';

const RULES = { timeout: 5000, maxBytes: 100 };
const URL = 'https://issuer.example/keys';

function streamOf(...chunks: readonly string[]) {
  const seen = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[seen.pulled];
      seen.pulled += 1;
      if (chunk === undefined) {
        controller.close();
      } else {
        controller.enqueue(new TextEncoder().encode(chunk));
      }
    },
    cancel() {
      seen.cancelled = true;
    },
  }, { highWaterMark: 0 });
  return { seen, body };
}

describe('which addresses may be fetched', () => {
  test.each([
    ['https://issuer.example/keys', false, true],
    ['http://issuer.example/keys', false, false],
    ['http://issuer.example/keys', true, false],
    ['http://127.0.0.1:8080/keys', true, true],
    ['http://127.0.0.1:8080/keys', false, false],
    ['http://[::1]/keys', true, true],
    ['http://localhost:3000/keys', true, true],
    ['http://localhost.issuer.example/keys', true, false],
    ['http://127.0.0.1.issuer.example/keys', true, false],
    ['https://user:password@issuer.example/keys', false, false],
    ['https://user@issuer.example/keys', true, false],
    ['https://:password@issuer.example/keys', true, false],
    ['file:///etc/keys', true, false],
    ['data:application/json,{}', true, false],
    ['/keys', true, false],
    ['', true, false],
  ])('%s, loopback allowed: %s', (address, allowed, expected) => {
    expect(isFetchable(address, allowed)).toBe(expected);
  });
});

describe('what an answer must be', () => {
  test('asks without following, and takes the body', async () => {
    const origin = new Origin();
    let asked: RequestInit = {};
    origin.answer = (_url, init) => {
      asked = init;
      return new Response('{"a":"\u00e4"}');
    };
    expect(await fetchDocument(URL, origin.fetch, RULES)).toEqual({ text: '{"a":"\u00e4"}' });
    expect(asked).toMatchObject({ method: 'GET', redirect: 'manual' });
  });

  test.each([
    ['a redirect', () => Response.redirect('https://elsewhere.example/', 302), 'fetch.redirect', 302],
    ['500', () => new Response('', { status: 500 }), 'fetch.status', 500],
    ['429', () => new Response('', { status: 429 }), 'fetch.status', 429],
    ['404', () => new Response('', { status: 404 }), 'fetch.status', 404],
    ['201', () => new Response('{}', { status: 201 }), 'fetch.status', 201],
    ['204', () => new Response(null, { status: 204 }), 'fetch.status', 204],
    ['a redirect that was followed',
      () => Object.defineProperty(new Response('{}'), 'redirected', { value: true }), 'fetch.redirect', 200],
    ['a refused connection',
      () => Promise.reject(new TypeError('connect https://user:secret@host')), 'fetch.network', undefined],
  ] as const)('%s is unavailable', async (_name, answer, reason, status) => {
    const origin = new Origin();
    origin.answer = answer;
    const failure = fetchDocument(URL, origin.fetch, RULES);
    const expected = { code: 'ERR_JWKS_UNAVAILABLE', detail: { reason }, answered: status };
    await expect(failure).rejects.toMatchObject(expected);
    await failure.catch((error: unknown) => {
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    });
  });

  test('a body above the limit is not read to its end', async () => {
    const { seen, body } = streamOf('x'.repeat(60), 'x'.repeat(60), 'x'.repeat(60));
    const origin = new Origin();
    origin.answer = () => new Response(body);
    await expect(fetchDocument(URL, origin.fetch, RULES)).rejects.toMatchObject({
      code: 'ERR_JWKS_INVALID', detail: { reason: 'fetch.too_large' },
    });
    expect(seen).toEqual({ pulled: 2, cancelled: true });
  });

  test('a body of exactly the limit is taken', async () => {
    const origin = new Origin();
    origin.answer = () => new Response('x'.repeat(100));
    expect((await fetchDocument(URL, origin.fetch, RULES)).text).toHaveLength(100);
  });

  test('a length that announces too much is believed', async () => {
    const { seen, body } = streamOf('{}');
    const origin = new Origin();
    origin.answer = () => new Response(body, { headers: { 'content-length': '101' } });
    const outcome = fetchDocument(URL, origin.fetch, RULES);
    await expect(outcome).rejects.toMatchObject({ detail: { reason: 'fetch.too_large' } });
    expect(seen).toEqual({ pulled: 0, cancelled: true });
  });

  test('a body that breaks off is unavailable', async () => {
    const origin = new Origin();
    origin.answer = () => new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"keys":['));
        controller.error(new Error('reset'));
      },
    }));
    const outcome = fetchDocument(URL, origin.fetch, RULES);
    await expect(outcome).rejects.toMatchObject({ detail: { reason: 'fetch.network' } });
  });

  test('text that is not UTF-8 is invalid', async () => {
    const origin = new Origin();
    origin.answer = () => new Response(new Uint8Array([0x7b, 0xff, 0x7d]));
    const outcome = fetchDocument(URL, origin.fetch, RULES);
    await expect(outcome).rejects.toMatchObject({ detail: { reason: 'fetch.not_utf8' } });
  });
});

describe('the timeout', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['a provider that never answers', () => new Promise<Response>(() => undefined)],
    ['a body that never ends', () => new Response(new ReadableStream({}))],
  ])('ends %s', async (_name, answer) => {
    const origin = new Origin();
    let signal: AbortSignal | null | undefined;
    origin.answer = (_url, init) => {
      signal = init.signal;
      return answer();
    };
    const outcome = fetchDocument(URL, origin.fetch, RULES).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(4999);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const expected = { code: 'ERR_JWKS_UNAVAILABLE', detail: { reason: 'fetch.timeout' } };
    expect(await outcome).toMatchObject(expected);
    expect(signal?.aborted).toBe(true);
  });

  test.each([
    ['that stands still', false],
    ['that comes too late', true],
  ])('lets go of a body %s, also where fetch does not heed the signal', async (_name, isLate) => {
    const origin = new Origin();
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array>({ cancel: cancelled });
    origin.answer = () =>
      new Promise((resolve) => {
        setTimeout(() => { resolve(new Response(body)); }, isLate ? 6000 : 0);
      });
    const outcome = fetchDocument(URL, origin.fetch, RULES).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(6000);
    expect(await outcome).toMatchObject({ detail: { reason: 'fetch.timeout' } });
    expect(cancelled).toHaveBeenCalledOnce();
  });

  test('may be longer than a timer can be', async () => {
    const origin = new Origin();
    origin.answer = () =>
      new Promise((resolve) => {
        setTimeout(() => { resolve(new Response('{"keys":[]}')); }, 1000);
      });
    const outcome = fetchDocument(URL, origin.fetch, { ...RULES, timeout: 2 ** 31 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(await outcome).toEqual({ text: '{"keys":[]}' });
  });

  test.each([
    ['in time is taken', 800, '{"keys":[]}'],
    ['is given up when the whole of it takes too long, however steadily it comes', 1200, undefined],
  ])('a slow body %s', async (_name, pause, expected) => {
    const origin = new Origin();
    const chunks = ['{"k', 'ey', 's":', '[]', '}'];
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        new Promise((resolve) => {
          setTimeout(() => {
            const chunk = chunks.shift();
            if (chunk === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(chunk));
            resolve();
          }, pause);
        }),
    });
    origin.answer = () => new Response(body);
    const outcome = fetchDocument(URL, origin.fetch, RULES).then(
      ({ text }) => text,
      (error: unknown) => (error instanceof Error && 'code' in error ? undefined : 'a bug'),
    );
    await vi.advanceTimersByTimeAsync(5000);
    expect(await outcome).toBe(expected);
  });

  test('leaves no timer behind', async () => {
    const origin = new Origin().publish(key('a'));
    await fetchDocument(URL, origin.fetch, RULES);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('Cache-Control', () => {
  test.each([
    [{}, undefined],
    [{ 'cache-control': 'public, max-age=600' }, 600],
    [{ 'cache-control': 'Max-Age="600"' }, 600],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500],
    [{ 'cache-control': 'max-age=600', age: '700' }, 0],
    [{ 'cache-control': 'max-age=600', age: 'old' }, 600],
    [{ 'cache-control': 'no-store' }, 0],
    [{ 'cache-control': 'max-age=600, no-cache' }, 0],
    [{ 'cache-control': 's-maxage=600' }, undefined],
    [{ 'cache-control': 'max-age=-1' }, undefined],
    [{ 'cache-control': 'private' }, undefined],
  ])('%j gives %s', async (headers, maxAge) => {
    const origin = new Origin();
    origin.answer = () => new Response('{}', { headers: headers as Record<string, string> });
    expect((await fetchDocument(URL, origin.fetch, RULES)).maxAge).toBe(maxAge);
  });
});

describe('what a source makes of an answer', () => {
  test.each([
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['an array', '[]'],
    ['no keys', '{}'],
    ['keys that are no array', '{"keys":{}}'],
    ['a lone key', JSON.stringify(key('a'))],
    ['a truncated text', '{"keys":[{"kty":"RSA"'],
    ['a byte order mark', `\uFEFF${JSON.stringify({ keys: [key('a')] })}`],
    ['nothing', ''],
    ['no key that can be used', JSON.stringify({ keys: [{ kty: 'EC', kid: 'a' }] })],
    ['an empty set', '{"keys":[]}'],
    ['too many keys', JSON.stringify({ keys: [key('a'), key('b'), key('c')] })],
  ])('%s is invalid', async (_name, body) => {
    const at = world();
    at.origin.answer = () => new Response(body);
    const one = isolate(at, { cache: { maxKeys: 2 } });
    expect(await one.kids()).toBe('ERR_JWKS_INVALID');
    expect(one.types()).toEqual(['jwks.failure']);
  });

  test('the type of the answer does not matter, its content does', async () => {
    const at = world();
    const headers = { 'content-type': 'text/html' };
    at.origin.answer = () => Response.json({ keys: [key('a')] }, { headers });
    expect(await isolate(at).kids()).toBe('a');
  });

  test('an address that must not be fetched is a mistake in the configuration', () => {
    expect(() => isolate(world(), { jwks: { url: 'http://issuer.example/keys' } })).toThrow(/https/);
    expect(() => isolate(world(), { jwks: { discovery: 'ftp://issuer.example/' } })).toThrow(/https/);
    const onLoopback = { jwks: { url: 'http://127.0.0.1:1/keys' } };
    expect(() => isolate(world(), onLoopback)).toThrow(/loopback/);
    expect(() => isolate(world(), { ...onLoopback, allowHttpLoopback: true })).not.toThrow();
  });
});
