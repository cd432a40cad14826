/**
 * The provider's HTTP server. It outlives the `oidc-provider` instance behind it, because that library reads
 * its keys when it is constructed: a rotation builds a new instance with the new keys and swaps it in.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { providerConfiguration } from './configuration.mjs';
import { sendJson } from './http.mjs';
import { finishInteraction, isInteraction } from './interaction.mjs';
import { createRegistrations } from './registrations.mjs';
import { createSigningKeys } from './signing-keys.mjs';
import { createTestRoutes } from './test-routes.mjs';

const LOOPBACK = '127.0.0.1';
const PATHS = {
  discovery: '/.well-known/openid-configuration',
  jwks: '/jwks',
  token: '/token',
  authorization: '/auth',
};

/**
 * @typedef {object} ProviderOptions
 * @property {number} port 0 takes a free one
 * @property {string} audience the API that access tokens are for: their `aud`, and the `resource` (RFC 8707)
 * @property {string[]} pageOrigins of pages that may sign users in; the redirect URI of each is its path `/`
 *
 * @typedef {object} ProviderDescription what a client needs to know; the secrets are made for this run
 * @property {string} issuer
 * @property {string} audience
 * @property {string} discovery
 * @property {string} jwksUri
 * @property {string} tokenEndpoint
 * @property {string} authorizationEndpoint
 * @property {Record<string, import('./registrations.mjs').ClientDescription>} clients
 *
 * @typedef {object} IdentityProvider
 * @property {ProviderDescription} description
 * @property {() => Promise<void>} close ends open connections too
 */

/**
 * Starts a provider on 127.0.0.1 with fresh keys and secrets, which are never written anywhere.
 *
 * @param {ProviderOptions} options
 * @returns {Promise<IdentityProvider>}
 */
export async function startIdentityProvider({ port, audience, pageOrigins }) {
  const signingKeys = await createSigningKeys();
  const registrations = createRegistrations(pageOrigins);
  const fetches = { jwks: 0, discovery: 0 };

  const server = createServer();
  const host = `${LOOPBACK}:${await listen(server, port)}`;
  const issuer = `http://${host}`;

  let provider = buildProvider();
  let answer = provider.callback();
  const testRoutes = createTestRoutes({
    signingKeys,
    fetches,
    onRotated: () => {
      provider = buildProvider();
      answer = provider.callback();
    },
  });

  function buildProvider() {
    const configuration = providerConfiguration({ audience, registrations, signingKeys, paths: PATHS });
    const instance = new Provider(issuer, configuration);
    instance.on('server_error', (_context, error) => console.error(error));
    return instance;
  }

  async function route(request, response) {
    // A page that rebinds its own host name to 127.0.0.1 still sends that name here.
    if (request.headers.host !== host) return sendJson(response, 421, { error: 'misdirected_request' });

    const { pathname } = new URL(request.url, issuer);
    if (pathname === PATHS.jwks) fetches.jwks += 1;
    if (pathname === PATHS.discovery) fetches.discovery += 1;

    if (testRoutes.has(pathname)) return testRoutes.handle(pathname, request, response);
    if (isInteraction(pathname)) return finishInteraction(provider, request, response);
    return answer(request, response);
  }

  server.on('request', (request, response) => {
    route(request, response).catch((error) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'server_error' });
    });
  });

  return {
    description: {
      issuer,
      audience,
      discovery: issuer + PATHS.discovery,
      jwksUri: issuer + PATHS.jwks,
      tokenEndpoint: issuer + PATHS.token,
      authorizationEndpoint: issuer + PATHS.authorization,
      clients: registrations.describeClients(),
    },
    close: () => close(server),
  };
}

/** Resolves to the port. */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.removeListener('error', reject);
      resolve(server.address().port);
    });
  });
}

function close(server) {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
