/** Tokens and keys in the shapes of Microsoft's identity providers. */
import type { Jwk, VerifierOptions } from 'claimgate';
import { NOW, sharedKey, sign, type SigningKey, type TokenParts } from './support.js';

export const TENANT = 'c0ffee00-0000-4000-8000-000000000001';
export const OTHER_TENANT = 'c0ffee00-0000-4000-8000-000000000002';
export const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
/** The client id of the API: the audience of version 2.0 tokens. */
export const API = 'a91ca7e5-0000-4000-8000-000000000001';
/** The application ID URI: the audience of version 1.0 tokens. */
export const API_URI = `api://${API}`;
export const CLIENT = 'c11e47a0-0000-4000-8000-000000000001';
export const PERSON = '0b1ec700-0000-4000-8000-000000000001';
export const KEY_TEMPLATE = 'https://login.microsoftonline.com/{tenantid}/v2.0';

export function issuerV1(tenant: string): string {
  return `https://sts.windows.net/${tenant}/`;
}

export function issuerV2(tenant: string): string {
  return `https://login.microsoftonline.com/${tenant}/v2.0`;
}

export type Claims = Readonly<Record<string, unknown>>;

/** What a person's token for the API says, in version 2.0. */
export function claimsV2(tenant = TENANT): Claims {
  return {
    iss: issuerV2(tenant),
    aud: API,
    ver: '2.0',
    tid: tenant,
    azp: CLIENT,
    oid: PERSON,
    sub: 'pairwise',
    scp: 'orders.read',
  };
}

/** The same in version 1.0. */
export function claimsV1(tenant = TENANT): Claims {
  return {
    iss: issuerV1(tenant),
    aud: API_URI,
    ver: '1.0',
    tid: tenant,
    appid: CLIENT,
    oid: PERSON,
    sub: 'pairwise',
    scp: 'orders.read',
  };
}

/** The key as Entra publishes it. */
export function entraKey({ publicJwk }: SigningKey, members: Partial<Jwk> = {}): Jwk {
  return { ...publicJwk, issuer: KEY_TEMPLATE, ...members };
}

/** The options with a fixed key set and the clock of the tests. */
export function withKeys(options: VerifierOptions, ...keys: readonly Jwk[]): VerifierOptions {
  return { ...options, jwks: { keys }, now: () => NOW };
}

/** A token signed by the shared key. */
export async function signed(claims: Claims, header: TokenParts['header'] = {}): Promise<string> {
  return sign(await sharedKey(), { claims, header: { typ: 'JWT', ...header } });
}
