// Makes data/entra-role-templates.tsv from Microsoft's reference of built-in roles:
//
//   node scripts/update-role-templates.mjs <file or https address of permissions-reference.md> [--out <file>]
//
// Roles that the reference no longer has are kept, because tokens and mappings may still name them.

import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { inProject } from './lib/paths.mjs';
import { mergeRoles, parseReference, parseTable, tableText } from './lib/role-templates.mjs';
import { runScript, say, StepError } from './lib/steps.mjs';

await runScript(async () => {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0) {
    throw new StepError('usage: node scripts/update-role-templates.mjs <file or address> [--out <file>]');
  }
  const table = inProject('data', 'entra-role-templates.tsv');
  const reference = parseReference(await textOf(source));
  if (reference.roles.length === 0) throw new StepError(`${source} has no table of roles`);
  const known = parseTable(await readFile(table, 'utf8'));
  const { roles, added, renamed, missing } = mergeRoles(known, reference);
  await writeFile(values.out ?? table, tableText(roles, reference, new Date().toISOString().slice(0, 10)));
  say(`${roles.length} roles, of ${reference.date}`);
  for (const { id, name } of added) say(`  new: ${name} (${id})`);
  for (const { id, name, before } of renamed) say(`  renamed: ${before} is now ${name} (${id})`);
  for (const { id, name } of missing) say(`  not in the reference, kept: ${name} (${id})`);
});

async function textOf(source) {
  if (!source.startsWith('https://')) return readFile(source, 'utf8');
  const response = await fetch(source);
  if (!response.ok) throw new StepError(`${source} answered ${response.status}`);
  return response.text();
}
