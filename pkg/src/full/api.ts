/**
 * The API of the root with the full engine: every standard algorithm, reports that explain, and keys in
 * whatever form people have them. For debuggers, command lines and tests; in production use the root.
 */
import { call } from '../engine.js';
import { describeEngine, type EngineDescription } from '../engine-info.js';
import { edgeWasmSha256, fullWasmSha256 } from '../generated/build-info.js';
import { inspect as inspectWithEngine, type InspectOptions } from '../inspect.js';
import { configError } from '../options.js';
import type { JwkMembers, PolicyOptions, VerifierOptions } from '../types.js';
import { createVerifier as createVerifierWithEngine, type Verifier } from '../verifier.js';
import type { ExplainedReport, FullAlgorithm, KeysRead, ReasonText } from './types.js';

export * from '../index.js';
export type * from './types.js';

/** A policy that may name the algorithms of the full build. */
export type FullPolicyOptions = Omit<PolicyOptions, 'algorithms'> & {
  readonly algorithms?: readonly FullAlgorithm[] | undefined;
};

/** The options of `createVerifier` with the algorithms of the full build. */
export type FullVerifierOptions = Omit<VerifierOptions, 'algorithms'> & {
  readonly algorithms?: readonly FullAlgorithm[] | undefined;
};

/** The options of `inspect` with the algorithms of the full build. */
export type FullInspectOptions = Omit<InspectOptions, 'policy'> & {
  readonly policy?: { readonly [K in keyof FullPolicyOptions]?: FullPolicyOptions[K] | undefined } | undefined;
};

/** Which engine gives the verdicts, and which one the root has. */
export type FullEngineDescription = Omit<EngineDescription, 'algorithms'> & {
  readonly algorithms: readonly FullAlgorithm[];
  /** SHA-256 of `claimgate/core.wasm` of the same package, in hexadecimal. */
  readonly edgeWasmSha256: string;
};

/** Describes the running engine. @throws ClaimgateError ERR_ENGINE_PANIC */
export function engine(): FullEngineDescription {
  return { ...describeEngine(fullWasmSha256), edgeWasmSha256 };
}

/**
 * Judges a token offline and explains the outcome: `cause` and `fix` on each check that did not pass, notes in
 * words, and what each key has to do with the token.
 * @throws ClaimgateError as the root's
 */
export function inspect(token: string, options: FullInspectOptions = {}): ExplainedReport {
  return inspectWithEngine(token, options as InspectOptions) as ExplainedReport;
}

/** As the root's, with the algorithms of this build. @throws ClaimgateError ERR_CONFIG, ERR_JWKS_INVALID */
export function createVerifier(options: FullVerifierOptions | readonly FullVerifierOptions[]): Verifier {
  return createVerifierWithEngine(options as VerifierOptions | readonly VerifierOptions[]);
}

/**
 * Reads keys in whatever form people have them: a JWK, a key set, PEM (public key, certificate, PKCS#1), the
 * bare base64 of one of these, or an `x5c` list. Of a private key only the public part comes back, and the
 * entry says so.
 * @param options.kid given to a key that has none. A token names its key, and PEM has no names.
 * @throws ClaimgateError ERR_CONFIG for what is no text
 */
export function readKeys(text: string, { kid }: { readonly kid?: string | undefined } = {}): KeysRead {
  checkText(text, 'text');
  const { jwks, ...rest } = call((bindings) => JSON.parse(bindings.readKeys?.(text) ?? '{}') as KeysRead);
  if (jwks === undefined) {
    return rest;
  }
  const keys = jwks.keys.map((key) => (kid === undefined || key.kid !== undefined ? key : { ...key, kid }));
  return { jwks: { keys }, ...rest };
}

/**
 * A shared secret as a key for the HS algorithms.
 * @param encoding how the text stands for the bytes of the secret. Default `text`: by its own characters.
 * @throws ClaimgateError ERR_KEY_UNUSABLE for text that is not in that encoding, or empty; ERR_CONFIG for what is
 *   no text
 */
export function secretKey(secret: string, encoding: 'text' | 'base64' | 'base64url' = 'text') {
  checkText(secret, 'secret');
  checkText(encoding, 'encoding');
  return call((bindings) => JSON.parse(bindings.secretKey?.(secret, encoding) ?? '{}') as SecretJwk);
}

/** The engine would break on anything else, and be replaced. */
function checkText(value: unknown, name: string): void {
  if (typeof value !== 'string') {
    throw configError(name, `${name} must be a text.`);
  }
}

/**
 * Every text that a report may explain with, for documentation and for pages that link to one. `{names}` in
 * them are filled in by reports.
 * @throws ClaimgateError ERR_ENGINE_PANIC
 */
export function reasonTexts(): readonly ReasonText[] {
  const rows = call((bindings) => JSON.parse(bindings.reasonTexts?.() ?? '[]') as [string, string, string][]);
  return rows.map(([key, cause, fix]) => {
    const [reason = key, variant] = key.split('/');
    return { reason, cause, ...(variant === undefined ? {} : { variant }), ...(fix === '' ? {} : { fix }) };
  });
}

/** A symmetric key (RFC 7518, section 6.4). Never publish it. */
export interface SecretJwk extends JwkMembers {
  readonly kty: 'oct';
  readonly k: string;
}
