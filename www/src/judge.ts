/**
 * Asks the engine for its report, with what the person gave; what was not given is reported as not checked.
 */
import { ClaimgateError, type ExplainedReport, type Fault, type JwkSet } from 'claimgate/full/slim';

import type { Engine } from './engine.ts';
import type { Input } from './state.ts';
import {
  EMPTY_POLICY,
  type PartialPolicy,
  type PolicyForm,
  policyOf,
  type PolicyProblem,
} from './policy/form.ts';

export interface Judgement {
  readonly report?: ExplainedReport;
  /** What is wrong with the form of the token, all of it. */
  readonly faults?: readonly Fault[];
  /** The keys cannot be used; the report is the one without keys. */
  readonly keysProblem?: ClaimgateError;
  /** An option is out of order; the report is the one without a policy. */
  readonly policyProblem?: PolicyProblem;
  /** The engine broke. */
  readonly failure?: ClaimgateError;
}

interface Question {
  readonly token: string;
  readonly jwks: JwkSet | undefined;
  readonly policy: PartialPolicy | undefined;
  readonly now: number;
}

/**
 * @param jwks what was read of the text with keys
 * @param now the moment to judge by, in seconds since the epoch
 */
export function judge(
  engine: Engine,
  token: string,
  { policy: form }: Input,
  jwks: JwkSet | undefined,
  now: number,
): Judgement {
  const { policy, problem } = policyOf(form);
  // Who has named nobody to trust has not chosen algorithms either: everything that can be checked is.
  const judged =
    policy !== undefined && isUntouched(form) ? { ...policy, algorithms: engine.algorithms } : policy;
  const question = { token, jwks, policy: judged, now };
  const judgement = ask(engine, question);
  return {
    ...judgement,
    ...foreignAlgorithm(engine, question, judgement),
    ...(problem === undefined ? {} : { policyProblem: problem }),
    faults: judgement.report === undefined ? [] : engine.decode(token).faults,
  };
}

/**
 * For a sound algorithm that this build lacks, the report without a policy: it says that it cannot check,
 * where the one with a policy says that the algorithm is not allowed.
 */
function foreignAlgorithm(engine: Engine, question: Question, { report }: Judgement): Judgement {
  if (report?.code !== 'ERR_ALG_NOT_ALLOWED' || question.policy === undefined) {
    return {};
  }
  const plain = ask(engine, { ...question, policy: undefined });
  return plain.report?.checks.some(({ state }) => state === 'cannot-check') === true ? plain : {};
}

function isUntouched(form: PolicyForm): boolean {
  return (
    JSON.stringify({ ...form, clockTolerance: '' }) ===
    JSON.stringify({ ...EMPTY_POLICY, clockTolerance: '' })
  );
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
