// Each kernel in an engine of its own: an engine takes one kernel for as long as it lives.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { KERNEL_NAMES, kernels } from './kernels.mjs';

const runs = new Set(kernels().map(({ name }) => name));
const script = path.join(import.meta.dirname, 'wycheproof-run.mjs');

test.each([...KERNEL_NAMES, 'portable'])('Wycheproof over %s', { timeout: 300_000 }, async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, name]);
  const outcome = JSON.parse(stdout);
  // Where a module does not validate, the engine serves with its own kernel.
  expect(outcome.kernel).toBe(name === 'portable' || runs.has(name) ? name : 'portable');
  expect(outcome.wrong).toEqual([]);
  expect(outcome.accepted).toBeGreaterThan(500);
  expect(outcome.refused).toBeGreaterThan(2000);
});
