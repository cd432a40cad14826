// npm run token -- "orders.read orders.write": a token for `wrangler dev`, signed by a key of your own. The key is new each
// time; its public half goes into .dev.vars, which wrangler reads and git ignores.

import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const SECONDS = 3600;

const configuration = readFileSync(new URL('wrangler.jsonc', import.meta.url), 'utf8');
const variable = (name) => new RegExp(`"${name}": "([^"]*)"`).exec(configuration)[1];

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'dev', use: 'sig', alg: 'RS256' }];
writeFileSync(new URL('.dev.vars', import.meta.url), `DEV_JWKS='${JSON.stringify({ keys })}'\n`);

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: variable('ISSUER'),
  aud: variable('AUDIENCE'),
  sub: 'developer',
  scope: process.argv[2] ?? 'orders.read',
  iat: now,
  exp: now + SECONDS,
};
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const input = `${encode({ alg: 'RS256', kid: 'dev', typ: 'at+jwt' })}.${encode(claims)}`;
console.log(`${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`);
