/**
 * Looks over a configuration before tokens do: what cannot work, what lets in too much, and what is a decision
 * worth knowing. It changes nothing and asks nobody.
 */
import { ClaimgateError } from '../errors.js';
import { createVerifier } from '../verifier.js';
import type { VerifierOptions } from '../types.js';
import { ISSUER_RULES } from './issuer-rules.js';
import { KEY_RULES } from './key-rules.js';
import { ROLE_RULES } from './role-rules.js';
import { members, type Entry, type Finding, type Rule } from './rule.js';
import { TOKEN_RULES } from './token-rules.js';

export type { Finding, Severity } from './rule.js';

/** Every rule, in the order in which findings are reported. */
export const LINT_RULES: readonly Rule[] = /* @__PURE__ */ ISSUER_RULES.concat(
  TOKEN_RULES,
  KEY_RULES,
  ROLE_RULES,
);

/** The rule of a configuration that `createVerifier` refuses. */
export const REFUSED = 'config.refused';

/**
 * The findings on options of `createVerifier`, errors first. Options of any form are looked at; none throw.
 * A configuration that `createVerifier` refuses is one finding, `config.refused`, beside the others.
 */
export function lintPolicy(options: VerifierOptions | readonly VerifierOptions[]): readonly Finding[] {
  const isList = Array.isArray(options);
  const list: readonly Entry[] = isList ? options.map(members) : [members(options)];
  const findings = list.flatMap((entry, index) =>
    LINT_RULES.filter(({ applies }) => applies(entry, list)).map((rule) =>
      findingOf(rule, isList ? `[${index}].` : ''),
    ),
  );
  return [...refusalOf(options, findings), ...findings].sort(bySeverity);
}

function findingOf({ id, severity, option, message, fix }: Rule, place: string): Finding {
  return { rule: id, severity, option: `${place}${option}`, message, fix };
}

/** What `createVerifier` says, unless a rule has said it better. */
function refusalOf(options: unknown, known: readonly Finding[]): readonly Finding[] {
  try {
    createVerifier(options as VerifierOptions);
    return [];
  } catch (error) {
    if (!(error instanceof ClaimgateError)) {
      throw error;
    }
    const { option = 'options' } = error.detail;
    const isKnown = known.some((finding) => finding.severity === 'error' && isAbout(finding.option, option));
    if (isKnown) {
      return [];
    }
    const fix = 'createVerifier throws for these options: compare them with its documentation.';
    return [{ rule: REFUSED, severity: 'error', option, message: error.message, fix }];
  }
}

/** Whether a finding's option, which may name its place, is this one. */
function isAbout(option: string, refused: string): boolean {
  return option.replace(/^\[\d+\]\./, '') === refused;
}

const ORDER = ['error', 'warning', 'info'];

function bySeverity(one: Finding, other: Finding): number {
  return ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity);
}
