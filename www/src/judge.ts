/**
 * Asks the engine for its report, with what the person gave; what was not given is reported as not checked.
 */
import { type Check, ClaimgateError, type Fault, type PolicyOptions, type Report } from 'claimgate/slim';

import type { Engine } from './engine.ts';
import type { Input } from './state.ts';
import { type PartialPolicy, policyOf, type PolicyProblem } from './policy/form.ts';

/** The reason of a comparison that was left out because there was nothing to compare with. */
export const NOT_GIVEN = 'policy.not_given';

export interface Judgement {
  readonly report?: Report;
  /** What is wrong with the form of the token, all of it. */
  readonly faults?: readonly Fault[];
  /** The keys cannot be read; the report is the one without keys. */
  readonly keysProblem?: ClaimgateError;
  /** An option is out of order; the report is the one without a policy. */
  readonly policyProblem?: PolicyProblem;
  /** The engine broke. */
  readonly failure?: ClaimgateError;
}

interface Question {
  readonly token: string;
  readonly jwks: string | undefined;
  readonly policy: PolicyOptions | undefined;
  readonly now: number;
}

/** @param now the moment to judge by, in seconds since the epoch */
export function judge(engine: Engine, token: string, input: Input, now: number): Judgement {
  const { policy, problem } = policyOf(input.policy);
  const jwks = input.keysText.trim() === '' ? undefined : input.keysText;
  const question = { token, jwks, policy: completed(engine, token, policy, now), now };
  const judgement = ask(engine, question);
  const { report } = judgement;
  if (report === undefined) {
    return judgement;
  }
  const plain = foreignAlgorithm(engine, question, report);
  return {
    ...judgement,
    ...(problem === undefined ? {} : { policyProblem: problem }),
    report: withhold(plain ?? report, policy ?? {}),
    faults: engine.decode(token).faults,
  };
}

/** Asks again without the part that the engine refuses: a wrong option must not hide what the rest says. */
function ask(engine: Engine, question: Question): Judgement {
  try {
    const { token, ...options } = question;
    return { report: engine.inspect(token, options) };
  } catch (error) {
    if (!(error instanceof ClaimgateError)) {
      throw error;
    }
    if (error.code === 'ERR_JWKS_INVALID' && question.jwks !== undefined) {
      return { ...ask(engine, { ...question, jwks: undefined }), keysProblem: error };
    }
    if (error.code === 'ERR_CONFIG' && question.policy !== undefined) {
      const policyProblem = { option: error.detail.option ?? '', message: error.message };
      return { ...ask(engine, { ...question, policy: undefined }), policyProblem };
    }
    return { failure: error };
  }
}

/**
 * A policy has to name an issuer. Where the person named none, the token's own stands in, so that its times
 * are judged; that the issuer then agrees with itself is not counted (`withhold`).
 */
function completed(
  engine: Engine,
  token: string,
  policy: PartialPolicy | undefined,
  now: number,
): PolicyOptions | undefined {
  if (policy === undefined) {
    return undefined;
  }
  const issuer = policy.issuer ?? issuerOf(engine, token, now);
  return issuer === undefined ? undefined : { ...policy, issuer, audience: policy.audience ?? null };
}

function issuerOf(engine: Engine, token: string, now: number): string | undefined {
  try {
    const claimed = engine.inspect(token, { now }).claims?.['iss'];
    const isTemplate = typeof claimed === 'string' && claimed.includes('{');
    return typeof claimed === 'string' && claimed !== '' && !isTemplate ? claimed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * For a sound algorithm that this build lacks, the report without a policy: it says that it cannot check,
 * where the one with a policy says that the algorithm is not allowed.
 */
function foreignAlgorithm(engine: Engine, question: Question, report: Report): Report | undefined {
  if (report.code !== 'ERR_ALG_NOT_ALLOWED' || question.policy === undefined) {
    return undefined;
  }
  const plain = ask(engine, { ...question, policy: undefined }).report;
  return plain?.checks.some(({ state }) => state === 'cannot-check') === true ? plain : undefined;
}

/** Weakens what passed without anything to compare with. It never touches a check that failed. */
function withhold(report: Report, policy: PartialPolicy): Report {
  const withheld: readonly Check['id'][] = [
    ...(policy.issuer === undefined ? (['issuer'] as const) : []),
    ...(policy.audience === undefined ? (['audience'] as const) : []),
  ];
  const checks = report.checks.map((check): Check =>
    withheld.includes(check.id) && check.state === 'pass'
      ? {
          id: check.id,
          state: 'not-checked',
          reason: NOT_GIVEN,
          ...(check.actual === undefined ? {} : { actual: check.actual }),
        }
      : check,
  );
  const isWeakened = checks.some((check, index) => check !== report.checks[index]);
  return {
    ...report,
    checks,
    verdict: isWeakened && report.verdict === 'valid' ? 'incomplete' : report.verdict,
  };
}
