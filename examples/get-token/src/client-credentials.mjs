// An application on its own behalf (RFC 6749, section 4.4).

import { requestToken } from './discovery.mjs';

/**
 * @param {import('./discovery.mjs').Endpoints} endpoints
 * @param {{ clientId: string, secret: string, scope: string, resource?: string }} client
 *   `scope`: of Entra always `<application id URI>/.default`
 */
export function clientCredentials(endpoints, { clientId, secret, scope, resource }) {
  // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
  const credentials = [clientId, secret].map(encodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return requestToken(endpoints, { grant_type: 'client_credentials', scope, resource }, { authorization });
}
