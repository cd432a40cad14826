// Counting what test runners report. A test that did not run and gives no accepted reason counts as failed.

import { stripVTControlCharacters } from 'node:util';

/** @typedef {import('./test-stages.mjs').Tally} Tally */

/** Tests may be skipped for two reasons: the shared test vectors are not on this machine, or Firefox is not. */
const VECTORS = 'CLAIMGATE_VECTORS';
const FIREFOX = 'not run: FIREFOX names none';

/**
 * Counts the tests in the output of `cargo test` or `wasm-pack test`.
 *
 * @param {string} output
 * @param {number} code of the runner; one that failed without a failed test is one failure
 * @returns {Tally}
 */
export function countRustTests(output, code) {
  const text = stripVTControlCharacters(output);
  const results = [...text.matchAll(/^test result: .*? (\d+) passed; (\d+) failed;/gm)];
  const ignored = [...text.matchAll(/^test (.+?) \.\.\. ignored(?:, (.+))?$/gm)].map(([, name, reason]) => ({
    name,
    reason: reason ?? '',
  }));
  const skipped = [...text.matchAll(/^SKIP (.+)$/gm)].map(([, name]) => ({ name, reason: name }));
  const sum = (index) => results.reduce((total, match) => total + Number(match[index]), 0);
  return tally(sum(1), sum(2), [...ignored, ...skipped], code);
}

/**
 * Counts the tests in vitest's JSON report.
 *
 * @param {{ testResults: { assertionResults: { status: string, fullName: string }[] }[] }} report
 * @param {number} code
 * @returns {Tally}
 */
export function countVitestTests(report, code) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status) => tests.filter((test) => test.status === status).length;
  const passed = count('passed');
  const failed = count('failed');
  const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  return tally(
    passed,
    failed,
    notRun.map((test) => ({ name: test.fullName, reason: test.fullName })),
    code,
  );
}

function tally(passed, failed, notRun, code) {
  const isAccepted = ({ reason }) =>
    (!process.env[VECTORS] && reason.includes(VECTORS)) || reason.includes(FIREFOX);
  const unexplained = notRun.filter((test) => !isAccepted(test));
  const skipped = notRun.map(
    (test) => `${test.name}${isAccepted(test) ? '' : ' (counts as failed: no accepted reason)'}`,
  );
  const silent = code !== 0 && failed === 0 ? 1 : 0;
  // A run without any test proves nothing.
  const empty = passed + failed + notRun.length === 0 && silent === 0 ? 1 : 0;
  return { passed, failed: failed + unexplained.length + silent + empty, skipped };
}
