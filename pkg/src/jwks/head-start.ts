/**
 * Isolates that took one record from a store would all find it stale at the same moment, and all ask the
 * provider before the answer of the first has spread. So each of them draws a head start. Drawn from an
 * exponential distribution, it makes the number of those that ask depend on the time an answer needs to spread,
 * and not on how many isolates there are (docs/decisions/0040-head-start.md).
 */
import { freshFor } from './freshness.js';
import type { KeyRecord } from './record.js';
import type { CacheRules } from './rules.js';

/** The mean, as a share of the time for which the record is fresh. */
const MEAN_SHARE = 0.05;

/** The least mean, in seconds: what a store with late reads needs to show a write everywhere. */
const LEAST_MEAN = 60;

/** The longest, as a share of the time for which the record is fresh. */
const LONGEST_SHARE = 0.5;

/**
 * How many seconds before its time a record is replaced.
 *
 * @param random gives numbers from 0 up to 1; 0 is no head start
 */
export function headStart(record: KeyRecord, rules: CacheRules, random: () => number): number {
  const fresh = freshFor(record, rules);
  const mean = Math.max(LEAST_MEAN, MEAN_SHARE * fresh);
  return Math.min(LONGEST_SHARE * fresh, -Math.log(1 - random()) * mean);
}
