// A provider that breaks in every way that providers do, as a seed says.

import { createServer } from 'node:http';

/** What may happen instead of a good answer, each as often as it is named. */
const FAULTS = ['500', 'hang', 'truncated', 'html', 'reset', 'empty'];

/**
 * @param {object} options
 * @param {() => number} options.random
 * @param {number} options.faultRate the share of answers that are bad
 * @param {number} options.flapRate the share of good answers that leave out a key that signs no longer
 * @param {() => readonly Record<string, unknown>[]} options.published the keys, the newest last
 */
export async function startOrigin({ random, faultRate, flapRate, published }) {
  const state = { isUp: true, requests: 0, faults: /** @type {Record<string, number>} */ ({}) };
  /** When each kid was in a good answer that was sent whole: first and last, in milliseconds. */
  const served = new Map();
  const count = (fault) => {
    state.faults[fault] = (state.faults[fault] ?? 0) + 1;
  };
  const server = createServer((_request, response) => {
    state.requests += 1;
    if (!state.isUp) {
      count('down');
      response.destroy();
    } else if (random() < faultRate) {
      const fault = FAULTS[Math.floor(random() * FAULTS.length)];
      count(fault);
      fail(fault, response, published());
    } else {
      const keys = published().filter((_, index, all) => index === all.length - 1 || random() >= flapRate);
      count('good');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys }), () => {
        for (const { kid } of keys) served.set(kid, { first: served.get(kid)?.first ?? Date.now(), last: Date.now() });
      });
    }
  });
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/jwks`,
    state,
    served,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function fail(fault, response, keys) {
  const body = JSON.stringify({ keys });
  switch (fault) {
    case '500':
      response.writeHead(500).end('Internal Server Error');
      break;
    case 'truncated':
      // As long as it says, and cut off in the middle: the connection is closed.
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      break;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Maintenance</title>');
      break;
    case 'reset':
      response.destroy();
      break;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
      break;
    default:
    // hang: no answer, ever.
  }
}
