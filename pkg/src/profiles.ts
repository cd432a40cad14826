/**
 * Options for well-known providers. Each returns plain `createVerifier` options:
 * `createVerifier({ ...auth0({ domain, audience }), clockTolerance: 5 })`.
 */
import { checkMembers, configError } from './options.js';
import type { VerifierOptions } from './types.js';

type Audience = VerifierOptions['audience'];

/**
 * Any OpenID Connect issuer, by its configuration document (OpenID Connect Discovery 1.0, section 4).
 * @throws ClaimgateError ERR_CONFIG
 */
export function oidc(options: { readonly issuer: string; readonly audience: Audience }): VerifierOptions {
  checkMembers(options, ['issuer', 'audience'], 'options');
  const { issuer, audience } = options;
  if (typeof issuer !== 'string' || issuer === '') {
    throw configError('issuer', 'issuer must be the address of the issuer.');
  }
  return {
    issuer,
    audience,
    jwks: { discovery: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration` },
  };
}

/**
 * Cloudflare Access: the token in the `Cf-Access-Jwt-Assertion` header.
 * @param options.team the `<team>` of `<team>.cloudflareaccess.com`
 * @param options.audience the application audience (AUD) tag
 * @throws ClaimgateError ERR_CONFIG
 */
export function cloudflareAccess(options: {
  readonly team: string;
  readonly audience: Audience;
}): VerifierOptions {
  checkMembers(options, ['team', 'audience'], 'options');
  const issuer = `https://${hostName('team', `${options.team}.cloudflareaccess.com`)}`;
  return { issuer, audience: options.audience, jwks: { url: `${issuer}/cdn-cgi/access/certs` } };
}

/**
 * Google: ID tokens. Google's access tokens are not JWTs.
 * @param options.audience the client id
 * @throws ClaimgateError ERR_CONFIG
 */
export function google(options: { readonly audience: Audience }): VerifierOptions {
  checkMembers(options, ['audience'], 'options');
  return {
    // Both forms are documented for the `iss` of an ID token.
    issuer: ['https://accounts.google.com', 'accounts.google.com'],
    audience: options.audience,
    jwks: { url: 'https://www.googleapis.com/oauth2/v3/certs' },
  };
}

/**
 * Auth0: RS256 access and ID tokens.
 * @param options.domain the tenant's domain or custom domain, without `https://`
 * @throws ClaimgateError ERR_CONFIG
 */
export function auth0(options: { readonly domain: string; readonly audience: Audience }): VerifierOptions {
  checkMembers(options, ['domain', 'audience'], 'options');
  const issuer = `https://${hostName('domain', options.domain)}/`;
  return { issuer, audience: options.audience, jwks: { url: `${issuer}.well-known/jwks.json` } };
}

/**
 * Okta: tokens of a custom authorization server. The access tokens of Okta's org server are for Okta alone.
 * @param options.domain the org's domain or custom domain, without `https://`
 * @param options.authorizationServer its id; default `default`
 * @throws ClaimgateError ERR_CONFIG
 */
export function okta(options: {
  readonly domain: string;
  readonly audience: Audience;
  readonly authorizationServer?: string | undefined;
}): VerifierOptions {
  checkMembers(options, ['domain', 'audience', 'authorizationServer'], 'options');
  const { authorizationServer = 'default' } = options;
  if (!/^\w+$/.test(authorizationServer)) {
    throw configError(
      'authorizationServer',
      'authorizationServer must be the id of an authorization server.',
    );
  }
  const issuer = `https://${hostName('domain', options.domain)}/oauth2/${authorizationServer}`;
  return { issuer, audience: options.audience, jwks: { url: `${issuer}/v1/keys` } };
}

/**
 * Amazon Cognito: access tokens of a user pool. They name no audience, but the client that asked for them, so that
 * the clients stand in for it: a token of any other client is `ERR_CLIENT_NOT_ALLOWED` (403), and one that is no
 * access token by its `token_use` is `ERR_TOKEN_NOT_ACCESS`. For ID tokens, whose audience is the client id, use
 * `oidc({ issuer, audience })`.
 * @param options.userPool its id, such as `eu-central-1_AbCdEfGhI`
 * @param options.clients the app client ids that may call
 * @param options.audience where clients ask for a resource, its identifier: what `aud` must then be. Default: `aud`
 *   is not looked at.
 * @throws ClaimgateError ERR_CONFIG
 */
export function cognito(options: {
  readonly userPool: string;
  readonly clients: readonly string[];
  readonly audience?: Audience | undefined;
}): VerifierOptions {
  checkMembers(options, ['userPool', 'clients', 'audience'], 'options');
  const { userPool, clients, audience = null } = options;
  const [, region] = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+$/.exec(userPool) ?? [];
  if (region === undefined) {
    throw configError('userPool', 'userPool must be the id of a user pool, such as eu-central-1_AbCdEfGhI.');
  }
  if (!isList(clients) || clients.length === 0) {
    throw configError('clients', 'clients must be a list of app client ids.');
  }
  // The regions in China have a domain of their own: from documentation, not measured.
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const issuer = `https://cognito-idp.${region}.${domain}/${userPool}`;
  return {
    issuer,
    audience,
    jwks: { url: `${issuer}/.well-known/jwks.json` },
    provider: { kind: 'cognito', allowedClients: [...clients] },
  };
}

/** As `Array.isArray`, which forgets what a typed list holds. */
function isList(value: readonly string[]): boolean {
  return Array.isArray(value);
}

/** A name that cannot bend the address it is put into. */
export function hostName(option: string, name: string): string {
  if (typeof name !== 'string' || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name)) {
    throw configError(option, `${option} must be a plain name, without scheme, port or path.`);
  }
  return name.toLowerCase();
}
