// docs/COMPARISON.md: what it says about other libraries, asked of the libraries.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createVerifier } from 'claimgate';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
import { sign as honoSign } from 'hono/jwt';
import {
  CompactEncrypt,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { inProject } from '../../../scripts/lib/paths.mjs';

const ISSUER = 'https://id.example';
const AUDIENCE = 'api://orders';
const now = () => Math.floor(Date.now() / 1000);

/** A private key, and the set of its public half, by algorithm. */
const keys = {};

beforeAll(async () => {
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const jwk = { ...(await exportJWK(publicKey)), kid: alg, use: 'sig', alg };
    keys[alg] = { privateKey, jwks: { keys: [jwk] } };
  }
});

function sign(alg, claims = {}) {
  const all = { iss: ISSUER, aud: AUDIENCE, sub: 'user-1', exp: now() + 300, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg, kid: alg, typ: 'JWT' }).sign(keys[alg].privateKey);
}

/** A token with this text as its payload, whatever it is. */
async function signText(text) {
  const { subtle } = globalThis.crypto;
  const pair = await subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    true,
    ['sign', 'verify'],
  );
  const encode = (value) => Buffer.from(value).toString('base64url');
  const input = `${encode('{"alg":"RS256","kid":"RS256","typ":"JWT"}')}.${encode(text)}`;
  const signature = await subtle.sign('RSASSA-PKCS1-v1_5', pair.privateKey, Buffer.from(input));
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'RS256', use: 'sig', alg: 'RS256' };
  return { token: `${input}.${encode(signature)}`, jwks: { keys: [jwk] } };
}

/** Each library with one policy: the claims, or `refused`. */
const LIBRARIES = {
  claimgate: (jwks, algorithms, audience) => {
    const verifier = createVerifier({ issuer: ISSUER, audience, jwks, algorithms });
    return async (token) => (await verifier.verify(token)).claims;
  },
  jose: (jwks, algorithms, audience) => {
    const find = createLocalJWKSet(jwks);
    return async (token) => (await jwtVerify(token, find, { issuer: ISSUER, audience, algorithms })).payload;
  },
  'aws-jwt-verify': (jwks, _algorithms, audience) => {
    const verifier = JwtVerifier.create({ issuer: ISSUER, audience, jwksUri: `${ISSUER}/keys` });
    verifier.cacheJwks(jwks);
    return (token) => verifier.verify(token);
  },
  'hono/jwk': (jwks, alg, aud) => {
    const app = new Hono();
    app.use(jwk({ keys: jwks.keys, alg, verification: { iss: ISSUER, aud } }));
    app.get('/', (c) => c.json(c.get('jwtPayload')));
    return async (token) => {
      const response = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    };
  },
};

async function outcome(library, token, { jwks, algorithms, ...policy }) {
  // Left out on purpose is something else than not mentioned.
  const audience = 'audience' in policy ? policy.audience : AUDIENCE;
  try {
    return (await LIBRARIES[library](jwks, algorithms, audience)(token)).sub;
  } catch {
    return 'refused';
  }
}

/** A provider that can go down, and counts what it is asked. */
class Provider {
  asked = 0;
  isUp = true;
  constructor(jwks) {
    this.jwks = jwks;
  }

  fetch = async () => {
    this.asked += 1;
    if (!this.isUp) throw new TypeError('down');
    return Response.json(this.jwks);
  };
}

