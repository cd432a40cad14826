/** Data of others, read from the folder that CLAIMGATE_VECTORS names. */
import { ClaimgateError, engine, type Jwk, type JwkSet, verifySignature } from 'claimgate';
import { base64url } from 'jose';
import files from 'virtual:claimgate-vectors';
import { describe, test } from 'vitest';

/** The tests of some files, or one that says that they were skipped. */
export function withVectors(title: string, tests: () => void): void {
  if (Object.keys(files).length > 0) {
    describe(title, tests);
    return;
  }
  const reason = 'CLAIMGATE_VECTORS is not set';
  test(`${title} (skipped: ${reason})`, ({ skip }) => {
    console.log(`${title}: skipped, ${reason}`);
    skip(reason);
  });
}

/** A file by its path in the folder. */
export function vectors(file: string): unknown {
  if (!(file in files)) {
    throw new Error(`There is no ${file} among the vectors.`);
  }
  return files[file];
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** The examples publish private keys; what a provider publishes is their public part. */
export function publicSet(jwks: Jwk | JwkSet): JwkSet {
  const keys = 'keys' in jwks ? (jwks.keys as readonly Jwk[]) : [jwks];
  const isPublic = ([member]: [string, unknown]) => !PRIVATE_MEMBERS.includes(member);
  return { keys: keys.map((key) => Object.fromEntries(Object.entries(key).filter(isPublic))) };
}

/** The payload of a good signature as base64url, or the code that refuses it: most payloads are no claims. */
export function judged(token: string, jwks: JwkSet): { payload: string } | { code: string } {
  try {
    const { payload } = verifySignature(token, jwks, { algorithms: engine().algorithms });
    return { payload: base64url.encode(payload) };
  } catch (error) {
    if (error instanceof ClaimgateError && error.code !== 'ERR_ENGINE_PANIC') {
      return { code: error.code };
    }
    throw error;
  }
}

/** A counter of names. */
export function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
