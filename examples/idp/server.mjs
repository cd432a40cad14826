#!/usr/bin/env node
/**
 * Runs the local OpenID provider until SIGTERM or SIGINT.
 *
 *   node server.mjs [--port 0] [--audience api://orders] [--page-origin http://127.0.0.1:8787]...
 *
 * Prints one line of JSON, the `ProviderDescription`, once it answers. That line holds the client secrets of
 * this run: it is meant for the program that started the provider.
 */
import { parseArgs } from 'node:util';
import { startIdentityProvider } from './src/identity-provider.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    audience: { type: 'string', default: 'api://orders' },
    'page-origin': { type: 'string', multiple: true, default: ['http://127.0.0.1:8787'] },
  },
});

const provider = await startIdentityProvider({
  port: Number(values.port),
  audience: values.audience,
  pageOrigins: values['page-origin'],
});
console.log(JSON.stringify(provider.description));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => { void provider.close(); });
}
