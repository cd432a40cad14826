/** What became of many tokens. */
import { colours, counted } from './terminal.js';

/** Outcomes with their counts, the most frequent first. */
export function summaryText(outcomes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  return [
    colours.bold(counted(outcomes.length, 'token')),
    ...rows.map(([outcome, count]) => `  ${String(count).padStart(6)}  ${outcome}`),
  ].join('\n');
}
