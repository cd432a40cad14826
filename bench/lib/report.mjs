// What is made from the results for people: the picture, and the tables of docs/PERFORMANCE.md between its markers.

import { readFile, writeFile } from 'node:fs/promises';

import { inProject } from '../../scripts/lib/paths.mjs';
import { chart } from './chart.mjs';
import { judge } from './goals.mjs';
import { goalTable, scalingTable } from './table.mjs';

const PAGE = inProject('docs', 'PERFORMANCE.md');

/** @param {any} results what latest.json holds */
export async function writeReport(results) {
  await writeFile(inProject('bench', 'results', 'latest.svg'), chart(results));
  const page = await readFile(PAGE, 'utf8');
  const sections = {
    run: `The run of ${results.date.slice(0, 10)}, ${results.machine.cpu}, load average ${results.machine.loadBefore.toFixed(2)} before.`,
    goals: goalTable(judge(results)),
    cost: scalingTable(results.node[0].scaling),
  };
  const filled = Object.entries(sections).reduce((text, [name, content]) => fill(text, name, content), page);
  await writeFile(PAGE, filled);
}

function fill(text, name, content) {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/PERFORMANCE.md has no place for ${name}`);
  return `${text.slice(0, start)}${begin}\n\n${content}\n\n${text.slice(stop)}`;
}
