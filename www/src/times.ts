/** Times for people: the same moment in UTC, on the person's own clock, and from now. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const YEAR = 365.25 * DAY;
/** The largest time of a JavaScript Date, in seconds. */
const LAST_DATE = 8.64e12;
/** Seconds beyond this are after the year 5000: almost surely milliseconds. */
const LIKELY_MILLISECONDS = 1e11;

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
  const iso = date.toISOString();
  return {
    iso,
    utc: `${iso.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`,
    local: LOCAL.format(date),
    relative: fromNow(seconds - now),
    warning:
      seconds > LIKELY_MILLISECONDS
        ? `This looks like milliseconds; as seconds it is the year ${date.getUTCFullYear()}.`
        : undefined,
  };
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
