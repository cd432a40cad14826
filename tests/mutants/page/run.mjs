// npm run mutants:page: breaks each feature of the page, one at a time, and sees that the test of it fails.
// --write puts the table into docs/DEBUGGER.md; numbers run only those places of the table.

import path from 'node:path';
import { parseArgs } from 'node:util';

import { inProject } from '../../../scripts/lib/paths.mjs';
import { runScript, say, StepError } from '../../../scripts/lib/steps.mjs';
import { table, writeBlock } from '../../../simulation/report.mjs';
import { failedTests } from '../failed-tests.mjs';
import { MUTANTS } from './features.mjs';

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: { write: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const places = positionals.length > 0 ? positionals.map(Number) : [...MUTANTS.keys()];
  const before = await testsThatFail('none', places.map((place) => MUTANTS[place]));
  if (before.length > 0) throw new StepError(`mutants: without any, these fail already: ${before.join('; ')}`);
  const rows = [];
  const survived = [];
  for (const place of places) {
    const mutant = MUTANTS[place];
    const [first] = await testsThatFail(place, [mutant]);
    say(`${first === undefined ? 'SURVIVED' : 'red     '} ${place} ${mutant.feature}: ${first ?? ''}`);
    if (first === undefined) survived.push(mutant.feature);
    rows.push([mutant.number, mutant.feature, `\`${mutant.file}\``, `\`${mutant.tests}\`: ${first?.replaceAll('|', '\\|') ?? '**none**'}`]);
  }
  if (values.write) {
    await writeBlock('mutants', table(['feature', 'what no longer works', 'broken in', 'the test that fails then'], rows), inProject('docs', 'DEBUGGER.md'));
  }
  if (survived.length > 0) throw new StepError(`mutants: no test noticed ${survived.join('; ')}`);
});

/** @param {string | number} place @param {readonly import('./features.mjs').Mutant[]} mutants */
function testsThatFail(place, mutants) {
  const files = [...new Set(mutants.map(({ tests }) => `tests/www/${tests}.test.mjs`))];
  const titles = [...new Set(mutants.map(({ title }) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))];
  const config = inProject('tests', 'mutants', 'page', 'vite.config.mjs');
  return failedTests(place, ['--config', 'vitest.config.mjs', '--project', 'www', '-t', titles.join('|'), ...files], {
    CLAIMGATE_PAGE_CONFIG: path.normalize(config),
  });
}
