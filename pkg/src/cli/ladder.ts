/** A report as a person reads it in a terminal. */
import type { ExplainedCheck, ExplainedNote, ExplainedReport, KeyAnswer } from 'claimgate/full';
import { colours, json, printable } from './terminal.js';

const MARKS: Readonly<Record<ExplainedCheck['state'], string>> = {
  pass: colours.green('✓'),
  fail: colours.red('✗'),
  'not-checked': colours.dim('–'),
  'cannot-check': colours.yellow('?'),
};
const WORDS: Readonly<Record<ExplainedCheck['state'], string>> = {
  pass: '',
  fail: '',
  'not-checked': 'not checked',
  'cannot-check': 'cannot check',
};
const VERDICTS: Readonly<Record<ExplainedReport['verdict'], string>> = {
  valid: colours.green('✓ valid'),
  refused: colours.red('✗ refused'),
  incomplete: colours.yellow('? not fully checked'),
};
/** Claims that are moments, in seconds since the epoch. */
const MOMENTS = ['iat', 'nbf', 'exp', 'auth_time'] as const;

export function verdictLine({ verdict, code }: ExplainedReport): string {
  return colours.bold([VERDICTS[verdict], ...(code === undefined ? [] : [code])].join('  '));
}

/** The whole report. */
export function ladderText(report: ExplainedReport, now: number): string {
  const parts = [
    verdictLine(report),
    report.checks.map(checkText).join('\n'),
    section('Keys', report.keys.map(keyText)),
    section('Notes', report.notes.map(noteText)),
    decodedText('Header', report.header),
    decodedText('Claims', report.claims),
    section('Times', momentTexts(report.claims ?? {}, now)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** One rung, and under it what is known about why it did not pass. */
export function checkText(check: ExplainedCheck): string {
  const { id, state, code, reason, nearMiss, actual, expected = [], cause, fix } = check;
  const narrowed = [reason, nearMiss].filter((word) => word !== undefined).join('/');
  // The time's value is a number, and stands below with its date.
  const shown = id === 'time' ? '' : (actual ?? '');
  const what = [WORDS[state], code ?? '', colours.dim(state === 'pass' ? printable(shown) : narrowed)];
  const head = `  ${MARKS[state]} ${id.padEnd(10)} ${what.filter((word) => word !== '').join('  ')}`.trimEnd();
  if (state === 'pass' || reason === 'provider.no_rules') {
    return head;
  }
  const rows = [
    ['expected', expected.join(' or ')],
    ['actual', state === 'fail' ? (actual ?? '') : ''],
    ['cause', cause ?? ''],
    ['fix', fix ?? ''],
  ].filter(([, text]) => text !== '');
  return [head, ...rows.map(([name = '', text = '']) => detail(name, text))].join('\n');
}

function detail(name: string, text: string): string {
  return `      ${colours.dim(name.padEnd(9))}${printable(text)}`;
}

function keyText(key: KeyAnswer): string {
  const mark = key.picked ? colours.green('✓') : colours.dim('–');
  const facts = [key.kid ?? '(no kid)', key.kty, key.crv, key.bits === undefined ? undefined : `${String(key.bits)} bits`];
  const made = key.madeSignature === true ? ' It made this signature.' : '';
  return `  ${mark} ${printable(facts.filter((fact) => fact !== undefined).join(' '))}  ${colours.dim(key.text + made)}`;
}

function noteText({ severity, text, fix }: ExplainedNote): string {
  const mark = severity === 'warning' ? colours.yellow('!') : colours.dim('i');
  return [`  ${mark} ${printable(text)}`, ...(fix === undefined ? [] : [`    ${colours.dim(printable(fix))}`])].join('\n');
}

function decodedText(title: string, members: Readonly<Record<string, unknown>> | undefined): string {
  return members === undefined ? '' : `${colours.bold(title)}\n${indented(json(members))}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function momentTexts(claims: Readonly<Record<string, unknown>>, now: number): readonly string[] {
  return MOMENTS.flatMap((name) => {
    const seconds = claims[name];
    if (typeof seconds !== 'number' || !(Math.abs(seconds) < 8.64e12)) return [];
    return [`  ${name.padEnd(10)}${new Date(seconds * 1000).toISOString()}  ${colours.dim(relative(seconds - now))}`];
  });
}

/** A distance in time, to its two largest units. */
function relative(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  let rest = Math.round(Math.abs(seconds));
  const words: string[] = [];
  for (const [length, name] of units) {
    const count = Math.floor(rest / length);
    if (count > 0 && words.length < 2) words.push(`${String(count)} ${name}`);
    rest %= length;
  }
  const distance = words.length === 0 ? '0 s' : words.join(' ');
  return seconds < 0 ? `${distance} ago` : `in ${distance}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [colours.bold(title), ...lines].join('\n');
}
