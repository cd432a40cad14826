// Everything that `npm start` runs: the provider, and the Worker, which also serves the page.

import { startProvider } from './provider.mjs';
import { startWorker } from './worker.mjs';

/**
 * Starts the provider, then the Worker for it.
 *
 * @param {object} options
 * @param {string} options.node a Node that is new enough for wrangler
 * @param {{ provider: number, worker: number }} options.ports
 * @param {Record<string, string>} [options.vars] of the Worker, over the usual ones
 * @returns {Promise<{
 *   provider: import('./provider.mjs').RunningProvider,
 *   worker: import('./worker.mjs').RunningWorker,
 *   stop: () => Promise<void>,
 * }>}
 */
export async function startStack({ node, ports, vars = {} }) {
  const provider = await startProvider({ node, port: ports.provider, pagePort: ports.worker });
  try {
    const { issuer, audience } = provider.description;
    const worker = await startWorker({
      node,
      port: ports.worker,
      vars: { ISSUER: issuer, AUDIENCE: audience, ALLOW_HTTP_LOOPBACK: 'true', ...vars },
    });
    return { provider, worker, stop: async () => { await Promise.all([provider.stop(), worker.stop()]); } };
  } catch (error) {
    await provider.stop();
    throw error;
  }
}
