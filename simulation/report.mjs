// Tables, on the terminal and in a document (docs/OPERATIONS.md unless another is named): each command replaces its
// own block there.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
export async function writeBlock(name, text, file = FILE) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const document = await readFile(file, 'utf8');
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new StepError(`${path.basename(file)} has no block ${name}`);
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
