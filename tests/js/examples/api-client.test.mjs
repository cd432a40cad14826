// examples/browser-client/public/api-client.js on its own: what it does with each answer, and in which order.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { apiClient } from '../../../examples/browser-client/public/api-client.js';

/** Answers that the API gives in turn, each when it is called; what was asked of the session. */
let answers;
let refresh;
let clear;
let api;

const invalidToken = () =>
  new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="api", error="invalid_token"' } });
const noToken = () => new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="api"' } });
const answer = (status) => () => new Response(null, { status });

/** A promise that the test settles. */
function pending() {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

beforeEach(() => {
  answers = [];
  refresh = vi.fn(async () => true);
  clear = vi.fn();
  vi.stubGlobal('fetch', vi.fn(async () => (await answers.shift())()));
  api = apiClient({ refresh, clear });
});

afterEach(() => vi.unstubAllGlobals());

test.each([200, 403, 500, 503])('%i is passed on: no refresh, and nobody is signed out', async (status) => {
  answers = [answer(status)];
  expect((await api('/orders')).status).toBe(status);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(refresh).not.toHaveBeenCalled();
  expect(clear).not.toHaveBeenCalled();
});

test('invalid_token: one refresh, and the same call again', async () => {
  answers = [invalidToken, answer(201)];
  const init = { method: 'POST', body: 'order' };
  expect((await api('/orders', init)).status).toBe(201);
  expect(fetch.mock.calls).toEqual([['/orders', init], ['/orders', init]]);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(clear).not.toHaveBeenCalled();
});

test('a request without a token, a refused refresh, a new token that is refused: signed out', async () => {
  answers = [noToken];
  expect((await api('/orders')).status).toBe(401);
  expect(refresh).not.toHaveBeenCalled();
  expect(clear).toHaveBeenCalledTimes(1);

  refresh.mockResolvedValueOnce(false);
  answers = [invalidToken];
  expect((await api('/orders')).status).toBe(401);
  expect(clear).toHaveBeenCalledTimes(2);

  answers = [invalidToken, invalidToken];
  expect((await api('/orders')).status).toBe(401);
  expect(refresh).toHaveBeenCalledTimes(2);
  expect(clear).toHaveBeenCalledTimes(3);
});

test('a 401 that arrives after the refresh: the call again, without another refresh', async () => {
  const late = pending();
  answers = [late.promise, invalidToken, answer(200), answer(200)];
  const slow = api('/slow');
  expect((await api('/quick')).status).toBe(200);
  late.resolve(invalidToken);
  expect((await slow).status).toBe(200);
  expect(refresh).toHaveBeenCalledTimes(1);
});

test('a refresh that nobody answered: the calls fail, nobody is signed out, and the next call tries again', async () => {
  const late = pending();
  refresh.mockRejectedValueOnce(new TypeError('no network'));
  answers = [late.promise, invalidToken, answer(200), answer(200)];
  const slow = api('/slow');
  await expect(api('/quick')).rejects.toThrow('no network');
  // Its 401 is about the old token, which the failed refresh did not replace.
  late.resolve(invalidToken);
  expect((await slow).status).toBe(200);
  expect(refresh).toHaveBeenCalledTimes(2);
  expect(clear).not.toHaveBeenCalled();
});
