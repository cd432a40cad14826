// The provider's endpoints, by its OpenID configuration (OpenID Connect Discovery 1.0, section 4).

/**
 * @typedef {object} Endpoints
 * @property {string} issuer
 * @property {string} token
 * @property {string} authorization
 */

/**
 * @param {string} issuer of Entra `https://login.microsoftonline.com/<tenant id>/v2.0`
 * @returns {Promise<Endpoints>}
 */
export async function discover(issuer) {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  requireTls(address);
  const response = await fetch(address, { redirect: 'error' });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const document = await response.json();
  if (document.issuer !== issuer) throw new Error(`${address} is the document of ${document.issuer}`);
  for (const endpoint of [document.token_endpoint, document.authorization_endpoint]) requireTls(endpoint);
  return { issuer, token: document.token_endpoint, authorization: document.authorization_endpoint };
}

/** A secret or a code goes to these addresses. */
function requireTls(address) {
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && hostname !== '127.0.0.1' && hostname !== 'localhost') {
    throw new Error(`${address} is not https`);
  }
}

/**
 * One request to the token endpoint (RFC 6749, section 3.2).
 *
 * @param {Endpoints} endpoints
 * @param {Record<string, string | undefined>} parameters
 * @param {Record<string, string>} [headers]
 * @returns {Promise<string>} the access token
 */
export async function requestToken({ token }, parameters, headers = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const response = await fetch(token, {
    method: 'POST',
    redirect: 'error',
    headers,
    body: new URLSearchParams(/** @type {[string, string][]} */ (given)),
  });
  const answer = await response.json();
  if (!response.ok)
    throw new Error(`the provider refused: ${answer.error}: ${answer.error_description ?? ''}`);
  return answer.access_token;
}
