/**
 * A token to try the page with: its key is made here, used once and forgotten. Nothing in it is about
 * anybody.
 */

const LIFETIME = 3600;

export interface Example {
  readonly token: string;
  readonly keysText: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Signs an access token (RFC 9068) with a fresh key. `now` in seconds. */
export async function makeExample(now: number): Promise<Example> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { kty, n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const issued = Math.floor(now);
  const issuer = 'https://issuer.example';
  const audience = 'api://orders';
  const header = { alg: 'RS256', typ: 'at+jwt', kid: 'example-key' };
  const claims = {
    iss: issuer,
    aud: audience,
    sub: 'user-1',
    client_id: 'orders-web',
    scope: 'orders.read orders.write',
    roles: ['orders.reader'],
    iat: issued,
    nbf: issued,
    exp: issued + LIFETIME,
    jti: 'example-token',
  };
  const signed = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`;
  const signature = await crypto.subtle.sign(algorithm.name, pair.privateKey, utf8(signed));
  return {
    token: `${signed}.${base64url(new Uint8Array(signature))}`,
    keysText: JSON.stringify(
      { keys: [{ kty, use: 'sig', alg: header.alg, kid: header.kid, n, e }] },
      undefined,
      2,
    ),
    issuer,
    audience,
  };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
