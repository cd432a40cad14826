/** What a text about keys is, for showing it. Whether a key can be used is the engine's to say. */

/** One key of a set as it is shown: members of the document, nothing judged. */
export interface ListedKey {
  readonly kid: string | undefined;
  readonly facts: readonly string[];
  /** It has the member that only a private key has, or is a shared secret. */
  readonly isSecret: boolean;
}

export type KeyDocument =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'keys'; readonly keys: readonly ListedKey[] }
  | { readonly kind: 'configuration'; readonly issuer: string; readonly keysAddress: string };

/** Tells a key set, a single key and an OpenID configuration apart. */
export function readKeyDocument(text: string): KeyDocument {
  if (text.trim() === '') {
    return { kind: 'empty' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  if (!isObject(value)) {
    return { kind: 'unknown' };
  }
  if (Array.isArray(value['keys'])) {
    return { kind: 'keys', keys: value['keys'].filter(isObject).map(listed) };
  }
  if (typeof value['jwks_uri'] === 'string') {
    return { kind: 'configuration', issuer: textOf(value['issuer']) ?? '', keysAddress: value['jwks_uri'] };
  }
  return typeof value['kty'] === 'string' ? { kind: 'keys', keys: [listed(value)] } : { kind: 'unknown' };
}

function listed(key: Readonly<Record<string, unknown>>): ListedKey {
  const facts = [textOf(key['kty']), sizeOf(key), textOf(key['alg']), useOf(key)].filter(
    (fact) => fact !== undefined,
  );
  return { kid: textOf(key['kid']), facts, isSecret: 'd' in key || 'k' in key };
}

/** The length of an RSA modulus as far as base64url tells it. */
function sizeOf(key: Readonly<Record<string, unknown>>): string | undefined {
  const modulus = textOf(key['n']);
  return modulus === undefined ? undefined : `${Math.floor((modulus.length * 6) / 8) * 8} bits`;
}

function useOf(key: Readonly<Record<string, unknown>>): string | undefined {
  const use = textOf(key['use']);
  return use === 'sig' ? 'for signatures' : use === 'enc' ? 'for encryption' : use;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
