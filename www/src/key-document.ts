/** What a text about keys is, for showing it. Whether a key can be used is the engine's to say. */

/** One key of a set as it is shown: members of the document, nothing judged. */
export interface ListedKey {
  readonly kid: string | undefined;
  readonly kty: string | undefined;
  readonly alg: string | undefined;
  readonly use: string | undefined;
  /** The length of an RSA modulus. */
  readonly bits: number | undefined;
  readonly facts: readonly string[];
  /** It has the member that only a private key has, or is a shared secret. */
  readonly isSecret: boolean;
}

export type KeyDocument =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'keys'; readonly name: string; readonly keys: readonly ListedKey[] }
  | { readonly kind: 'configuration'; readonly issuer: string; readonly keysAddress: string };

type Members = Readonly<Record<string, unknown>>;

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
    const keys = value['keys'].filter(isObject).map(listed);
    return { kind: 'keys', name: `A JWKS with ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`, keys };
  }
  if (typeof value['jwks_uri'] === 'string') {
    return { kind: 'configuration', issuer: textOf(value['issuer']) ?? '', keysAddress: value['jwks_uri'] };
  }
  return typeof value['kty'] === 'string'
    ? { kind: 'keys', name: 'One JWK', keys: [listed(value)] }
    : { kind: 'unknown' };
}

function listed(key: Members): ListedKey {
  const [kty, alg, use] = [textOf(key['kty']), textOf(key['alg']), textOf(key['use'])];
  const bits = modulusBits(key);
  const facts = [
    kty,
    textOf(key['crv']),
    bits === undefined ? undefined : `${bits} bits`,
    alg,
    useText(use),
    ...(typeof key['issuer'] === 'string' ? [`for ${key['issuer']}`] : []),
    ...(Array.isArray(key['x5c']) ? ['with a certificate'] : []),
  ].filter((fact) => fact !== undefined);
  return { kid: textOf(key['kid']), kty, alg, use, bits, facts, isSecret: 'd' in key || 'k' in key };
}

/** The length of an RSA modulus as far as base64url tells it. */
function modulusBits(key: Members): number | undefined {
  const modulus = textOf(key['n']);
  return modulus === undefined ? undefined : Math.floor((modulus.length * 6) / 8) * 8;
}

function useText(use: string | undefined): string | undefined {
  return use === 'sig' ? 'for signatures' : use === 'enc' ? 'for encryption' : use;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
