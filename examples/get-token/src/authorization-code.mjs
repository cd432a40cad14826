// A person signs in with a browser, and the code comes back to this machine (RFC 6749, section 4.1; RFC 8252),
// with PKCE (RFC 7636): whoever sees the code cannot use it.

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { requestToken } from './discovery.mjs';

/**
 * @param {import('./discovery.mjs').Endpoints} endpoints
 * @param {object} client a public client: no secret
 * @param {string} client.clientId
 * @param {string} client.scope of Entra `<application id URI>/<scope>`
 * @param {string} [client.resource]
 * @param {string} client.redirectUri as registered, without a port: one that is free is added
 * @param {(address: string) => void} client.open shows the person where to sign in
 */
export async function signIn(endpoints, { clientId, scope, resource, redirectUri, open }) {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const callback = await listen(new URL(redirectUri));
  try {
    open(
      authorizationAddress(endpoints, {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: callback.redirectUri,
        scope,
        resource,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }),
    );
    const code = await callback.code(state);
    return await requestToken(endpoints, {
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: callback.redirectUri,
      scope,
      resource,
      code,
      code_verifier: verifier,
    });
  } finally {
    callback.close();
  }
}

function authorizationAddress({ authorization }, parameters) {
  const address = new URL(authorization);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) address.searchParams.set(name, value);
  }
  return address.href;
}

/** Listens on the host of the redirect URI, which is this machine. */
async function listen(registered) {
  if (registered.protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(registered.hostname)) {
    throw new Error('the redirect URI must be http://localhost or http://127.0.0.1, with a path');
  }
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, registered.hostname, resolve);
  });
  const address = new URL(registered);
  address.port = String(server.address().port);
  return {
    redirectUri: address.href,
    code: (state) => codeOf(server, address, state),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The code of the first request that carries our state; others are turned away. */
function codeOf(server, address, state) {
  return new Promise((resolve, reject) => {
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url, address);
      if (pathname !== address.pathname || searchParams.get('state') !== state) {
        return answer(response, 400, 'This is not the answer to the sign-in that was started here.');
      }
      const code = searchParams.get('code');
      if (code === null) {
        answer(response, 400, 'The sign-in was refused.');
        return reject(new Error(`the provider refused the sign-in: ${searchParams.get('error')}`));
      }
      answer(response, 200, 'Signed in. This page can be closed.');
      return resolve(code);
    });
  });
}

function answer(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${text}\n`);
}
