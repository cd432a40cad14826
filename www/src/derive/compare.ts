/** Two tokens side by side: what the one has and the other has not. */
import type { Report } from 'claimgate/full/slim';

import { CHECK_TEXTS, STATE_WORDS } from '../texts/checks.ts';
import { isTimeClaim } from '../texts/claims.ts';
import { utcText } from '../times.ts';

export interface ComparedRow {
  readonly group: 'Checks' | 'Header' | 'Claims';
  readonly name: string;
  /** Undefined where the token has no such member. */
  readonly first: string | undefined;
  readonly second: string | undefined;
  readonly isSame: boolean;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  readonly differences: number;
  /** Rows beyond those. */
  readonly left: number;
}

/** Rows that are shown: no issuer gives tokens with so many members. */
const MOST_ROWS = 300;

type Members = Readonly<Record<string, unknown>> | undefined;

export function compareReports(first: Report, second: Report): Comparison {
  const rows = [
    ...checkRows(first, second),
    ...memberRows('Header', first.header, second.header),
    ...memberRows('Claims', first.claims, second.claims),
  ];
  return {
    rows: rows.slice(0, MOST_ROWS),
    differences: rows.filter(({ isSame }) => !isSame).length,
    left: Math.max(0, rows.length - MOST_ROWS),
  };
}

function checkRows(first: Report, second: Report): readonly ComparedRow[] {
  return first.checks.map((check) => {
    const other = second.checks.find(({ id }) => id === check.id) ?? check;
    const words = [check, other].map(({ state, code }) =>
      [STATE_WORDS[state], code].filter(Boolean).join(', '),
    );
    return row('Checks', CHECK_TEXTS[check.id].name, words[0], words[1]);
  });
}

function memberRows(group: ComparedRow['group'], first: Members, second: Members): readonly ComparedRow[] {
  const names = new Set([...Object.keys(first ?? {}), ...Object.keys(second ?? {})]);
  return [...names].map((name) => row(group, name, shown(name, first), shown(name, second)));
}

function row(
  group: ComparedRow['group'],
  name: string,
  first: string | undefined,
  second: string | undefined,
): ComparedRow {
  return { group, name, first, second, isSame: first === second };
}

function shown(name: string, members: Members): string | undefined {
  if (members === undefined || !Object.hasOwn(members, name)) {
    return undefined;
  }
  const value = members[name];
  if (typeof value === 'number' && isTimeClaim(name) && Math.abs(value) < 8.64e12) {
    return `${value} (${utcText(value)})`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
