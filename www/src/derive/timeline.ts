/** The times of a token on one line, and the moment that it is judged at. */
import { fromNow, LIKELY_MILLISECONDS, utcText } from '../times.ts';

export interface TimelinePoint {
  readonly id: 'iat' | 'nbf' | 'exp' | 'judged';
  readonly label: string;
  /** From 0 at the left to 1 at the right. */
  readonly place: number;
  readonly utc: string;
  readonly relative: string;
}

export interface Timeline {
  readonly points: readonly TimelinePoint[];
  /** Where the token is valid, as two places. */
  readonly valid: readonly [from: number, to: number];
  /** For the slider: seconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly judged: number;
}

/** Room before and after, as a part of the whole. */
const MARGIN = 0.06;
/** Beyond this many lifetimes away, the judged moment stands at the edge. */
const FARTHEST = 3;

const LABELS = { iat: 'issued', nbf: 'valid from', exp: 'expires', judged: 'judged' } as const;

/** Undefined for a token without an end, or with one that no calendar has. */
export function timelineOf(
  claims: Readonly<Record<string, unknown>> | undefined,
  judged: number,
): Timeline | undefined {
  const issued = timeOf(claims?.['iat']);
  const begin = timeOf(claims?.['nbf']) ?? issued;
  const end = timeOf(claims?.['exp']);
  if (begin === undefined || end === undefined || end <= begin) {
    return undefined;
  }
  const first = Math.min(begin, issued ?? begin);
  const life = end - first;
  const shownJudged = Math.min(Math.max(judged, first - FARTHEST * life), end + FARTHEST * life);
  const from = Math.min(first, shownJudged);
  const to = Math.max(end, shownJudged);
  const place = (time: number): number => MARGIN + ((time - from) / (to - from)) * (1 - 2 * MARGIN);
  const point = (id: TimelinePoint['id'], time: number, shown: number): TimelinePoint => ({
    id,
    label: LABELS[id],
    place: place(shown),
    utc: utcText(time),
    relative: id === 'judged' ? '' : fromNow(time - judged),
  });
  const starts =
    issued !== undefined && issued !== begin
      ? [point('iat', issued, issued), point('nbf', begin, begin)]
      : [point(issued === undefined ? 'nbf' : 'iat', begin, begin)];
  return {
    points: [...starts, point('exp', end, end), point('judged', judged, shownJudged)],
    valid: [place(begin), place(end)],
    from: Math.floor(first - life / 2),
    to: Math.ceil(end + life / 2),
    judged,
  };
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < LIKELY_MILLISECONDS
    ? value
    : undefined;
}
