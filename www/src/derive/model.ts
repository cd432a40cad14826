/** What is shown, as a pure function of the store. No view decides anything. */
import type { Algorithm } from 'claimgate/slim';

import { type ClaimView, claimViews } from './claims.ts';
import { type KeysView, keysView } from './keys.ts';
import { type RungView, rungViews } from './ladder.ts';
import { type VerdictView, verdictView } from './verdict.ts';
import { judge, type Judgement } from '../judge.ts';
import { type Segment, segmentsOf, sourceText } from '../segments.ts';
import type { Input } from '../state.ts';

export interface PolicyView {
  readonly issuer: string;
  readonly audience: string;
  readonly acceptAnyAudience: boolean;
  readonly clockTolerance: string;
  readonly algorithms: readonly Algorithm[];
  /** The option that is out of order. */
  readonly problem: { readonly option: string; readonly message: string } | undefined;
  /** The token's own values, where the fields do not have them yet. */
  readonly suggestedIssuer: string | undefined;
  readonly suggestedAudience: string | undefined;
}

export interface EngineView {
  readonly summary: string;
  readonly sha256: string | undefined;
  readonly isGenuine: boolean;
}

export interface ViewModel {
  readonly token: {
    readonly text: string;
    readonly segments: readonly Segment[];
    readonly trimmed: readonly string[];
  };
  readonly verdict: VerdictView;
  readonly ladder: readonly RungView[];
  readonly keys: KeysView;
  readonly policy: PolicyView;
  readonly claims: readonly ClaimView[];
  readonly raw: { readonly header: string | undefined; readonly payload: string | undefined };
  readonly engine: EngineView;
}

/** `place` says where the page is and whom it may talk to. */
export function derive(
  input: Input,
  place: { readonly origin: string; readonly connect: readonly string[] },
): ViewModel {
  const judgement = input.engine === undefined || input.token === '' ? {} : judge(input.engine, input);
  const { report } = judgement;
  const ladder = rungViews(report, input);
  const segments = segmentsOf(input.token);
  return {
    token: { text: input.token, segments, trimmed: input.trimmed },
    verdict: verdictView(judgement, ladder, input),
    ladder,
    keys: keysView(judgement, input, place),
    policy: policyView(judgement, input),
    claims: claimViews(report?.claims, input.now),
    raw: {
      header: sourceText(segments[0]?.text),
      payload: segments.length === 3 ? sourceText(segments[1]?.text) : undefined,
    },
    engine: engineView(input),
  };
}

function policyView({ report, policyProblem }: Judgement, input: Input): PolicyView {
  const { issuer, audience, acceptAnyAudience, clockTolerance, algorithms } = input;
  const claimedIssuer = textOf(report?.claims?.['iss']);
  const claimedAudience = firstText(report?.claims?.['aud']);
  return {
    issuer,
    audience,
    acceptAnyAudience,
    clockTolerance,
    algorithms,
    problem:
      policyProblem === undefined
        ? undefined
        : { option: policyProblem.detail.option ?? '', message: policyProblem.message },
    suggestedIssuer: claimedIssuer === issuer ? undefined : claimedIssuer,
    suggestedAudience: claimedAudience === audience || acceptAnyAudience ? undefined : claimedAudience,
  };
}

function engineView({ engine, engineFailed }: Input): EngineView {
  if (engine === undefined) {
    return { summary: engineFailed ? 'not running' : 'starting', sha256: undefined, isGenuine: true };
  }
  const { version, build, kernel, sha256, isGenuine } = engine;
  return { summary: `${version} · ${build} build · ${kernel} kernel`, sha256, isGenuine };
}

function firstText(value: unknown): string | undefined {
  return textOf(Array.isArray(value) ? value[0] : value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
