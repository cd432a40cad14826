/** examples/native: the crate and the package give one verdict from one policy file. */
import { createVerifier, isClaimgateError, type PolicyOptions } from 'claimgate';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SigningKey, sign, signingKey, withCharacterChanged } from '../suite/support.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const POLICY = path.join(ROOT, 'examples', 'native', 'policy.json');
const folder = mkdtempSync(path.join(tmpdir(), 'claimgate-native-'));
const keysFile = path.join(folder, 'keys.json');
let key: SigningKey;
let program = '';

beforeAll(async () => {
  key = await signingKey('native');
  writeFileSync(keysFile, JSON.stringify({ keys: [key.publicJwk] }));
  const build = ['build', '--quiet', '--locked', '--package', 'claimgate-example-native', '--message-format', 'json'];
  const messages = execFileSync('cargo', build, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 });
  const { executable } = messages
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly executable?: string | null })
    .find((message) => typeof message.executable === 'string')!;
  program = executable!;
}, 600_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** `valid` or the code, by the native program. */
function native(token: string): string {
  const { stdout } = spawnSync(program, [POLICY, keysFile, token], { encoding: 'utf8' });
  const [verdict = '', detail = ''] = stdout.split(' ');
  return verdict === 'valid' ? verdict : detail.trim();
}

test('one policy file, two hosts, one verdict', async () => {
  const policy = JSON.parse(readFileSync(POLICY, 'utf8')) as PolicyOptions;
  const verifier = createVerifier({ ...policy, jwks: { keys: [key.publicJwk] } });
  const now = Math.floor(Date.now() / 1000);
  const fresh = { iat: now, exp: now + 600 };
  const token = await sign(key, { claims: fresh });
  const tokens = {
    valid: token,
    ERR_SIGNATURE_INVALID: withCharacterChanged(token, token.length - 20),
    ERR_TOKEN_EXPIRED: await sign(key, { claims: { ...fresh, exp: now - 11 } }),
    ERR_AUDIENCE_MISMATCH: await sign(key, { claims: { ...fresh, aud: 'api://else' } }),
    ERR_CLAIM_MISSING: await sign(key, { claims: { ...fresh, sub: undefined } }),
    ERR_KEY_NOT_FOUND: await sign(key, { claims: fresh, header: { kid: 'other' } }),
  };
  for (const [expected, text] of Object.entries(tokens)) {
    const here = await verifier.verify(text).then(
      () => 'valid',
      (refusal: unknown) => (isClaimgateError(refusal) ? refusal.code : refusal),
    );
    expect([native(text), here]).toEqual([expected, expected]);
  }
});
