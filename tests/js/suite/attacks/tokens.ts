/** Tokens of any text that are genuinely signed: only what is wrong with the text can refuse them. */
import { base64url } from 'jose';
import { CLAIMS } from '../support.js';
import type { SigningKey } from '../support.js';
import { ownKey, signatureOf, type Scheme } from './keys.js';

export const HEADER = '{"alg":"RS256","kid":"key-1"}';

/** The usual claims as JSON text, and the inside of their object. */
export const PAYLOAD = JSON.stringify(CLAIMS);
export const MEMBERS = PAYLOAD.slice(1, -1);

export interface Signer {
  readonly key?: SigningKey;
  readonly scheme?: Scheme;
}

export const encoded = (content: string | Uint8Array): string => base64url.encode(content);

/** Signs segments as they are, whatever they decode to. */
export async function signSegments(
  header: string,
  payload: string,
  { key, scheme = 'RS256' }: Signer = {},
): Promise<string> {
  const input = `${header}.${payload}`;
  return `${input}.${encoded(await signatureOf(input, scheme, key ?? (await ownKey())))}`;
}

/** A token of these contents. */
export function signed(
  header: string | Uint8Array,
  payload: string | Uint8Array = PAYLOAD,
  signer: Signer = {},
): Promise<string> {
  return signSegments(encoded(header), encoded(payload), signer);
}

export function withHeader(header: string): Promise<string> {
  return signed(header);
}

/** A header with members beside the usual ones, as JSON text. */
export function withMember(member: string): Promise<string> {
  return signed(`${HEADER.slice(0, -1)},${member}}`);
}

export function withClaims(payload: string | Uint8Array): Promise<string> {
  return signed(HEADER, payload);
}

/** The usual claims but for one, given as JSON text; without it, that claim is left out. */
export function withClaim(name: string, value?: string): Promise<string> {
  const others = Object.entries(CLAIMS).filter(([known]) => known !== name);
  const members = others.map(([known, text]) => `"${known}":${JSON.stringify(text)}`);
  return withClaims(`{${[...members, ...(value === undefined ? [] : [`"${name}":${value}`])].join(',')}}`);
}

/** Header and payload of the usual token, and what its signature covers. */
export const SIGNING_INPUT = `${encoded(HEADER)}.${encoded(PAYLOAD)}`;

/** The usual header and payload with another signature. */
export function withSignature(signature: Uint8Array): string {
  return `${SIGNING_INPUT}.${encoded(signature)}`;
}

/** The three segments of a token. */
export function segmentsOf(token: string): [header: string, payload: string, signature: string] {
  return token.split('.') as [string, string, string];
}

/** The token without its signature, dot included. */
export function unsigned(token: string): string {
  return token.slice(0, token.lastIndexOf('.') + 1);
}
