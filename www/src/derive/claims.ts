/** The table of claims. */
import { claimText, type Fitness, FITNESS_WORDS, isTimeClaim } from '../texts/claims.ts';
import { type ShownTime, shownTime } from '../times.ts';

export interface ClaimView {
  readonly name: string;
  /** One entry, or one for each element of a list of plain values. */
  readonly values: readonly string[];
  /** The value is JSON and not text. */
  readonly isJson: boolean;
  readonly time: ShownTime | undefined;
  readonly meaning: string;
  readonly source: string;
  /** Undefined for claims that nobody defined: only the issuer knows. */
  readonly fitness: Fitness | undefined;
  readonly fitnessWord: string;
}

/** Claims that are listed. No issuer gives so many; somebody who wants to keep the page busy does. */
export const MOST_CLAIMS = 200;
/** Elements of a list that are shown one by one; Entra gives up to 200 groups. */
const MOST_VALUES = 250;

export function claimViews(
  claims: Readonly<Record<string, unknown>> | undefined,
  now: number,
): readonly ClaimView[] {
  return Object.entries(claims ?? {}).slice(0, MOST_CLAIMS).map(([name, value]) => {
    const text = claimText(name);
    return {
      name,
      ...shownValue(name, value),
      time: isTimeClaim(name) && typeof value === 'number' ? shownTime(value, now) : undefined,
      meaning: text?.meaning ?? 'No registered meaning: ask whoever runs the issuer.',
      source: text?.source ?? 'unknown',
      fitness: text?.fitness,
      fitnessWord: text === undefined ? 'ask the issuer' : FITNESS_WORDS[text.fitness],
    };
  });
}

export function countUnlisted(claims: Readonly<Record<string, unknown>> | undefined): number {
  return Math.max(0, Object.keys(claims ?? {}).length - MOST_CLAIMS);
}

/** Claims whose one string is a list. */
const SPACED: ReadonlySet<string> = new Set(['scp', 'scope']);

function shownValue(name: string, value: unknown): Pick<ClaimView, 'values' | 'isJson'> {
  if (typeof value === 'string') {
    const words = SPACED.has(name) ? value.split(' ').filter((word) => word !== '') : [];
    return { values: words.length > 1 ? listed(words) : [value], isJson: false };
  }
  if (Array.isArray(value) && value.length > 0 && value.every((element) => typeof element === 'string')) {
    return { values: listed(value), isJson: false };
  }
  return { values: [JSON.stringify(value, undefined, 2)], isJson: true };
}

function listed(values: readonly string[]): readonly string[] {
  const more = values.length - MOST_VALUES;
  return more > 0 ? [...values.slice(0, MOST_VALUES), `… and ${more} more`] : values;
}
