// The local OpenID provider as a child process, and what can be asked of it.

import { inProject } from '../lib/paths.mjs';
import { loopbackOrigin } from './ports.mjs';
import { startProcess } from './processes.mjs';

/**
 * @typedef {object} RunningProvider
 * @property {import('../../examples/idp/src/identity-provider.mjs').ProviderDescription} description
 * @property {(client: string) => Promise<string>} accessToken by client credentials (RFC 6749, section 4.4)
 * @property {(claims: object, header?: object) => Promise<string>} sign any claims, with the current key
 * @property {() => Promise<void>} rotateKeys the old key stays published
 * @property {() => Promise<number>} keySetRequests how often the key set was fetched
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ node: string, port: number, pagePort: number }} options
 * @returns {Promise<RunningProvider>}
 */
export async function startProvider({ node, port, pagePort }) {
  const server = inProject('examples', 'idp', 'server.mjs');
  const args = [server, '--port', String(port), '--page-origin', loopbackOrigin(pagePort)];
  const child = startProcess('the OpenID provider', node, args, { cwd: inProject('examples', 'idp') });
  const description = JSON.parse(await child.firstLine());
  const testRoute = (path, body) => answerOf(fetch(`${description.issuer}/test/${path}`, body && {
    method: 'POST',
    body: JSON.stringify(body),
  }));

  return {
    description,
    accessToken: async (client) => (await requestToken(description, client)).access_token,
    sign: async (claims, header = {}) => (await testRoute('sign', { claims, header })).token,
    rotateKeys: async () => { await testRoute('rotate', { keepOld: true }); },
    keySetRequests: async () => (await testRoute('stats')).jwks,
    stop: child.stop,
  };
}

function requestToken({ tokenEndpoint, audience, clients }, client) {
  const { id, secret } = clients[client];
  return answerOf(fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
  }));
}

async function answerOf(pending) {
  const response = await pending;
  const { pathname } = new URL(response.url);
  if (!response.ok) throw new Error(`the provider answered ${response.status} at ${pathname}`);
  return response.json();
}