/** Each library with the keys of a provider, as its documentation sets it up. */
const REMOTE = {
  claimgate: ({ fetch }) => {
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks: { url: `${ISSUER}/keys` }, fetch });
    return (token) => verifier.verify(token);
  },
  jose: ({ fetch }) => {
    const find = createRemoteJWKSet(new URL(`${ISSUER}/keys`), { [customFetch]: fetch });
    return (token) => jwtVerify(token, find, { issuer: ISSUER, audience: AUDIENCE });
  },
  'aws-jwt-verify': ({ fetch }) => {
    const fetcher = { fetch: async () => (await fetch()).arrayBuffer() };
    const properties = { issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/keys` };
    const verifier = JwtVerifier.create(properties, { jwksCache: new SimpleJwksCache({ fetcher }) });
    return (token) => verifier.verify(token);
  },
  'hono/jwk': ({ fetch }) => {
    vi.stubGlobal('fetch', fetch);
    const app = new Hono();
    const verification = { iss: ISSUER, aud: AUDIENCE };
    app.use(jwk({ jwks_uri: `${ISSUER}/keys`, alg: ['RS256'], verification }));
    // Hono's own handler prints the error.
    app.onError((error, c) => c.text('', error.status ?? 500));
    app.get('/', (c) => c.text('good'));
    return async (token) => {
      const response = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(String(response.status));
    };
  },
};

const statusOf = (verify, token) => verify(token).then(() => 'ok', () => 'error');

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the table', () => {
  test.each([
    ['RS256', { claimgate: 'user-1', jose: 'user-1', 'aws-jwt-verify': 'user-1', 'hono/jwk': 'user-1' }],
    ['PS256', { claimgate: 'user-1', jose: 'user-1', 'aws-jwt-verify': 'refused', 'hono/jwk': 'user-1' }],
    ['ES256', { claimgate: 'refused', jose: 'user-1', 'aws-jwt-verify': 'user-1', 'hono/jwk': 'user-1' }],
    ['EdDSA', { claimgate: 'refused', jose: 'user-1', 'aws-jwt-verify': 'user-1', 'hono/jwk': 'user-1' }],
  ])('%s', async (alg, expected) => {
    const token = await sign(alg);
    for (const [library, wanted] of Object.entries(expected)) {
      const policy = { jwks: keys[alg].jwks, algorithms: [alg] };
      expect([library, await outcome(library, token, policy)]).toEqual([library, wanted]);
    }
  });

  test('a token without exp', async () => {
    const token = await sign('RS256', { exp: undefined });
    const policy = { jwks: keys.RS256.jwks, algorithms: ['RS256'] };
    const outcomes = await Promise.all(Object.keys(LIBRARIES).map((library) => outcome(library, token, policy)));
    expect(outcomes).toEqual(['refused', 'user-1', 'user-1', 'user-1']);
  });

  test('a member twice: the last counts, where it counts', async () => {
    const text = `{"iss":"${ISSUER}","aud":"${AUDIENCE}","exp":${now() + 300},"sub":"user-1","sub":"admin"}`;
    const { token, jwks } = await signText(text);
    const policy = { jwks, algorithms: ['RS256'] };
    const outcomes = await Promise.all(Object.keys(LIBRARIES).map((library) => outcome(library, token, policy)));
    expect(outcomes).toEqual(['refused', 'admin', 'admin', 'admin']);
  });

  test('clock tolerance: a token that expired ten seconds ago', async () => {
    const token = await sign('RS256', { exp: now() - 10 });
    const policy = { jwks: keys.RS256.jwks, algorithms: ['RS256'] };
    const outcomes = await Promise.all(Object.keys(LIBRARIES).map((library) => outcome(library, token, policy)));
    expect(outcomes).toEqual(['user-1', 'refused', 'refused', 'refused']);
  });

  test('the audience left out', async () => {
    const { jwks } = keys.RS256;
    const token = await sign('RS256', { aud: 'api://else' });
    expect(() => createVerifier({ issuer: ISSUER, jwks })).toThrow('audience');
    expect((await jwtVerify(token, createLocalJWKSet(jwks), { issuer: ISSUER })).payload.sub).toBe('user-1');
    // It throws when it verifies.
    expect(await outcome('aws-jwt-verify', token, { jwks, audience: undefined })).toBe('refused');
    expect(await outcome('hono/jwk', token, { jwks, algorithms: ['RS256'], audience: undefined })).toBe('user-1');
    expect(await outcome('aws-jwt-verify', token, { jwks, audience: null })).toBe('user-1');
  });

  test('keys between requests: who asks the provider for the second one', async () => {
    const token = await sign('RS256');
    for (const [library, times] of Object.entries({ claimgate: 1, jose: 1, 'aws-jwt-verify': 1, 'hono/jwk': 2 })) {
      const provider = new Provider(keys.RS256.jwks);
      const verify = REMOTE[library](provider);
      expect([library, await statusOf(verify, token), await statusOf(verify, token)]).toEqual([library, 'ok', 'ok']);
      expect([library, provider.asked]).toEqual([library, times]);
    }
  });

  test('the provider down, and the keys too old', async () => {
    const HOUR = 3600; // seconds
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await sign('RS256', { exp: now() + 400 * 24 * HOUR });
    const provider = new Provider(keys.RS256.jwks);
    const verifiers = Object.values(REMOTE).map((make) => make(provider));
    const outcomes = () => Promise.all(verifiers.map((verify) => statusOf(verify, token)));
    expect(await outcomes()).toEqual(['ok', 'ok', 'ok', 'ok']);
    provider.isUp = false;
    const start = Date.now();
    const after = (hours) => {
      vi.setSystemTime(start + hours * HOUR * 1000);
      return outcomes();
    };
    expect(await after(9 / 60)).toEqual(['ok', 'ok', 'ok', 'error']);
    expect(await after(11 / 60)).toEqual(['ok', 'error', 'ok', 'error']);
    expect(await after(23)).toEqual(['ok', 'error', 'ok', 'error']);
    expect(await after(25)).toEqual(['error', 'error', 'ok', 'error']);
    expect(await after(365 * 24)).toEqual(['error', 'error', 'ok', 'error']);
  });

  test('signing', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const [secret, jwk] = await Promise.all(
      [privateKey, publicKey].map(async (key) => ({ ...(await exportJWK(key)), kid: 'RS256', alg: 'RS256' })),
    );
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'user-1', exp: now() + 300 };
    const token = await honoSign(claims, secret, 'RS256');
    const policy = { jwks: { keys: [jwk] }, algorithms: ['RS256'] };
    expect(await outcome('claimgate', token, policy)).toBe('user-1');
    const exported = Object.keys({ ...(await import('claimgate')), ...(await import('aws-jwt-verify')) });
    expect(exported.filter((name) => /sign(?!ature)|encrypt|decrypt/i.test(name))).toEqual([]);
  });

  test('without waiting', async () => {
    const token = await sign('RS256');
    const { jwks } = keys.RS256;
    expect(createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks }).verifySync(token).claims.sub).toBe('user-1');
    const aws = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/keys` });
    aws.cacheJwks(jwks);
    expect(aws.verifySync(token).sub).toBe('user-1');
    expect(jwtVerify(token, createLocalJWKSet(jwks))).toBeInstanceOf(Promise);
  });

  test('no runtime dependencies', async () => {
    for (const name of ['claimgate', 'jose', 'aws-jwt-verify', 'hono']) {
      const manifest = JSON.parse(await readFile(inProject('node_modules', name, 'package.json'), 'utf8'));
      expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    }
  });
});

describe('what others do better', () => {
  test('jose encrypts, and is smaller', async () => {
    const { publicKey } = await generateKeyPair('RSA-OAEP-256');
    const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM' };
    const encrypted = await new CompactEncrypt(Buffer.from('{}')).setProtectedHeader(header).encrypt(publicKey);
    expect(await outcome('claimgate', encrypted, keys.RS256)).toBe('refused');

    const size = async (contents) => {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: inProject('pkg') },
        bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent',
      });
      return gzipSync(outputFiles[0].contents).length;
    };
    const jose = await size("export { createRemoteJWKSet, jwtVerify } from 'jose';");
    const claimgate = await size("export { createVerifier } from 'claimgate';");
    expect(claimgate / jose).toBeGreaterThan(3);
  });
});
