// Free ports on loopback.

import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** The origin of a server on a loopback port. */
export const loopbackOrigin = (port) => `http://${LOOPBACK}:${port}`;

/**
 * One port for each wish: that one if nothing listens there, else a free one; 0 wishes for any. All differ.
 *
 * @param {readonly number[]} wishes
 * @returns {Promise<number[]>}
 */
export async function freePorts(wishes) {
  const servers = [];
  // All are held until the last is found, so that none is given twice.
  for (const wish of wishes) servers.push((await listen(wish)) ?? (await listen(0)));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
}

function listen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, LOOPBACK, () => resolve(server));
  });
}
