/** What is given to other people: a link without the signature, and a text for a ticket. */
import type { Report } from 'claimgate/full/slim';

import { MOST_CLAIMS } from './claims.ts';
import type { RungView } from './ladder.ts';
import type { VerdictView } from './verdict.ts';
import { writeShared } from '../fragment.ts';
import { isPersonal, MASK, maskClaims, redactToken } from '../redact.ts';
import type { Input } from '../state.ts';
import { EMPTY_POLICY, type PolicyForm } from '../policy/form.ts';
import { isoText } from '../times.ts';

export interface ShareView {
  /** The claims of the token, and which of them are left out. Those that are not listed always are. */
  readonly claims: readonly { readonly name: string; readonly isMasked: boolean }[];
  /** The fragment of the link; undefined where there is nothing that could be shared. */
  readonly fragment: string | undefined;
  readonly markdown: string | undefined;
}

export function shareView(
  report: Report | undefined,
  verdict: VerdictView,
  ladder: readonly RungView[],
  input: Input,
  judged: number,
): ShareView {
  const claims = report?.claims;
  const names = Object.keys(claims ?? {});
  const chosen = input.masked ?? names.filter(isPersonal);
  const masked = [...new Set([...chosen, ...names.slice(MOST_CLAIMS)])];
  const token = redactToken(input.token, claims, masked);
  return {
    claims: names.slice(0, MOST_CLAIMS).map((name) => ({ name, isMasked: masked.includes(name) })),
    fragment:
      token === undefined
        ? undefined
        : writeShared({
            token,
            keysText: input.keysText,
            at: isoText(judged),
            policy: changedFields(input.policy),
            masked: masked.filter((name) => names.includes(name)),
          }),
    markdown: report === undefined ? undefined : markdownOf(report, verdict, ladder, masked, judged),
  };
}

/** A link stays short when it says only what is not the default. */
function changedFields(policy: PolicyForm): Partial<PolicyForm> {
  const plain = EMPTY_POLICY as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(policy).filter(([name, value]) => JSON.stringify(plain[name]) !== JSON.stringify(value)),
  );
}

const SIGNS: Readonly<Record<RungView['state'], string>> = {
  pass: '✅',
  fail: '❌',
  'not-checked': '⚪',
  'cannot-check': '🔶',
  planned: '⚪',
};

function markdownOf(
  report: Report,
  verdict: VerdictView,
  ladder: readonly RungView[],
  masked: readonly string[],
  judged: number,
): string {
  const rows = ladder.map(
    ({ name, state, stateWord, code, summary }) =>
      `| ${SIGNS[state]} ${name} | ${stateWord} | ${code === undefined ? '' : `\`${code}\``} | ${cell(summary)} |`,
  );
  return [
    `### ${verdict.title}${verdict.code === undefined ? '' : `: \`${verdict.code}\``}`,
    '',
    `${cell(verdict.reason)} Judged at ${isoText(judged)}.`,
    '',
    '| Check | Result | Code | |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...fenced('Header', report.header),
    ...fenced('Claims', report.claims === undefined ? undefined : maskClaims(report.claims, masked)),
    `The signature and the claims shown as ${MASK} were left out.`,
    '',
  ].join('\n');
}

function fenced(title: string, value: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  if (value === undefined) {
    return [];
  }
  // A longer fence than any run of backquotes inside.
  const text = JSON.stringify(value, undefined, 2);
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`**${title}**`, '', `${fence}json`, text, fence, ''];
}

/** A text for a table's cell, in which nothing is markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, (character) => `\\${character}`);
}
