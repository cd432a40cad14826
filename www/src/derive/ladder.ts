/** The rungs of the ladder as they are shown. */
import type { Check, ExplainedCheck, ExplainedReport } from 'claimgate/full/slim';

import { slugOf } from './why.ts';
import type { Input } from '../state.ts';
import { ANY_AUDIENCE, CHECK_TEXTS, STATE_WORDS } from '../texts/checks.ts';
import { fromNow } from '../times.ts';

/** A value of the token or of the policy. */
export interface RungFact {
  readonly label: string;
  readonly values: readonly string[];
}

export interface RungView {
  readonly id: Check['id'];
  readonly name: string;
  /** `planned`: there is no token yet. */
  readonly state: Check['state'] | 'planned';
  readonly stateWord: string;
  readonly summary: string;
  readonly purpose: string;
  readonly fix: string | undefined;
  readonly facts: readonly RungFact[];
  readonly code: string | undefined;
  readonly reason: string | undefined;
  /** The name of its explanation in addresses. */
  readonly slug: string | undefined;
}

const ALL: readonly Check['id'][] = ['structure', 'header', 'key', 'signature', 'time', 'issuer', 'audience'];

/** Elsewhere it is the policy that expects something. */
const EXPECTED_LABELS: Readonly<Partial<Record<Check['id'], string>>> = {
  signature: 'The signature was made for a text with',
};
const ACTUAL_LABELS: Readonly<Partial<Record<Check['id'], string>>> = {
  header: 'The token says',
  key: 'Key named (kid)',
  signature: 'This text has',
  time: 'The token says',
  issuer: 'The token says (iss)',
  audience: 'The token says (aud)',
};

/** Without a report: the checks that there will be. */
export function rungViews(
  report: ExplainedReport | undefined,
  input: Input,
  judged: number,
): readonly RungView[] {
  const checks = report?.checks ?? ALL.map((id): ExplainedCheck => ({ id, state: 'not-checked' }));
  // Without rules of a provider there is nothing to climb.
  return checks
    .filter(({ id, state }) => id !== 'provider' || state !== 'not-checked' || hasProvider(input))
    .map((check) => rungView(check, report, input, judged));
}

function hasProvider({ policy }: Input): boolean {
  return policy.profile !== 'oidc' || policy.others.includes('provider');
}

function rungView(
  check: ExplainedCheck,
  report: ExplainedReport | undefined,
  input: Input,
  judged: number,
): RungView {
  const { name, purpose } = CHECK_TEXTS[check.id];
  if (report === undefined) {
    return {
      id: check.id,
      name,
      purpose,
      state: 'planned',
      stateWord: '',
      summary: purpose,
      fix: undefined,
      facts: [],
      code: undefined,
      reason: undefined,
      slug: undefined,
    };
  }
  return {
    id: check.id,
    name,
    purpose,
    state: check.state,
    stateWord: STATE_WORDS[check.state],
    summary: summaryOf(check, report, input, judged),
    fix: check.fix,
    facts: factsOf(check),
    code: check.code,
    reason: check.code === undefined ? undefined : check.reason,
    slug:
      check.code === undefined || check.reason === undefined
        ? undefined
        : slugOf(check.reason, check.nearMiss),
  };
}

/** What did not pass is explained by the engine, what passed in the page's own words. */
function summaryOf(check: ExplainedCheck, report: ExplainedReport, input: Input, judged: number): string {
  const { passed, notGiven } = CHECK_TEXTS[check.id];
  if (check.state !== 'pass') {
    return check.cause ?? notGiven;
  }
  if (check.id === 'audience' && input.policy.acceptAnyAudience) {
    return ANY_AUDIENCE;
  }
  if (check.id === 'header' && check.actual !== undefined) {
    return `It names ${check.actual}, which your policy allows.`;
  }
  return check.id === 'time' ? timeSummary(report, judged) : passed;
}

function timeSummary(report: ExplainedReport, now: number): string {
  const expires = report.claims?.['exp'];
  return typeof expires === 'number'
    ? `Within its times; expires ${fromNow(expires - now)}.`
    : CHECK_TEXTS.time.passed;
}

function factsOf({ id, actual, expected, offset }: Check): readonly RungFact[] {
  const label = ACTUAL_LABELS[id];
  return [
    ...(expected === undefined || expected.length === 0
      ? []
      : [{ label: EXPECTED_LABELS[id] ?? 'Your policy accepts', values: expected }]),
    ...(actual === undefined || label === undefined ? [] : [{ label, values: [actual] }]),
    ...(offset === undefined ? [] : [{ label: 'Position in the part', values: [String(offset)] }]),
  ];
}
