/** A browser and a public client in one: the authorization code flow with PKCE (RFC 7636). */
import { createHash, randomBytes } from 'node:crypto';

const MAX_REDIRECTS = 10;

/**
 * Signs the demo user in and exchanges the code.
 *
 * @param {import('../../../examples/idp/src/identity-provider.mjs').ProviderDescription} provider
 * @param {{ clientId: string, redirectUri: string, origin?: string, verifier?: string }} client
 *   `verifier` replaces the right one in the exchange
 * @returns {Promise<Response>} the answer of the token endpoint
 */
export async function signIn(provider, { clientId, redirectUri, origin, verifier }) {
  const secret = randomBytes(32).toString('base64url');
  const code = await authorize(provider, clientId, redirectUri, secret);
  return fetch(provider.tokenEndpoint, {
    method: 'POST',
    headers: origin === undefined ? {} : { origin },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier ?? secret,
    }),
  });
}

async function authorize(provider, clientId, redirectUri, secret) {
  const first = new URL(provider.authorizationEndpoint);
  first.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid orders.read',
    resource: provider.audience,
    state: 'any',
    code_challenge: createHash('sha256').update(secret).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  const last = await followWithCookies(first, provider.issuer);
  const code = last.searchParams.get('code');
  if (code === null) throw new Error(`no code: ${last.searchParams.get('error')}`);
  return code;
}

/** Follows redirects within the provider and returns the first address outside of it. */
export async function followWithCookies(first, issuer) {
  const cookies = new Map();
  let address = first;
  for (let count = 0; count < MAX_REDIRECTS; count += 1) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';', 1)[0].split('=', 2);
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${response.status} at ${address.pathname}, no redirect`);
    address = new URL(location, address);
    if (address.origin !== issuer) return address;
  }
  throw new Error('too many redirects');
}
