/**
 * Keys of the attacks, which sign whatever they are told to. Those that a library makes are made once a file;
 * the odd ones are computed from a fixed seed.
 */
import type { Jwk } from 'claimgate';
import { base64url } from 'jose';
import { sharedKey, type SigningKey } from '../support.js';
import {
  bytesOf,
  inverse,
  numberOf,
  power,
  primeAmong,
  randomNumbers,
  shortestBytes,
  SMALL_PRIMES,
} from './numbers.js';

export type Scheme = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512';

export const USUAL_EXPONENT = 65_537n;

/** The numbers of a private key. */
export interface PrivateNumbers {
  readonly n: bigint;
  readonly e: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

/** Who signs: `key-1`, which the verifiers know, or a stranger. */
export function ownKey(): Promise<SigningKey> {
  return sharedKey();
}

export function strangersKey(): Promise<SigningKey> {
  return sharedKey('other');
}

const imported = new Map<string, Promise<CryptoKey>>();

/** The signature of text by an independent implementation. */
export async function signatureOf(
  text: string,
  scheme: Scheme,
  { privateJwk }: SigningKey,
): Promise<Uint8Array> {
  const bits = scheme.slice(2);
  const name = scheme.startsWith('RS') ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS';
  const label = `${scheme} ${privateJwk.n}`;
  const key =
    imported.get(label) ??
    crypto.subtle.importKey('jwk', { ...privateJwk, kty: 'RSA' }, { name, hash: `SHA-${bits}` }, false, [
      'sign',
    ]);
  imported.set(label, key);
  const data = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.sign({ name, saltLength: Number(bits) / 8 }, await key, data));
}

/** A keyed hash of text; an empty secret is the same as zeros (RFC 2104), which every host imports. */
export async function macOf(
  text: string,
  hash: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const raw = secret.length === 0 ? new Uint8Array(1) : secret;
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
}

export async function digestOf(text: string, hash: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(text)));
}

export function numbersOf({ privateJwk }: SigningKey): PrivateNumbers {
  const number = (member: 'n' | 'e' | 'p' | 'q') => numberOf(base64url.decode(privateJwk[member] as string));
  return { n: number('n'), e: number('e'), p: number('p'), q: number('q') };
}

export function sizeOf({ n }: Pick<PrivateNumbers, 'n'>): number {
  return Math.ceil(n.toString(16).length / 2);
}

/** The private operation on a block that is already encoded (RFC 8017, section 5.2.1). */
export function privateOperation(key: PrivateNumbers, block: Uint8Array): Uint8Array<ArrayBuffer> {
  const { p, q, e } = key;
  const value = numberOf(block);
  const root = (prime: bigint) => power(value % prime, inverse(e, prime - 1n), prime);
  const [atP, atQ] = [root(p), root(q)];
  const difference = ((((atP - atQ) * inverse(q, p)) % p) + p) % p;
  return bytesOf(atQ + q * difference, sizeOf(key));
}

/** The public half as a JWK under `key-1`, with members changed or, where undefined, left out. */
export function jwkOf({ n, e }: Pick<PrivateNumbers, 'n' | 'e'>, members: Partial<Jwk> = {}): Jwk {
  return {
    kty: 'RSA',
    kid: 'key-1',
    n: base64url.encode(shortestBytes(n)),
    e: base64url.encode(shortestBytes(e)),
    ...members,
  };
}

const computed = new Map<string, PrivateNumbers>();

function once(name: string, make: () => PrivateNumbers): PrivateNumbers {
  const key = computed.get(name) ?? make();
  computed.set(name, key);
  return key;
}

/** A key of any size and exponent. */
export function computedKey(bits: number, e = USUAL_EXPONENT): PrivateNumbers {
  return once(`${bits}/${e}`, () => {
    const random = randomNumbers(bits + Number(e));
    // The two top bits are set, so that the product has its full length.
    const candidate = () => random(bits / 2) | (3n << BigInt(bits / 2 - 2)) | 1n;
    const prime = () =>
      primeAmong(() => {
        let number = candidate();
        while ((number - 1n) % e === 0n) {
          number = candidate();
        }
        return number;
      });
    const [p, q] = [prime(), prime()];
    return { n: p * q, e, p, q };
  });
}

/** CVE-2017-15361: the primes of Infineon's generator are `k * M + (65537^a mod M)`. */
export function rocaKey(): PrivateNumbers {
  return once('ROCA', () => {
    const random = randomNumbers(50);
    const product = SMALL_PRIMES.reduce((all, prime) => all * prime, 1n);
    const factor = (3n << 1022n) / product;
    const prime = () =>
      primeAmong(() => (factor + random(32)) * product + power(USUAL_EXPONENT, random(64), product));
    const [p, q] = [prime(), prime()];
    return { n: p * q, e: USUAL_EXPONENT, p, q };
  });
}
