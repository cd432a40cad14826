/** The policy as it is shown: the fields, what is wrong with them, what the token proposes, and the code. */
import type { ExplainedReport, FullAlgorithm } from 'claimgate/full/slim';

import { audienceOf, listOf, type PolicyForm, type PolicyProblem } from '../policy/form.ts';
import { workerCode } from '../policy/code.ts';
import { type Recognized, recognizeProvider } from '../policy/recognize.ts';

export interface PolicyView {
  readonly form: PolicyForm;
  /** The option that is out of order. */
  readonly problem: PolicyProblem | undefined;
  /** The token's own values, where the fields do not have them yet. */
  readonly suggestedIssuer: string | undefined;
  readonly suggestedAudience: string | undefined;
  readonly suggestedProfile: Recognized | undefined;
  /** The token's algorithm, which the policy would have to allow. */
  readonly suggestedAlgorithm: FullAlgorithm | undefined;
  /** All that the page can check. */
  readonly algorithms: readonly FullAlgorithm[];
  readonly code: string;
  /** What a pasted policy had that plays no part here. */
  readonly skipped: readonly string[];
}

export function policyView(
  form: PolicyForm,
  problem: PolicyProblem | undefined,
  {
    report,
    claims,
  }: { report: ExplainedReport | undefined; claims: Readonly<Record<string, unknown>> | undefined },
  { algorithms, skipped }: { algorithms: readonly FullAlgorithm[]; skipped: readonly string[] },
): PolicyView {
  const issuer = textOf(claims?.['iss']);
  const audience = firstText(claims?.['aud']);
  const recognized = recognizeProvider(claims);
  const audiences = audienceOf(form);
  return {
    form,
    problem,
    suggestedIssuer: issuer === undefined || listOf(form.issuer).includes(issuer) ? undefined : issuer,
    suggestedAudience:
      audience === undefined || audiences === null || listOf(form.audience).includes(audience)
        ? undefined
        : audience,
    suggestedProfile: recognized?.form.profile === form.profile ? undefined : recognized,
    suggestedAlgorithm: algorithms.find(
      (name) => name === report?.header?.['alg'] && report.code === 'ERR_ALG_NOT_ALLOWED',
    ),
    algorithms,
    code: workerCode(form),
    skipped,
  };
}

function firstText(value: unknown): string | undefined {
  return textOf(Array.isArray(value) ? value[0] : value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
