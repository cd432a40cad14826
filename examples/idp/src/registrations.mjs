/** Who may ask for tokens, and the roles each brings. */
import { randomBytes } from 'node:crypto';

/** The user that every sign-in becomes. */
export const DEMO_USER = 'demo-user';

export const ADMIN_ROLE = 'orders.admin';
const READER_ROLE = 'orders.read';

/**
 * @typedef {object} ClientDescription
 * @property {string} id
 * @property {string} [secret] absent for public clients
 * @property {string[]} [redirectUris] for the authorization code flow
 * @property {string[]} [roles] of tokens by client credentials; other tokens carry the roles of the user
 *
 * @typedef {object} Registrations
 * @property {() => import('oidc-provider').ClientMetadata[]} clientMetadata for `oidc-provider`
 * @property {() => Record<string, ClientDescription>} describeClients by a short name
 * @property {(clientId: string) => readonly string[]} rolesOfClient
 * @property {(accountId: string) => readonly string[]} rolesOfUser
 */

/**
 * @param {string[]} pageOrigins
 * @returns {Registrations}
 */
export function createRegistrations(pageOrigins) {
  /** @type {Record<string, ClientDescription>} */
  const clients = {
    admin: { id: 'orders-admin', secret: newSecret(), roles: [ADMIN_ROLE, READER_ROLE] },
    reader: { id: 'orders-reader', secret: newSecret(), roles: [READER_ROLE] },
    page: { id: 'debugger-page', redirectUris: pageOrigins.map((origin) => `${origin}/`) },
    // A native client may use any port of this address (RFC 8252, section 7.3).
    commandLine: { id: 'command-line', redirectUris: ['http://127.0.0.1/callback'] },
  };
  const roles = new Map(Object.values(clients).map((client) => [client.id, client.roles ?? []]));

  return {
    clientMetadata: () => Object.values(clients).map(metadataOf),
    describeClients: () => structuredClone(clients),
    rolesOfClient: (clientId) => roles.get(clientId) ?? [],
    rolesOfUser: (accountId) => (accountId === DEMO_USER ? [READER_ROLE] : []),
  };
}

function metadataOf({ id, secret, redirectUris }) {
  if (secret !== undefined) {
    return {
      client_id: id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    };
  }
  return {
    client_id: id,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    redirect_uris: redirectUris,
    response_types: ['code'],
  };
}

function newSecret() {
  return randomBytes(32).toString('base64url');
}
