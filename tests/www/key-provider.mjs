// An issuer on another origin: an OpenID configuration and a key set, readable by other pages.

import { listen } from './static-server.mjs';

const READABLE = { 'Access-Control-Allow-Origin': '*' };
/** What goes wrong at issuers. */
const failures = {
  '/for-itself': (response) => response.writeHead(200).end('{"keys":[]}'),
  '/moved': (response) => response.writeHead(302, { ...READABLE, Location: '/keys' }).end(),
  '/broken': (response) => response.writeHead(503, READABLE).end('{}'),
  '/for-people': (response) => response.writeHead(200, READABLE).end('<!doctype html><title>Sign in</title>'),
  '/something-else': (response) => response.writeHead(200, READABLE).end('{"error":"no such tenant"}'),
  '/endless': (response) => response.writeHead(200, READABLE).end(' '.repeat(70_000)),
  '/never': () => undefined,
};

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
    if (failures[request.url] !== undefined) {
      failures[request.url](response);
      return;
    }
    const document = documents[request.url];
    const headers = { ...READABLE, 'Content-Type': 'application/json' };
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
