/**
 * Keys, tokens and small helpers that the tests of every host share. Tokens are signed by `jose`, never by
 * our code.
 */
import { type Algorithm, ClaimgateError, type ErrorCode, type Jwk, type VerifierOptions } from 'claimgate';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://orders';
/** The time at which the tests happen, in seconds. */
export const NOW = 1_750_000_000;

export interface SigningKey {
  readonly privateJwk: JWK;
  readonly publicJwk: Jwk;
}

export async function signingKey(kid = 'key-1', modulusLength = 2048): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { modulusLength, extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid };
  return { privateJwk: { ...(await exportJWK(pair.privateKey)), kid }, publicJwk };
}

const keys = new Map<string, Promise<SigningKey>>();

/** The key of this name, made once a test file: RSA keys take their time. */
export function sharedKey(kid = 'key-1', modulusLength = 2048): Promise<SigningKey> {
  const name = `${kid}/${modulusLength}`;
  const key = keys.get(name) ?? signingKey(kid, modulusLength);
  keys.set(name, key);
  return key;
}

export interface TokenParts {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly alg?: Algorithm;
}

/** The claims of a token that the options of `optionsFor` accept, with a value that no output may repeat. */
export const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'subject-of-the-token',
  exp: NOW + 600,
  iat: NOW,
  email: 'private@person.example',
} as const;

/** A signed token; a claim or header member that is undefined is left out. */
export async function sign(
  key: SigningKey,
  { claims = {}, header = {}, alg = 'RS256' }: TokenParts = {},
): Promise<string> {
  const protectedHeader = { alg, kid: key.publicJwk.kid as string, ...header };
  return new SignJWT(withoutUndefined({ ...CLAIMS, ...claims }))
    .setProtectedHeader(withoutUndefined(protectedHeader))
    .sign(await importJWK({ ...key.privateJwk, alg }, alg));
}

function withoutUndefined<T extends object>(members: T): T {
  return JSON.parse(JSON.stringify(members)) as T;
}

/** A token of arbitrary texts, for what no signer would sign. */
export function rawToken(header: unknown, payload: unknown, signature = 'AAAA'): string {
  return `${base64url(header)}.${base64url(payload)}.${signature}`;
}

function base64url(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Options that accept the tokens of `sign`. */
export function optionsFor(...keysOfSet: readonly SigningKey[]): VerifierOptions {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { keys: keysOfSet.map(({ publicJwk }) => publicJwk) },
    now: () => NOW,
  };
}

/** What the call throws. Fails the test when it throws nothing, or anything but a ClaimgateError. */
export async function refusalOf(call: () => unknown): Promise<ClaimgateError> {
  let outcome: unknown;
  try {
    outcome = await call();
  } catch (error) {
    if (error instanceof ClaimgateError) {
      return error;
    }
    throw error;
  }
  throw new Error(`Expected a refusal, got ${JSON.stringify(outcome)}`);
}

export async function codeOf(call: () => unknown): Promise<ErrorCode> {
  return (await refusalOf(call)).code;
}

/** The token with the bits of one character's value changed: a different text of the same alphabet. */
export function withCharacterChanged(token: string, position: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const index = alphabet.indexOf(token[position] as string);
  // 32 is the highest of the six bits: part of a byte even in the last character of a segment.
  const other = index < 0 ? 'A' : (alphabet[index ^ 32] as string);
  return token.slice(0, position) + other + token.slice(position + 1);
}
