// Tables, on the terminal and in docs/OPERATIONS.md: each command replaces its own block there.

import { readFile, writeFile } from 'node:fs/promises';

import { inProject } from '../scripts/lib/paths.mjs';
import { StepError } from '../scripts/lib/steps.mjs';

const FILE = inProject('docs', 'OPERATIONS.md');

/** A Markdown table. @param {readonly string[]} head @param {readonly (readonly unknown[])[]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Three significant digits, and no fraction above 100. */
export function figure(value) {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
export async function writeBlock(name, text) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const document = await readFile(FILE, 'utf8');
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new StepError(`docs/OPERATIONS.md has no block ${name}`);
  await writeFile(FILE, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
