/** Times for people: the same moment in UTC, on the person's own clock, and from now. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const YEAR = 365.25 * DAY;
/** The largest time of a JavaScript Date, in seconds. */
const LAST_DATE = 8.64e12;
/** Seconds beyond this are after the year 5000: almost surely milliseconds. */
export const LIKELY_MILLISECONDS = 1e11;

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

export interface ShownTime {
  /** Machine-readable, for a time element. */
  readonly iso: string;
  readonly utc: string;
  readonly local: string;
  readonly relative: string;
  /** Something about the number itself. */
  readonly warning: string | undefined;
}

/** Undefined for what no calendar has. */
export function shownTime(seconds: number, now: number): ShownTime | undefined {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > LAST_DATE) {
    return undefined;
  }
  const date = new Date(seconds * 1000);
  return {
    iso: date.toISOString(),
    utc: utcText(seconds),
    local: LOCAL.format(date),
    relative: fromNow(seconds - now),
    warning:
      seconds > LIKELY_MILLISECONDS
        ? `This looks like milliseconds; as seconds it is the year ${date.getUTCFullYear()}. As ` +
          `milliseconds it is ${utcText(seconds / 1000)}.`
        : undefined,
  };
}

/** `2026-11-27 22:46:00 UTC`. */
export function utcText(seconds: number): string {
  return `${new Date(seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '')} UTC`;
}

/** `2026-11-27T22:46:00Z`. */
export function isoText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * A moment as people and logs write it: ISO 8601 (without a zone it is UTC), or seconds or milliseconds since
 * the epoch. Undefined for anything else.
 */
export function readTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,15}(\.\d+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    return number > LIKELY_MILLISECONDS ? number / 1000 : number;
  }
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
      trimmed,
    );
  if (match === null) {
    return undefined;
  }
  const [, date = '', time = '00:00', zone = 'Z'] = match;
  const milliseconds = Date.parse(`${date}T${time}${/^utc$/i.test(zone) ? 'Z' : zone.toUpperCase()}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** `in 41 min`, `3 h 12 min ago`. */
export function fromNow(seconds: number): string {
  if (Math.abs(seconds) < 1) return 'now';
  const length = duration(Math.abs(seconds));
  return seconds >= 0 ? `in ${length}` : `${length} ago`;
}

/** A length of time in its two largest units. */
export function duration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.floor(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return pair(seconds, HOUR, 'h', MINUTE, 'min');
  if (seconds < YEAR) return pair(seconds, DAY, 'd', HOUR, 'h');
  return pair(seconds, YEAR, 'years', DAY, 'd');
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const count = Math.floor(seconds / large);
  const rest = Math.floor((seconds % large) / small);
  return rest === 0 ? `${count} ${largeUnit}` : `${count} ${largeUnit} ${rest} ${smallUnit}`;
}
