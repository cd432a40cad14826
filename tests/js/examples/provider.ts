/** An OpenID provider on loopback: two documents, and tokens that jose signs for now. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const AUDIENCE = 'api://orders';

export interface Provider {
  readonly issuer: string;
  token(claims?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): void;
}

export async function startProvider(): Promise<Provider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }];
  const server = createServer((request, response) => {
    const document = request.url === '/keys' ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    token(claims = {}) {
      const exp = Math.floor(Date.now() / 1000) + 300;
      return new SignJWT({ iss: issuer, aud: AUDIENCE, sub: 'user-1', exp, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .sign(privateKey);
    },
    close: () => server.close(),
  };
}
