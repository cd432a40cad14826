/**
 * One token for each rule, and the code that refuses it. Used to check the codes, and that no refusal leaks a
 * token.
 */
import type { ErrorCode, VerifierOptions } from 'claimgate';
import { CLAIMS, NOW, optionsFor, rawToken, sharedKey, sign, type TokenParts } from './support.js';

export interface RefusedToken {
  readonly name: string;
  readonly code: ErrorCode;
  readonly token: () => string | Promise<string>;
  readonly options?: Partial<VerifierOptions>;
}

const signed = (parts: TokenParts) => async () => sign(await sharedKey(), parts);
const header = (members: Readonly<Record<string, unknown>>) => () =>
  rawToken({ alg: 'RS256', kid: 'key-1', ...members }, CLAIMS, 'c2VjcmV0LXNpZ25hdHVyZQ');

export const REFUSED_TOKENS: readonly RefusedToken[] = [
  { name: 'empty', code: 'ERR_TOKEN_EMPTY', token: () => '' },
  {
    name: 'longer than the limit',
    code: 'ERR_TOKEN_TOO_LARGE',
    token: signed({ claims: { pad: 'x'.repeat(20000) } }),
  },
  {
    name: 'longer than the configured limit',
    code: 'ERR_TOKEN_TOO_LARGE',
    token: signed({}),
    options: { maxTokenBytes: 99 },
  },
  { name: 'two segments', code: 'ERR_TOKEN_MALFORMED', token: () => 'eyJhbGciOiJSUzI1NiJ9.e30' },
  { name: 'empty payload', code: 'ERR_TOKEN_MALFORMED', token: () => 'eyJhbGciOiJSUzI1NiJ9..AAAA' },
  {
    name: 'encrypted',
    code: 'ERR_TOKEN_ENCRYPTED',
    token: () => `${rawToken({ alg: 'RSA-OAEP', enc: 'A256GCM' }, 'k')}.AAAA.AAAA`,
  },
  {
    name: 'padding',
    code: 'ERR_TOKEN_BASE64URL',
    token: () => `${rawToken({ alg: 'RS256', kid: 'key-1' }, CLAIMS)}==`,
  },
  {
    name: 'payload that is not JSON',
    code: 'ERR_TOKEN_JSON',
    token: () => rawToken({ alg: 'RS256', kid: 'key-1' }, '{"iss":'),
  },
  {
    name: 'claim twice',
    code: 'ERR_TOKEN_DUPLICATE_MEMBER',
    token: () => rawToken({ alg: 'RS256', kid: 'key-1' }, '{"sub":"private@person.example","s\\u0075b":"b"}'),
  },
  { name: 'no alg', code: 'ERR_HEADER_INVALID', token: header({ alg: undefined }) },
  { name: 'kid not a text', code: 'ERR_HEADER_INVALID', token: header({ kid: 7 }) },
  { name: 'alg none', code: 'ERR_ALG_NOT_ALLOWED', token: () => rawToken({ alg: 'none' }, CLAIMS, '') },
  { name: 'alg HS256', code: 'ERR_ALG_NOT_ALLOWED', token: header({ alg: 'HS256' }) },
  { name: 'alg outside the list', code: 'ERR_ALG_NOT_ALLOWED', token: signed({ alg: 'PS256' }) },
  { name: 'crit', code: 'ERR_HEADER_CRIT', token: header({ crit: ['exp'] }) },
  { name: 'b64', code: 'ERR_HEADER_B64', token: header({ b64: false, crit: ['b64'] }) },
  { name: 'another typ', code: 'ERR_HEADER_TYP', token: signed({ header: { typ: 'logout+jwt' } }) },
  { name: 'unknown kid', code: 'ERR_KEY_NOT_FOUND', token: signed({ header: { kid: 'other' } }) },
  { name: 'kid in another case', code: 'ERR_KEY_NOT_FOUND', token: signed({ header: { kid: 'KEY-1' } }) },
  {
    name: 'signature of another key',
    code: 'ERR_SIGNATURE_INVALID',
    token: async () => sign(await sharedKey('other'), { header: { kid: 'key-1' } }),
  },
  {
    name: 'no signature',
    code: 'ERR_SIGNATURE_INVALID',
    token: async () => `${(await sign(await sharedKey())).split('.').slice(0, 2).join('.')}.`,
  },
  { name: 'no exp', code: 'ERR_CLAIM_MISSING', token: signed({ claims: { exp: undefined } }) },
  { name: 'no iss', code: 'ERR_CLAIM_MISSING', token: signed({ claims: { iss: undefined } }) },
  {
    name: 'required claim',
    code: 'ERR_CLAIM_MISSING',
    token: signed({}),
    options: { requiredClaims: ['tid'] },
  },
  { name: 'exp a text', code: 'ERR_CLAIM_TYPE', token: signed({ claims: { exp: String(NOW + 600) } }) },
  { name: 'expired', code: 'ERR_TOKEN_EXPIRED', token: signed({ claims: { exp: NOW - 600 } }) },
  { name: 'not yet valid', code: 'ERR_TOKEN_NOT_YET_VALID', token: signed({ claims: { nbf: NOW + 600 } }) },
  {
    name: 'too old',
    code: 'ERR_TOKEN_TOO_OLD',
    token: signed({ claims: { iat: NOW - 600 } }),
    options: { maxTokenAge: 60 },
  },
  {
    name: 'from the future',
    code: 'ERR_ISSUED_IN_FUTURE',
    token: signed({ claims: { iat: NOW + 600 } }),
    options: { maxTokenAge: 60 },
  },
  {
    name: 'another issuer',
    code: 'ERR_ISSUER_MISMATCH',
    token: signed({ claims: { iss: 'https://evil.example' } }),
  },
  {
    name: 'issuer with a slash more',
    code: 'ERR_ISSUER_MISMATCH',
    token: signed({ claims: { iss: 'https://issuer.example/' } }),
  },
  {
    name: 'another audience',
    code: 'ERR_AUDIENCE_MISMATCH',
    token: signed({ claims: { aud: 'api://else' } }),
  },
  {
    name: 'longer audience',
    code: 'ERR_AUDIENCE_MISMATCH',
    token: signed({ claims: { aud: 'api://orders/v2' } }),
  },
];

/** Options under which the token is refused for its own reason and no other. */
export async function optionsOf(refused: RefusedToken): Promise<VerifierOptions> {
  return { ...optionsFor(await sharedKey()), ...refused.options };
}
