// npm run mutants: breaks each rule of the key cache, one at a time, and sees that a test fails.
// --write puts the table into docs/OPERATIONS.md; --jobs=N runs so many at once; numbers run only those mutants.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { table, writeBlock } from '../../simulation/report.mjs';
import { runScript, say, StepError } from '../../scripts/lib/steps.mjs';
import { failedTests } from './failed-tests.mjs';
import { MUTANTS } from './rules.mjs';

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
    allowPositionals: true,
  });
  const numbers = positionals.length > 0 ? positionals.map(Number) : [...MUTANTS.keys()];
  const before = await testsThatFail('none', numbers.map((number) => MUTANTS[number].tests).join(' '));
  if (before.length > 0) throw new StepError(`mutants: without any, these fail already: ${before.join('; ')}`);
  const waiting = [...numbers];
  const found = new Map();
  const work = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const failed = await testsThatFail(number, MUTANTS[number].tests);
      found.set(number, failed);
      say(`${failed.length > 0 ? 'red     ' : 'SURVIVED'} ${number} ${MUTANTS[number].rule}: ${failed[0] ?? ''}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  const rows = numbers.map((number) => {
    const { rule, file } = MUTANTS[number];
    const failed = found.get(number);
    return [rule, `\`${file}\``, failed[0]?.replaceAll('|', '\\|') ?? '**none**'];
  });
  const text = table(['rule', 'broken in', 'a test that fails then'], rows);
  if (values.write) await writeBlock('mutants', text);
  const survived = numbers.filter((number) => found.get(number).length === 0).map((number) => MUTANTS[number].rule);
  if (survived.length > 0) throw new StepError(`mutants: no test noticed ${survived.join('; ')}`);
});

/** @param {string | number} number @param {string} tests */
function testsThatFail(number, tests) {
  const files = [...new Set(tests.split(' '))].map((name) => `tests/js/${name}.test.ts`);
  return failedTests(number, ['--config', path.join('tests', 'mutants', 'vitest.config.mjs'), ...files], {});
}
