/** examples/get-token as a person runs it, against the local provider. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createVerifier } from 'claimgate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startIdentityProvider } from '../../../examples/idp/src/identity-provider.mjs';
import { followWithCookies } from '../idp/sign-in.mjs';

const SCRIPT = fileURLToPath(new URL('../../../examples/get-token/get-token.mjs', import.meta.url));
const AUDIENCE = 'api://orders';

let provider;
let description;
let verifier;

beforeAll(async () => {
  // The library warns that it keeps its state in memory, which is what this provider promises.
  vi.spyOn(console, 'warn').mockReturnValue();
  provider = await startIdentityProvider({ port: 0, audience: AUDIENCE, pageOrigins: [] });
  description = provider.description;
  const { issuer, discovery } = description;
  verifier = createVerifier({ issuer, audience: AUDIENCE, jwks: { discovery }, allowHttpLoopback: true });
});

afterAll(() => provider.close());

/** Runs the script; `onAddress` plays the person who opens the address that it prints. */
function run(args, { secret, onAddress } = {}) {
  const env = { ...process.env };
  delete env.CLIENT_SECRET;
  if (secret !== undefined) env.CLIENT_SECRET = secret;
  const child = spawn(process.execPath, [SCRIPT, ...args], { env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  return new Promise((resolve, reject) => {
    let isOpened = false;
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
      const [address] = /http:\S+(?=\n)/.exec(output.stderr) ?? [];
      if (address === undefined || isOpened || onAddress === undefined) return;
      isOpened = true;
      onAddress(new URL(address)).catch((error) => {
        child.kill();
        reject(error);
      });
    });
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

function common(client) {
  return ['--issuer', description.issuer, '--client', client.id, '--resource', AUDIENCE];
}

describe('client credentials', () => {
  const args = (client) => ['client-credentials', ...common(client), '--scope', 'orders.read'];

  test('print a token that the API accepts, and nothing else', async () => {
    const { admin } = description.clients;
    const { code, stdout, stderr } = await run(args(admin), { secret: admin.secret });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const verified = await verifier.verify(stdout.trim());
    expect(verified.subject).toMatchObject({ kind: 'app', client: admin.id });
    expect(verified.roles).toEqual(admin.roles);
  });

  test('with a wrong secret say why, without the secret', async () => {
    const { code, stdout, stderr } = await run(args(description.clients.admin), { secret: 'a-wrong-secret' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('invalid_client');
    expect(stderr).not.toContain('a-wrong-secret');
  });

  test('without a secret say what is missing', async () => {
    const { code, stderr } = await run(args(description.clients.admin));
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'CLIENT_SECRET is not set\n' });
  });
});

describe('a sign-in', () => {
  const args = () => [
    'sign-in',
    ...common(description.clients.commandLine),
    '--scope',
    'openid orders.read',
    '--redirect',
    'http://127.0.0.1/callback',
  ];

  /** What the browser sends back to the script. */
  const callbackOf = (address) => followWithCookies(address, description.issuer);

  test('prints a token for the person that the API accepts', async () => {
    const answers = [];
    const { code, stdout } = await run(args(), {
      onAddress: async (address) => {
        expect(address.searchParams.get('code_challenge_method')).toBe('S256');
        answers.push(await (await fetch(await callbackOf(address))).text());
      },
    });
    expect({ code, answers }).toEqual({ code: 0, answers: ['Signed in. This page can be closed.\n'] });
    const { claims, scopes } = await verifier.verify(stdout.trim());
    expect(claims.sub).toBe('demo-user');
    expect(scopes).toContain('orders.read');
  });

  test("turns away an answer to somebody else's sign-in, and waits for its own", async () => {
    const statuses = [];
    const { code, stdout } = await run(args(), {
      onAddress: async (address) => {
        const callback = await callbackOf(address);
        const forged = new URL(callback);
        forged.searchParams.set('state', 'another');
        for (const answer of [forged, callback]) statuses.push((await fetch(answer)).status);
      },
    });
    expect({ code, statuses }).toEqual({ code: 0, statuses: [400, 200] });
    await verifier.verify(stdout.trim());
  });

  test('says that the person refused', async () => {
    const { code, stdout, stderr } = await run(args(), {
      onAddress: async (address) => {
        const back = new URL(address.searchParams.get('redirect_uri'));
        back.search = String(
          new URLSearchParams({ error: 'access_denied', state: address.searchParams.get('state') }),
        );
        await fetch(back);
      },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('access_denied');
  });
});

test.each([
  ['no flow', [], /^usage:/],
  ['an issuer without TLS', ['client-credentials', '--issuer', 'http://id.example'], /is not https/],
])('%s is said', async (_name, [flow, ...rest], message) => {
  const args = [flow, ...rest, '--client', 'c', '--scope', 's'].filter((argument) => argument !== undefined);
  const { code, stderr } = await run(args, { secret: 'x' });
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});
