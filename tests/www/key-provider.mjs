// An issuer on another origin: an OpenID configuration and a key set, readable by other pages.

import { listen } from './static-server.mjs';

/**
 * @returns {Promise<{
 *   origin: string,
 *   requests: string[],
 *   publish: (keySet: object) => void,
 *   close: () => Promise<void>,
 * }>} `requests` has the path of every request
 */
export async function startKeyProvider() {
  const requests = [];
  let published = { keys: [] };
  const documents = {
    '/.well-known/openid-configuration': () => ({
      issuer: provider.origin,
      jwks_uri: `${provider.origin}/keys`,
    }),
    '/keys': () => published,
  };
  const provider = await listen((request, response) => {
    requests.push(request.url);
    const document = documents[request.url];
    const headers = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' };
    if (document === undefined) response.writeHead(404, headers).end();
    else response.writeHead(200, headers).end(JSON.stringify(document()));
  });
  return {
    ...provider,
    requests,
    publish: (keySet) => {
      published = keySet;
    },
  };
}
