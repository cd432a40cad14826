// The real command in a process of its own, and what the tests give it.

import { spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../../pkg/dist/cli/main.js', import.meta.url));

/** Seconds. Tokens of the tests are good at this time, which they name. */
export const NOW = 1_700_000_000;
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://orders';

/**
 * @param {readonly string[]} args
 * @param {{ input?: string, env?: Record<string, string> }} [options]
 * @returns {Promise<{ code: number | null, out: string, err: string }>}
 */
export function claimgate(args, { input = '', env = {} } = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** A key pair with its names. */
export function makeKey(kid) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, publicKey, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

export function claims(changes = {}) {
  return { iss: ISSUER, aud: AUDIENCE, sub: 's', iat: NOW - 60, nbf: NOW - 60, exp: NOW + 600, ...changes };
}

export function makeToken(key, payload = claims(), header = {}) {
  const input = signingInput({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header }, payload);
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

export function makeSecretToken(secret, payload = claims()) {
  const input = signingInput({ alg: 'HS256', typ: 'JWT' }, payload);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function signingInput(header, payload) {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** A folder with files; `file(name, content)` writes one and gives its path. */
export async function makeFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'claimgate-cli-'));
  return {
    async file(name, content) {
      const file = path.join(folder, name);
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    path: (name) => path.join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A provider on loopback: what it answers can be changed, and its requests are counted. */
export async function startProvider(keys) {
  const state = { keys, status: 200, requests: [] };
  const server = createServer((request, response) => {
    state.requests.push(request.url);
    const origin = `http://127.0.0.1:${server.address().port}`;
    const documents = {
      '/.well-known/openid-configuration': { issuer: origin, jwks_uri: `${origin}/keys` },
      '/keys': { keys: state.keys },
    };
    const document = documents[request.url];
    response.writeHead(document === undefined ? 404 : state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return Object.assign(state, {
    origin,
    keysAddress: `${origin}/keys`,
    configuration: `${origin}/.well-known/openid-configuration`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  });
}
