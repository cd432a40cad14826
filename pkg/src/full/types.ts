/** What the full engine adds to the types of the root. */
import type { Algorithm, Check, Jwk, Note, Report } from '../types.js';

/** The signature algorithms of the full build. */
export type FullAlgorithm =
  Algorithm | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519' | 'HS256' | 'HS384' | 'HS512';

/** A check with its explanation. Present where it did not pass. */
export interface ExplainedCheck extends Check {
  /** What is wrong, in a sentence or two. */
  readonly cause?: string;
  /** What to do about it. */
  readonly fix?: string;
  /** How the token's value misses the policy's, such as `trailing_slash`; or which kind of thing was found. */
  readonly nearMiss?: string;
}

/** A note in words. */
export interface ExplainedNote extends Note {
  /** Which kind, where a reason has several. */
  readonly variant?: string;
  readonly severity: 'info' | 'warning';
  readonly text: string;
  readonly fix?: string;
}

/** What is said of a reason, before the values of a token are filled in. */
export interface ReasonText {
  readonly reason: string;
  /** `nearMiss` of a check, `variant` of a note. */
  readonly variant?: string;
  readonly cause: string;
  readonly fix?: string;
}

/** What one key of the set has to do with the token. */
export interface KeyAnswer {
  /** Its place in the set. */
  readonly index: number;
  readonly kid?: string;
  readonly kty?: 'RSA' | 'EC' | 'OKP' | 'oct';
  readonly alg?: string;
  readonly crv?: string;
  /** Of the RSA modulus or of the secret. */
  readonly bits?: number;
  /** RFC 7638, SHA-256, base64url; not of a secret. */
  readonly thumbprint?: string;
  /** Microsoft's `issuer` of the key. */
  readonly issuer?: string;
  readonly usable: boolean;
  /** Whether the signature was checked with it. */
  readonly picked: boolean;
  /** Why it was not chosen or cannot be used, dotted. */
  readonly reason?: string;
  /** The same in words. */
  readonly text: string;
  /** It made the signature, whether or not the text was changed since. Looked at where a signature failed. */
  readonly madeSignature?: boolean;
}

/** A report with explanations. */
export interface ExplainedReport extends Report {
  readonly checks: readonly ExplainedCheck[];
  readonly notes: readonly ExplainedNote[];
  /** One entry for each key of the set, in its order. */
  readonly keys: readonly KeyAnswer[];
}

/** The form in which a key was given. */
export type KeyForm = 'jwk' | 'jwks' | 'spki' | 'pkcs1' | 'certificate' | 'x5c' | 'pkcs8' | 'sec1';

/** What `readKeys` found out about one key. */
export interface KeyFound {
  /** Its place in `jwks.keys`. */
  readonly index: number;
  readonly form: KeyForm;
  /** It stood without the BEGIN and END lines. */
  readonly withoutArmour?: true;
  /** It is a private key. Only the public part is in `jwks`. */
  readonly isPrivate?: true;
  /** It is a shared secret, for the HS algorithms. */
  readonly isSecret?: true;
  /** Of a certificate: whom it names, and until when it is valid, in seconds since the epoch. */
  readonly subject?: string;
  readonly notAfter?: number;
}

/** What could be read of a text with keys. */
export interface KeysRead {
  /** The public keys and secrets, ready for `jwks` of `inspect`. Absent where there is none. */
  readonly jwks?: { readonly keys: readonly Jwk[] };
  readonly found: readonly KeyFound[];
  /** What could not be read, in words. */
  readonly problems: readonly { readonly reason: string; readonly text: string; readonly fix?: string }[];
}
