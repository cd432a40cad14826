/**
 * The claims challenge of Microsoft Entra: an API asks a client to come back with a token that says more. A
 * client that cannot follow it would only see an error that it does not know, so it is for those that announce
 * the capability `cp1` in their tokens (the optional claim `xms_cc`).
 */
import { isCloudHost } from './entra-clouds.js';
import { checkMembers, configError } from './options.js';
import type { Verified } from './types.js';

/** What the next token must say, and where to get it. One of `acrs` and `nbf`, or both. */
export interface ClaimsChallengeOptions {
  /** The authentication context that the operation needs, such as `c1`. */
  readonly acrs?: string | undefined;
  /** The token must have been issued at this time or later, in seconds: it was revoked, or too much changed. */
  readonly nbf?: number | undefined;
  /**
   * Where the client signs its user in. Default: the common endpoint of the cloud that issued the token. Needed
   * for other issuers, and for version 1.0 tokens of the US Government cloud, whose issuer is the public one.
   */
  readonly authorizationUri?: string | undefined;
  /** The tenant whose endpoint `authorizationUri` is. Default empty, which stands for the common endpoint. */
  readonly realm?: string | undefined;
}

/** Version 1.0 issuers, and the host of the endpoint where their cloud signs users in. */
const HOSTS_OF_VERSION_1: Readonly<Record<string, string>> = {
  'sts.windows.net': 'login.microsoftonline.com',
  'sts.chinacloudapi.cn': 'login.partner.microsoftonline.cn',
};

/**
 * The `WWW-Authenticate` header of an answer 401 that asks the client for a token with more claims, or
 * undefined for a client that could not follow it: answer that one 403.
 *
 * `new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } })`
 *
 * @throws ClaimgateError ERR_CONFIG
 */
export function claimsChallenge(verified: Verified, options: ClaimsChallengeOptions): string | undefined {
  checkMembers(options, ['acrs', 'nbf', 'authorizationUri', 'realm'], 'options');
  const asked = btoa(JSON.stringify({ access_token: essentialClaims(options) }));
  const address = checkedAddress(options.authorizationUri ?? commonEndpoint(verified.issuer));
  const { realm = '' } = options;
  if (typeof realm !== 'string' || !/^[\w.-]*$/.test(realm)) {
    throw configError('realm', 'realm must be a tenant id or a domain.');
  }
  if (!understandsChallenges(verified)) {
    return undefined;
  }
  return `Bearer realm="${realm}", authorization_uri="${address}", error="insufficient_claims", claims="${asked}"`;
}

/** The authentication contexts that the sign-in behind the token fulfilled, such as `c1` (the claim `acrs`). */
export function authenticationContexts(verified: Verified): readonly string[] {
  return texts(verified.claims['acrs']);
}

function understandsChallenges({ claims }: Verified): boolean {
  return texts(claims['xms_cc']).some((capability) => capability.toLowerCase() === 'cp1');
}

function texts(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === 'string');
}

/** The request in the form of OpenID Connect Core 1.0, section 5.5. */
function essentialClaims({ acrs, nbf }: ClaimsChallengeOptions): object {
  if (acrs === undefined && nbf === undefined) {
    throw configError('acrs', 'A challenge asks for acrs or nbf.');
  }
  if (acrs !== undefined && (typeof acrs !== 'string' || !/^[\w-]+$/.test(acrs))) {
    throw configError('acrs', 'acrs must be the id of an authentication context.');
  }
  if (nbf !== undefined && (!Number.isSafeInteger(nbf) || nbf < 0)) {
    throw configError('nbf', 'nbf must be a whole number of seconds.');
  }
  return {
    ...(acrs === undefined ? {} : { acrs: { essential: true, value: acrs } }),
    // As Microsoft writes it: a number in a text.
    ...(nbf === undefined ? {} : { nbf: { essential: true, value: String(nbf) } }),
  };
}

function commonEndpoint(issuer: string): string {
  const [, named = ''] = /^https:\/\/([a-z0-9.-]+)\//.exec(issuer) ?? [];
  const host = HOSTS_OF_VERSION_1[named] ?? named;
  if (!isCloudHost(host)) {
    throw configError('authorizationUri', 'authorizationUri must be given for this issuer.');
  }
  return `https://${host}/common/oauth2/authorize`;
}

function checkedAddress(address: unknown): string {
  if (typeof address !== 'string' || !/^https:\/\/[^\s"\\]+$/.test(address)) {
    throw configError('authorizationUri', 'authorizationUri must be an https address.');
  }
  return address;
}
