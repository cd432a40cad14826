// npm run mutants: breaks each rule of the key cache, one at a time, and sees that a test fails.
// --write puts the table into docs/OPERATIONS.md; --jobs=N runs so many at once; numbers run only those mutants.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { table, writeBlock } from '../../simulation/report.mjs';
import { inProject, ROOT } from '../../scripts/lib/paths.mjs';
import { capture, runScript, say, StepError } from '../../scripts/lib/steps.mjs';
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
  const before = await failedTests('none', numbers.map((number) => MUTANTS[number].tests).join(' '));
  if (before.length > 0) throw new StepError(`mutants: without any, these fail already: ${before.join('; ')}`);
  const waiting = [...numbers];
  const found = new Map();
  const work = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const failed = await failedTests(number, MUTANTS[number].tests);
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

/** The titles of the tests that a mutant makes fail, those first that fail by what they expect and not by time. */
async function failedTests(number, tests) {
  const files = [...new Set(tests.split(' '))].map((name) => `tests/js/${name}.test.ts`);
  const vitest = inProject('node_modules', 'vitest', 'vitest.mjs');
  const config = path.join('tests', 'mutants', 'vitest.config.mjs');
  const { stdout, output } = await capture(process.execPath, [vitest, 'run', '--config', config, '--reporter=json', ...files], {
    cwd: ROOT,
    env: { CLAIMGATE_MUTANT: String(number) },
  });
  const start = stdout.indexOf('{"numTotalTestSuites"');
  const report = start < 0 ? undefined : JSON.parse(stdout.slice(start));
  if (!report?.numTotalTests) throw new StepError(`mutant ${number}: its tests did not start\n${output}`);
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ name: fullName.trim(), isLate: /timed out in/.test(failureMessages[0]) }))
    .sort((one, other) => Number(one.isLate) - Number(other.isLate))
    .map(({ name, isLate }) => (isLate ? `${name} (timed out)` : name));
}
