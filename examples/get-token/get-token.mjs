// Gets an access token for an API and prints it. README.md says which value of the portal goes where.
//
//   CLIENT_SECRET=... node get-token.mjs client-credentials --issuer <issuer> --client <id> --scope <scope>
//   node get-token.mjs sign-in --issuer <issuer> --client <id> --scope <scope> [--redirect <uri>]

import { parseArgs } from 'node:util';

import { signIn } from './src/authorization-code.mjs';
import { clientCredentials } from './src/client-credentials.mjs';
import { discover } from './src/discovery.mjs';

const USAGE = `usage: node get-token.mjs client-credentials|sign-in --issuer <issuer> --client <id> --scope <scope>
  --resource <api>   the API, for providers that ask for it by this parameter (RFC 8707); Entra does not
  --redirect <uri>   of sign-in: the registered redirect URI without its port (http://localhost/callback)
  CLIENT_SECRET      in the environment, for client-credentials`;

const OPTIONS = /** @type {const} */ ({
  issuer: { type: 'string' },
  client: { type: 'string' },
  scope: { type: 'string' },
  resource: { type: 'string' },
  redirect: { type: 'string', default: 'http://localhost/callback' },
});

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const { issuer, client, scope, resource, redirect } = values;
  const [flow] = positionals;
  if (issuer === undefined || client === undefined || scope === undefined) throw new Error(USAGE);

  const endpoints = await discover(issuer);
  const request = { clientId: client, scope, resource };
  switch (flow) {
    case 'client-credentials': {
      const secret = process.env.CLIENT_SECRET;
      if (secret === undefined) throw new Error('CLIENT_SECRET is not set');
      return clientCredentials(endpoints, { ...request, secret });
    }
    case 'sign-in':
      return signIn(endpoints, {
        ...request,
        redirectUri: redirect,
        // The token is what goes to standard output, so that `TOKEN=$(node get-token.mjs ...)` works.
        open: (address) => console.error(`Sign in with a browser at:\n${address}`),
      });
    default:
      throw new Error(USAGE);
  }
}

try {
  console.log(await main());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
