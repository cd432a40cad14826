/** The rungs of the ladder as they are shown. */
import type { Check, Report } from 'claimgate/slim';

import { slugOf } from './why.ts';
import { NOT_GIVEN } from '../judge.ts';
import type { Input } from '../state.ts';
import {
  ANY_AUDIENCE,
  CHECK_TEXTS,
  NEEDS_OTHER_BUILD,
  STATE_WORDS,
  STOPPED_EARLIER,
} from '../texts/checks.ts';
import { codeText } from '../texts/codes.ts';
import { duration, fromNow } from '../times.ts';

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
  readonly advice: string | undefined;
  readonly facts: readonly RungFact[];
  readonly code: string | undefined;
  readonly reason: string | undefined;
  /** The name of its explanation in addresses. */
  readonly slug: string | undefined;
}

const ALL: readonly Check['id'][] = ['structure', 'header', 'key', 'signature', 'time', 'issuer', 'audience'];

const ACTUAL_LABELS: Readonly<Partial<Record<Check['id'], string>>> = {
  header: 'The token says',
  key: 'Key named (kid)',
  time: 'The token says',
  issuer: 'The token says (iss)',
  audience: 'The token says (aud)',
};

/** Without a report: the checks that there will be. */
export function rungViews(report: Report | undefined, input: Input, judged: number): readonly RungView[] {
  const checks = report?.checks ?? ALL.map((id): Check => ({ id, state: 'not-checked' }));
  // Without rules of a provider there is nothing to climb.
  return checks
    .filter(({ id, state }) => id !== 'provider' || state !== 'not-checked' || hasProvider(input))
    .map((check) => rungView(check, report, input, judged));
}

function hasProvider({ policy }: Input): boolean {
  return policy.profile !== 'oidc' || policy.others.includes('provider');
}

function rungView(check: Check, report: Report | undefined, input: Input, judged: number): RungView {
  const { name, purpose } = CHECK_TEXTS[check.id];
  if (report === undefined) {
    return {
      id: check.id,
      name,
      purpose,
      state: 'planned',
      stateWord: '',
      summary: purpose,
      advice: undefined,
      facts: [],
      code: undefined,
      reason: undefined,
      slug: undefined,
    };
  }
  const refusal = check.code === undefined ? undefined : codeText(check.code, check.reason);
  return {
    id: check.id,
    name,
    purpose,
    state: check.state,
    stateWord: STATE_WORDS[check.state],
    summary: summaryOf(check, report, input, judged),
    advice: refusal?.advice,
    facts: factsOf(check),
    code: check.code,
    reason: check.reason === NOT_GIVEN ? undefined : check.reason,
    slug: check.code === undefined ? undefined : slugOf(check.code, undefined),
  };
}

function summaryOf(check: Check, report: Report, input: Input, judged: number): string {
  const { passed, notGiven } = CHECK_TEXTS[check.id];
  switch (check.state) {
    case 'fail':
      return failureOf(check);
    case 'cannot-check':
      return check.code === undefined ? NEEDS_OTHER_BUILD : codeText(check.code, check.reason).title;
    case 'not-checked':
      return isStoppedEarlier(check, report, input) ? STOPPED_EARLIER : notGiven;
    case 'pass':
      if (check.id === 'audience' && input.policy.acceptAnyAudience) return ANY_AUDIENCE;
      if (check.id === 'header' && check.actual !== undefined)
        return `It names ${check.actual}, which your policy allows.`;
      return check.id === 'time' ? timeSummary(report, judged) : passed;
  }
}

function failureOf({ code, reason, seconds }: Check): string {
  const title = code === undefined ? 'The check failed.' : codeText(code, reason).title;
  if (seconds === undefined) {
    return title;
  }
  const distance = duration(seconds);
  return code === 'ERR_TOKEN_NOT_YET_VALID'
    ? `${title} It will be in ${distance}.`
    : `${title} That was ${distance} ago, tolerance included.`;
}

/** Whether what the check needs was given, and it was left out all the same. */
function isStoppedEarlier({ id, reason }: Check, report: Report, input: Input): boolean {
  if (reason === NOT_GIVEN) {
    return false;
  }
  const hasFailed = report.checks.some(({ state }) => state === 'fail');
  const isAboutKeys = id === 'key' || id === 'signature';
  return hasFailed && (!isAboutKeys || input.keysText.trim() !== '');
}

function timeSummary(report: Report, now: number): string {
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
      : [{ label: 'Your policy accepts', values: expected }]),
    ...(actual === undefined || label === undefined ? [] : [{ label, values: [actual] }]),
    ...(offset === undefined ? [] : [{ label: 'Position in the part', values: [String(offset)] }]),
  ];
}
