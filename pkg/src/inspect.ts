/**
 * Every check of a token instead of the first refusal: for debuggers, logs of one's own tokens, and support.
 */
import { call, type EngineReport } from './engine.js';
import { textOfKeys } from './keys.js';
import {
  checkedTime,
  checkInspectionPolicy,
  checkMembers,
  DEFAULT_MAX_KEYS,
  DEFAULT_MAX_TOKEN_BYTES,
  inspectionInput,
  systemTime,
} from './options.js';
import type { PolicyInput } from './policy-input.js';
import type { Jwk, JwkSet, PolicyOptions, Report } from './types.js';

/** What the offline `inspect` judges by. Without keys the signature is not checked. */
export interface InspectOptions {
  /**
   * The keys to check the signature with: a set, one key, or either as JSON text. Without: the signature
   * cannot be checked.
   */
  readonly jwks?: Jwk | JwkSet | string | undefined;
  /**
   * The rules to judge by; options of `createVerifier` will do. What is left out of `issuer` and `audience` is
   * not checked; without either, and for an empty list, `algorithms` are all that the build has.
   */
  readonly policy?: { readonly [K in keyof PolicyOptions]?: PolicyOptions[K] | undefined } | undefined;
  /** Seconds since the epoch. Default: the host's clock. */
  readonly now?: number | undefined;
}

/**
 * Judges a token offline. A bad token is a report, not an exception.
 * @throws ClaimgateError ERR_CONFIG, ERR_JWKS_INVALID for options that cannot be used; ERR_ENGINE_PANIC
 */
export function inspect(token: string, options: InspectOptions = {}): Report {
  checkMembers(options, ['jwks', 'policy', 'now'], 'options');
  if (options.policy !== undefined) {
    checkInspectionPolicy(options.policy);
  }
  return reportOf(token, {
    keysJson: options.jwks === undefined ? undefined : textOfKeys(options.jwks),
    maxKeys: DEFAULT_MAX_KEYS,
    policy: options.policy === undefined ? undefined : inspectionInput(options.policy),
    now: checkedTime(options.now ?? systemTime()),
  });
}

/** What a report is made with. */
export interface ReportInput {
  readonly keysJson: string | undefined;
  readonly maxKeys: number;
  readonly policy: PolicyInput | undefined;
  readonly now: number;
}

/** @param token anything; what is not text is reported like an empty token */
export function reportOf(token: unknown, { keysJson, maxKeys, policy, now }: ReportInput): Report {
  // Of a token that is too long, only as much is copied as shows that it is.
  const limit = policy?.maxTokenBytes ?? DEFAULT_MAX_TOKEN_BYTES;
  const text = typeof token === 'string' ? token.slice(0, limit + 1) : '';
  const optionsJson = policy === undefined ? undefined : JSON.stringify(policy);
  return fromEngine(call((bindings) => bindings.inspect(text, keysJson, maxKeys, optionsJson, now)));
}

function fromEngine(engineReport: EngineReport): Report {
  const { headerJson, claimsJson, ...report } = engineReport;
  return {
    ...report,
    ...(headerJson === undefined ? {} : { header: JSON.parse(headerJson) as Record<string, unknown> }),
    ...(claimsJson === undefined ? {} : { claims: JSON.parse(claimsJson) as Record<string, unknown> }),
  } as Report;
}
