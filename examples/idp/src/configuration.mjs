/** The configuration of `oidc-provider`: JWT access tokens for one API, with the roles of whoever asks. */
import { randomBytes } from 'node:crypto';
import { errors } from 'oidc-provider';
import { interactionPath } from './interaction.mjs';
import { ALGORITHM } from './signing-keys.mjs';

const ACCESS_TOKEN_SECONDS = 600;
const SCOPES = ['orders.read', 'orders.write'];

/**
 * @param {object} parts
 * @param {string} parts.audience
 * @param {import('./registrations.mjs').Registrations} parts.registrations
 * @param {import('./signing-keys.mjs').SigningKeys} parts.signingKeys
 * @param {{ jwks: string, token: string, authorization: string }} parts.paths
 * @returns {import('oidc-provider').Configuration}
 */
export function providerConfiguration({ audience, registrations, signingKeys, paths }) {
  return {
    jwks: signingKeys.privateSet(),
    clients: registrations.clientMetadata(),
    scopes: ['openid', ...SCOPES],
    routes: { jwks: paths.jwks, token: paths.token, authorization: paths.authorization },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientBasedCORS: (_context, origin, client) =>
      client.redirectUris.some((uri) => new URL(uri).origin === origin),
    interactions: { url: (_context, interaction) => interactionPath(interaction.uid) },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_context, token) => ({
      roles: token.accountId === undefined
        ? registrations.rolesOfClient(token.clientId)
        : registrations.rolesOfUser(token.accountId),
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        // Without this a token with the scope openid would be an opaque one for the userinfo endpoint.
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) =>
          resourceServer(resource, audience, signingKeys.currentKid()),
      },
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: ACCESS_TOKEN_SECONDS,
      Session: ACCESS_TOKEN_SECONDS,
      Grant: ACCESS_TOKEN_SECONDS,
    },
  };
}

function resourceServer(resource, audience, kid) {
  if (resource !== audience) throw new errors.InvalidTarget();
  return {
    audience,
    scope: SCOPES.join(' '),
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: ALGORITHM, kid } },
  };
}
