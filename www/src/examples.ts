/**
 * Tokens to try the page with: their keys are made here, used once and forgotten. Nothing in them is about
 * anybody.
 */
import { EMPTY_POLICY, type PolicyForm } from './policy/form.ts';
import { base64urlText } from './segments.ts';

export interface Example {
  readonly token: string;
  readonly keysText: string;
  readonly policy: PolicyForm;
}

export interface ExampleChoice {
  readonly name: string;
  /** Signs with a fresh key. `now` in seconds. */
  readonly make: (now: number) => Promise<Example>;
}

const LIFETIME = 3600;
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'api://orders';
const TENANT = '11111111-2222-4333-8444-555555555555';
const API = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const KID = 'example-key';

const GENERIC: PolicyForm = { ...EMPTY_POLICY, issuer: ISSUER, audience: AUDIENCE };
const ENTRA: PolicyForm = { ...EMPTY_POLICY, profile: 'entra', tenants: TENANT, audience: API };

/** The first is the one behind the button. */
export const EXAMPLES: readonly ExampleChoice[] = [
  { name: 'A good access token', make: (now) => signed(now, {}) },
  { name: 'One that has expired', make: (now) => signed(now - LIFETIME - 900, {}) },
  { name: 'One whose content was changed', make: changed },
  { name: 'One signed by another key', make: foreign },
  {
    name: 'Microsoft Entra, good',
    make: (now) => entraToken(now, { scp: 'orders.read' }),
  },
  {
    name: 'Microsoft Entra, an ID token',
    make: (now) => entraToken(now, { nonce: 'example-nonce', name: 'Example User' }),
  },
  { name: 'Microsoft Entra, for Graph', make: graphToken },
];

interface SigningKey {
  readonly sign: (signed: string) => Promise<string>;
  readonly jwk: JsonWebKey;
}

async function makeKey(): Promise<SigningKey> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { kty, n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {
    jwk: { kty, n, e } as JsonWebKey,
    sign: async (text) => {
      const signature = await crypto.subtle.sign(
        algorithm.name,
        pair.privateKey,
        new TextEncoder().encode(text),
      );
      return base64url(new Uint8Array(signature));
    },
  };
}

/** An access token as RFC 9068 wants it. */
async function signed(now: number, claims: object, key?: SigningKey): Promise<Example> {
  const signer = key ?? (await makeKey());
  const issued = Math.floor(now);
  const text = signedText(
    { alg: 'RS256', typ: 'at+jwt', kid: KID },
    {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'user-1',
      client_id: 'orders-web',
      scope: 'orders.read orders.write',
      roles: ['orders.reader'],
      iat: issued,
      nbf: issued,
      exp: issued + LIFETIME,
      jti: 'example-token',
      ...claims,
    },
  );
  return { token: `${text}.${await signer.sign(text)}`, keysText: keySet(signer), policy: GENERIC };
}

async function changed(now: number): Promise<Example> {
  const key = await makeKey();
  const good = await signed(now, {}, key);
  const other = await signed(now, { roles: ['orders.admin'] }, key);
  const [header, , signature] = good.token.split('.');
  return { ...good, token: [header, other.token.split('.')[1], signature].join('.') };
}

async function foreign(now: number): Promise<Example> {
  const [example, other] = await Promise.all([signed(now, {}), makeKey()]);
  return { ...example, keysText: keySet(other) };
}

async function entraToken(now: number, claims: object): Promise<Example> {
  const key = await makeKey();
  const text = signedText({ typ: 'JWT', alg: 'RS256', kid: KID }, entraClaims(now, { aud: API, ...claims }));
  return { token: `${text}.${await key.sign(text)}`, keysText: entraKeySet(key), policy: ENTRA };
}

/** What is signed has the hash of the nonce in its header, and what is sent the nonce itself. */
async function graphToken(now: number): Promise<Example> {
  const key = await makeKey();
  const nonce = 'example-nonce-of-the-header';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(nonce));
  const header = { typ: 'JWT', alg: 'RS256', kid: KID };
  const claims = entraClaims(now, { aud: GRAPH, scp: 'User.Read' });
  const hashed = signedText({ ...header, nonce: base64url(new Uint8Array(digest)) }, claims);
  const sent = signedText({ ...header, nonce }, claims);
  return { token: `${sent}.${await key.sign(hashed)}`, keysText: entraKeySet(key), policy: ENTRA };
}

function entraClaims(now: number, claims: object): object {
  const issued = Math.floor(now) - 60;
  return {
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    iat: issued,
    nbf: issued,
    exp: issued + 4800,
    azp: 'cccccccc-0000-4000-8000-000000000001',
    azpacr: '0',
    oid: 'dddddddd-0000-4000-8000-000000000002',
    sub: 'pairwise-example-subject',
    tid: TENANT,
    uti: 'example',
    ver: '2.0',
    ...claims,
  };
}

function keySet({ jwk }: SigningKey): string {
  return JSON.stringify({ keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: KID }] }, undefined, 2);
}

function entraKeySet({ jwk }: SigningKey): string {
  const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
  return JSON.stringify({ keys: [{ ...jwk, use: 'sig', kid: KID, issuer }] }, undefined, 2);
}

function signedText(header: object, claims: object): string {
  return `${base64urlText(JSON.stringify(header))}.${base64urlText(JSON.stringify(claims))}`;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
