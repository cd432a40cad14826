/** What is shown, as a pure function of the store. No view decides anything. */
import { type ClaimView, claimViews, countUnlisted } from './claims.ts';
import { compareReports, type Comparison } from './compare.ts';
import { inspectSegments, type InspectedSegment } from './inspector.ts';
import { type KeysView, keysView } from './keys.ts';
import { type RungView, rungViews } from './ladder.ts';
import { type NoteView, noteViews } from './notes.ts';
import { policyView, type PolicyView } from './policy.ts';
import { lenientClaims, rawView, type RawView } from './raw.ts';
import { shareView, type ShareView } from './share.ts';
import { type Summary, summaryOf } from './summary.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { type VerdictView, verdictView } from './verdict.ts';
import { whyView, type WhyView } from './why.ts';
import { cleanToken, type FoundToken } from '../clean-token.ts';
import { judge, type Judgement } from '../judge.ts';
import { NO_KEYS, readKeyText, type ReadText } from '../key-text.ts';
import { type Segment, segmentsOf } from '../segments.ts';
import type { Input, TokenOrigin } from '../state.ts';
import { FETCH_TEXTS } from '../texts/key-requests.ts';
import { fromNow, isoText, LIKELY_MILLISECONDS, readTime } from '../times.ts';

export interface TokenView {
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly trimmed: readonly string[];
  readonly found: readonly FoundToken[];
  readonly origin: TokenOrigin;
  /** Whoever has it can use it for so long. */
  readonly liveFor: string | undefined;
  readonly inspected: readonly InspectedSegment[];
}

export interface MomentView {
  readonly text: string;
  readonly isNow: boolean;
  readonly problem: string | undefined;
  readonly iso: string;
  readonly timeline: Timeline | undefined;
}

export interface CompareView {
  readonly text: string;
  readonly comparison: Comparison | undefined;
}

export interface EngineView {
  readonly summary: string;
  readonly algorithms: readonly string[];
  readonly sha256: string | undefined;
  readonly isGenuine: boolean;
  /** Of the module that a Worker runs. */
  readonly edgeSha256: string | undefined;
}

export interface ViewModel {
  readonly token: TokenView;
  readonly verdict: VerdictView;
  readonly ladder: readonly RungView[];
  readonly notes: readonly NoteView[];
  readonly keys: KeysView;
  readonly policy: PolicyView;
  readonly summary: Summary | undefined;
  readonly claims: readonly ClaimView[];
  /** Claims beyond those. */
  readonly unlistedClaims: number;
  readonly raw: RawView;
  readonly moment: MomentView;
  readonly compare: CompareView;
  readonly share: ShareView;
  readonly engine: EngineView;
  readonly why: WhyView | undefined;
}

/** `place` says where the page is and whom it may talk to. */
export function derive(
  input: Input,
  place: { readonly origin: string; readonly connect: readonly string[] },
): ViewModel {
  const { engine, token } = input;
  const typed = input.at.trim() === '' ? undefined : readTime(input.at);
  const judged = typed ?? input.now;
  const read = readKeysOf(input);
  const judgement: Judgement =
    engine === undefined || token === '' ? {} : judge(engine, token, input, read.jwks, judged);
  const { report, faults = [], policyProblem } = judgement;
  const segments = segmentsOf(token);
  const claims = report?.claims ?? lenientClaims(segments);
  const ladder = rungViews(report, input, judged);
  const verdict = verdictView(judgement, ladder, input);
  const keys = keysView(judgement, read, input, place);
  return {
    token: tokenView(input, segments, inspectSegments(segments, faults, pickedBits(keys)), claims),
    verdict,
    ladder,
    notes: noteViews(report?.notes ?? []),
    keys,
    policy: policyView(
      input.policy,
      policyProblem,
      { report, claims },
      { algorithms: engine?.algorithms ?? [], skipped: input.policySkipped },
    ),
    summary: summaryOf(claims, judged),
    claims: claimViews(claims, judged),
    unlistedClaims: countUnlisted(claims),
    raw: rawView(segments, faults),
    moment: {
      text: input.at,
      isNow: typed === undefined,
      problem: input.at.trim() !== '' && typed === undefined ? NOT_A_TIME : undefined,
      iso: isoText(judged),
      timeline: timelineOf(claims, judged),
    },
    compare: compareView(judgement, read, input, judged),
    share: shareView(report, verdict, ladder, input, judged),
    engine: engineView(input),
    why: whyView(input.why, engine === undefined ? undefined : [...engine.texts, ...FETCH_TEXTS]),
  };
}

/** A key without a name, as in PEM, takes the one that the token asks for. */
function readKeysOf({ engine, token, keysText, keyReading }: Input): ReadText {
  if (engine === undefined) {
    return NO_KEYS;
  }
  const kid = token === '' ? undefined : engine.decode(token).header?.['kid'];
  return readKeyText(engine, keysText, keyReading, typeof kid === 'string' ? kid : undefined);
}

const NOT_A_TIME = 'Write it as 2026-11-27T22:46:00Z, or as seconds since 1970.';

function tokenView(
  { token: text, trimmed, found, origin, now }: Input,
  segments: readonly Segment[],
  inspected: readonly InspectedSegment[],
  claims: Readonly<Record<string, unknown>> | undefined,
): TokenView {
  const expires = claims?.['exp'];
  const hasSignature = segments.length === 3 && segments[2]?.text !== '';
  const isLive =
    hasSignature && typeof expires === 'number' && expires > now && expires < LIKELY_MILLISECONDS;
  const liveFor = isLive ? fromNow(expires - now).replace(/^in /, '') : undefined;
  return { text, segments, trimmed, found, origin, liveFor, inspected };
}

function pickedBits({ keys }: KeysView): number | undefined {
  const picked = keys.filter(({ isPicked }) => isPicked);
  return picked.length === 1 ? picked[0]?.bits : undefined;
}

function compareView({ report }: Judgement, { jwks }: ReadText, input: Input, judged: number): CompareView {
  const { engine, other: text } = input;
  const { token } = cleanToken(text);
  const second =
    engine === undefined || token === '' ? undefined : judge(engine, token, input, jwks, judged).report;
  return {
    text,
    comparison: report === undefined || second === undefined ? undefined : compareReports(report, second),
  };
}

function engineView({ engine, engineFailed }: Input): EngineView {
  if (engine === undefined) {
    const summary = engineFailed ? 'not running' : 'starting';
    return { summary, algorithms: [], sha256: undefined, isGenuine: true, edgeSha256: undefined };
  }
  const { version, build, kernel, algorithms, sha256, isGenuine, edgeSha256 } = engine;
  return {
    summary: `${version} · ${build} build · ${kernel} kernel`,
    algorithms,
    sha256,
    isGenuine,
    edgeSha256,
  };
}
