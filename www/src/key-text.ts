/** What a text with keys is. The engine reads keys; the page knows what else is pasted in their place. */
import { ClaimgateError, type JwkSet, type KeyForm, type KeyFound } from 'claimgate/full/slim';

import type { Engine } from './engine.ts';

/** How the text stands for keys: in a form that tells itself, or as a shared secret. */
export type KeyReading = 'auto' | 'text' | 'base64url' | 'base64';

export interface ReadText {
  readonly jwks: JwkSet | undefined;
  readonly found: readonly KeyFound[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

export const NO_KEYS: ReadText = { jwks: undefined, found: [], problems: [] };

/** An OpenID configuration, which says where the keys are. */
export interface Configuration {
  readonly issuer: string;
  readonly keysAddress: string;
}

/** @param kid the token's name for its key, which a key without a name takes on */
export function readKeyText(
  engine: Engine,
  text: string,
  reading: KeyReading,
  kid: string | undefined,
): ReadText {
  if (text.trim() === '' || readConfiguration(text) !== undefined) {
    return NO_KEYS;
  }
  if (reading !== 'auto') {
    return readSecret(engine, text.trim(), reading);
  }
  const { jwks, found, problems } = engine.readKeys(text, { kid });
  return {
    jwks,
    found,
    problems: problems.map(({ text: cause, fix }) =>
      [cause, fix].filter((part) => part !== undefined).join(' '),
    ),
  };
}

function readSecret(engine: Engine, text: string, encoding: Exclude<KeyReading, 'auto'>): ReadText {
  try {
    return { jwks: { keys: [{ ...engine.secretKey(text, encoding) }] }, found: [], problems: [] };
  } catch (error) {
    if (error instanceof ClaimgateError && error.code === 'ERR_KEY_UNUSABLE') {
      return { ...NO_KEYS, problems: [error.message] };
    }
    throw error;
  }
}

export function readConfiguration(text: string): Configuration | undefined {
  const value = parsed(text);
  return isObject(value) && typeof value['jwks_uri'] === 'string'
    ? { issuer: typeof value['issuer'] === 'string' ? value['issuer'] : '', keysAddress: value['jwks_uri'] }
    : undefined;
}

/** Whether an answer of a server could hold keys at all. */
export function isKeyDocument(text: string): boolean {
  const value = parsed(text);
  return isObject(value) && (Array.isArray(value['keys']) || typeof value['kty'] === 'string');
}

export function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

const FORMS: Readonly<Record<KeyForm, string>> = {
  jwk: 'One JWK',
  jwks: 'A JWKS',
  spki: 'A public key (SPKI)',
  pkcs1: 'An RSA public key (PKCS#1)',
  certificate: 'A certificate (X.509)',
  x5c: 'A certificate chain (x5c)',
  pkcs8: 'A private key (PKCS#8)',
  sec1: 'A private key (SEC 1)',
};

/** `A JWKS with 3 keys`. */
export function formText({ found, jwks }: ReadText): string | undefined {
  const [first] = found;
  if (first === undefined) {
    return jwks === undefined ? undefined : 'A shared secret';
  }
  const name = FORMS[first.form] + (first.withoutArmour === true ? ', without BEGIN and END' : '');
  const count = found.length;
  return first.form === 'jwks' ? `${name} with ${count} ${count === 1 ? 'key' : 'keys'}` : name;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
