// A temporary project for each host: the packed package, the probe that every host runs, and its signed tokens.

import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

import { captureNpm } from '../lib/npm.mjs';
import { StepError } from '../lib/steps.mjs';
import { inMatrix } from './tools.mjs';

const LIFETIME = 3600; // seconds

/** @returns {Promise<string>} the path of the tarball */
export async function pack() {
  const { code, stdout, output } = await captureNpm([
    'pack', '--json', '--pack-destination', inMatrix(), '--workspace', 'claimgate',
  ]);
  if (code !== 0) throw new StepError(`npm pack failed: ${output}`);
  return inMatrix(JSON.parse(stdout)[0].filename);
}

/** A key set, a token that it verifies, and two that it must not. */
export async function makeFixture() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'matrix', use: 'sig' }];
  const now = Math.floor(Date.now() / 1000);
  const sign = (exp) =>
    new SignJWT({ iss: 'https://issuer.example', aud: 'api://matrix', sub: 'matrix-user', exp })
      .setProtectedHeader({ alg: 'RS256', kid: 'matrix' })
      .sign(privateKey);
  const token = await sign(now + LIFETIME);
  const [header, payload, signature] = token.split('.');
  const forged = JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'admin' });
  return {
    options: { issuer: 'https://issuer.example', audience: 'api://matrix', jwks: { keys } },
    token,
    forged: [header, Buffer.from(forged).toString('base64url'), signature].join('.'),
    expired: await sign(now - LIFETIME),
  };
}

/**
 * What every host runs. `api` is what the package exports; the result is plain JSON.
 */
const PROBE = `
export async function probe(api, fixture) {
  const { createVerifier, engine } = api;
  const verifier = createVerifier(fixture.options);
  const outcome = async (token) => {
    try {
      return (await verifier.verify(token)).claims.sub;
    } catch (error) {
      return error.code ?? String(error);
    }
  };
  const { kernel, version, wasmSha256 } = engine();
  return {
    kernel, version, wasmSha256,
    good: await outcome(fixture.token),
    forged: await outcome(fixture.forged),
    expired: await outcome(fixture.expired),
  };
}
`;

/** What the probe has to say, beside the kernel. */
export const EXPECTED = { good: 'matrix-user', forged: 'ERR_SIGNATURE_INVALID', expired: 'ERR_TOKEN_EXPIRED' };

/**
 * Makes the project of a host: the tarball's files in node_modules/claimgate, as npm puts them there, and
 * `probe.mjs` and `fixture.mjs` beside those given.
 *
 * @param {{ tarball: string, fixture: object }} common
 * @param {string} name
 * @param {Record<string, string>} files
 * @returns {Promise<string>} its folder
 */
export async function makeProject({ tarball, fixture }, name, files) {
  const folder = inMatrix('projects', name.replaceAll(/[^\w]+/g, '-'));
  await rm(folder, { recursive: true, force: true });
  const target = path.join(folder, 'node_modules', 'claimgate');
  await mkdir(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components', '1']);
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: { claimgate: '0.1.0' } };
  const all = {
    'package.json': JSON.stringify(manifest),
    'probe.mjs': PROBE,
    'fixture.mjs': `export const fixture = ${JSON.stringify(fixture)};\n`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}

/** Imports the package and prints what the probe says. */
export const PRINTING_SCRIPT = `import * as claimgate from 'claimgate';
import { fixture } from './fixture.mjs';
import { probe } from './probe.mjs';
probe(claimgate, fixture).then((result) => console.log('PROBE' + JSON.stringify(result)));
`;

/** Leaves what the probe says where the browser's driver finds it. */
export const PAGE_SCRIPT = `import * as claimgate from 'claimgate';
import { fixture } from './fixture.mjs';
import { probe } from './probe.mjs';
probe(claimgate, fixture).then(
  (result) => { globalThis.probeResult = result; },
  (error) => { globalThis.probeResult = { error: String(error) }; },
);
`;

/** Answers a request with what the probe says. */
export const FETCH_HANDLER = `import * as claimgate from 'claimgate';
import { fixture } from './fixture.mjs';
import { probe } from './probe.mjs';
export default { fetch: async () => Response.json(await probe(claimgate, fixture)) };
`;

/** The result in the output of PRINTING_SCRIPT. */
export function printedResult(output) {
  const line = output.split('\n').find((text) => text.startsWith('PROBE'));
  if (line === undefined) throw new StepError(output.trim().slice(-1500) || 'no output');
  return JSON.parse(line.slice('PROBE'.length));
}

/** Bytes of all files of a folder with one of these endings, each compressed by gzip. */
export async function gzipSize(folder, endings = ['.js', '.mjs', '.wasm']) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && endings.includes(path.extname(entry.name)));
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => gzipSync(await readFile(path.join(parentPath, name))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Bytes, each file compressed by gzip, of the package's files that a host with these conditions loads: for
 * hosts that take them as they are.
 */
export async function loadedSize(folder, conditions) {
  const { metafile } = await build({
    stdin: { contents: "export * from 'claimgate';", resolveDir: folder },
    bundle: true, write: false, metafile: true, format: 'esm', platform: 'neutral', conditions,
    external: ['node:*'], loader: { '.wasm': 'copy' }, outdir: path.join(folder, 'unused'), logLevel: 'silent',
    absWorkingDir: folder,
  });
  const inputs = Object.keys(metafile.inputs).filter((file) => file.includes('node_modules'));
  // Node's entry reads the modules of the edge build from files, which no bundler sees.
  const wasm = path.join('node_modules', 'claimgate', 'wasm');
  const read = inputs.some((file) => file.endsWith('entry.node.js'))
    ? (await readdir(path.join(folder, wasm))).filter((name) => name.endsWith('.wasm') && !name.startsWith('full')).map((name) => path.join(wasm, name))
    : [];
  const sizes = await Promise.all(
    [...inputs, ...read].map(async (file) => gzipSync(await readFile(path.join(folder, file))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
