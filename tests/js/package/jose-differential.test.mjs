// A slice of the fuzz target `jose`: a few thousand tokens, the same ones in every run.

import { expect, test } from 'vitest';

import { differential, report } from '../../../fuzz/jose/differential.mjs';

const SEED = 1;
const TOKENS = 3000;

test('whatever is accepted, jose accepts too', { timeout: 300_000 }, async () => {
  const outcome = await differential({ seed: SEED, tokens: TOKENS });
  console.log(report(outcome).join('\n'));
  expect(outcome.findings).toEqual([]);
  expect(outcome.bothAccepted).toBeGreaterThan(TOKENS / 10);
  expect(outcome.bothRefused).toBeGreaterThan(TOKENS / 10);
});

test('a verifier that looks at nothing is found out', { timeout: 300_000 }, async () => {
  const careless = (token) => {
    const [, payload] = token.split('.');
    return { claims: JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) };
  };
  const { findings } = await differential({ seed: SEED, tokens: 200, ours: careless });
  expect(findings.some((finding) => finding.startsWith('accepted, and jose says'))).toBe(true);
});
