// Runs tests on sources with one rule broken.

import { inProject, ROOT } from '../../scripts/lib/paths.mjs';
import { capture, StepError } from '../../scripts/lib/steps.mjs';

/**
 * The names of the tests that fail, those first that fail by what they expect and not by time.
 *
 * @param {string | number} mutant
 * @param {readonly string[]} args of vitest
 * @param {Record<string, string>} env
 */
export async function failedTests(mutant, args, env) {
  const vitest = inProject('node_modules', 'vitest', 'vitest.mjs');
  const { stdout, output } = await capture(process.execPath, [vitest, 'run', '--reporter=json', ...args], {
    cwd: ROOT,
    env: { CLAIMGATE_MUTANT: String(mutant), ...env },
  });
  const start = stdout.indexOf('{"numTotalTestSuites"');
  const report = start < 0 ? undefined : JSON.parse(stdout.slice(start));
  const results = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const made = results.filter(({ status }) => status === 'passed' || status === 'failed');
  if (made.length === 0) throw new StepError(`mutant ${mutant}: its tests did not start\n${output}`);
  return made
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ name: fullName.trim(), isLate: /timed out in/.test(failureMessages[0]) }))
    .sort((one, other) => Number(one.isLate) - Number(other.isLate))
    .map(({ name, isLate }) => (isLate ? `${name} (timed out)` : name));
}
