// The same tokens for this package and for `jose`, under the same rules: whatever we accept, jose has to
// accept with the same claims. The other way round there are many differences, and all of them are strictness
// of ours; they are counted by code.

import { isDeepStrictEqual } from 'node:util';

import { ClaimgateError, createVerifier } from 'claimgate';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';

import { ALGORITHMS, makeKeys } from './keys.mjs';
import { AUDIENCE, ISSUER, NOW, tokenOf } from './mutations.mjs';
import { choicesOf } from './random.mjs';

/**
 * Tokens that we accept and jose refuses for a reason that is no weakness of ours, by what jose says.
 *
 * @type {{ what: string, is: (error: Error) => boolean }[]}
 */
const LISTED = [];

/** Enough to see what is wrong. */
const MOST_FINDINGS = 10;

/**
 * @typedef {object} Outcome
 * @property {number} seed
 * @property {number} tokens
 * @property {number} bothAccepted
 * @property {number} bothRefused
 * @property {Record<string, number>} onlyWeRefuse by our code
 * @property {Record<string, number>} listed differences that are no findings
 * @property {string[]} findings each with its token
 * @property {string} jwks the key set, to repeat a finding with
 */

/**
 * @param {object} run
 * @param {number} run.seed decides what is done to which token; the keys are new ones each time
 * @param {number} run.tokens how many at least
 * @param {() => boolean} [run.enough] whether to stop after those
 * @param {(token: string) => unknown} [run.ours] what to compare with jose; default: this package
 * @returns {Promise<Outcome>}
 */
export async function differential({ seed, tokens, enough = () => true, ours }) {
  const keys = makeKeys();
  const judges = { ...judgesOf(keys), ...(ours && { ours }) };
  const choices = choicesOf(seed);
  /** @type {Outcome} */
  const outcome = {
    seed,
    tokens: 0,
    bothAccepted: 0,
    bothRefused: 0,
    onlyWeRefuse: {},
    listed: {},
    findings: [],
    jwks: JSON.stringify(keys.jwks),
  };
  while (outcome.tokens < tokens || !enough()) {
    const token = tokenOf(choices, keys);
    outcome.tokens += 1;
    await compare(token, judges, outcome);
    if (outcome.findings.length >= MOST_FINDINGS) break;
  }
  return outcome;
}

/** @typedef {Pick<ReturnType<typeof judgesOf>, 'theirs'> & { ours: (token: string) => any }} Judges */

/** @param {import('./keys.mjs').Keys} keys */
function judgesOf({ jwks }) {
  const algorithms = /** @type {import('claimgate').Algorithm[]} */ (ALGORITHMS);
  const common = { issuer: ISSUER, audience: AUDIENCE, algorithms };
  const verifier = createVerifier({
    ...common,
    jwks: { keys: jwks.keys },
    now: () => NOW,
    tokenCache: false,
  });
  const set = createLocalJWKSet(jwks);
  const options = {
    ...common,
    clockTolerance: 30,
    currentDate: new Date(NOW * 1000),
    requiredClaims: ['exp'],
  };
  return {
    ours: (token) => verifier.verifySync(token),
    theirs: (token) => jwtVerify(token, set, options),
  };
}

/**
 * @param {string} token
 * @param {Judges} judges
 * @param {Outcome} outcome
 */
async function compare(token, { ours, theirs }, outcome) {
  const own = await attempt(() => ours(token));
  const other = await attempt(() => theirs(token));
  const found = (what) => outcome.findings.push(`${what}: ${JSON.stringify(token)}`);
  if (own.error !== undefined && !(own.error instanceof ClaimgateError)) found('an untyped error');
  else if (own.error?.code === 'ERR_ENGINE_PANIC') found('a panic');
  else if (own.error !== undefined && other.error !== undefined) outcome.bothRefused += 1;
  else if (own.error !== undefined) count(outcome.onlyWeRefuse, own.error.code);
  else if (other.error !== undefined) {
    const listed = LISTED.find(({ is }) => is(other.error));
    if (listed === undefined) found(`accepted, and jose says ${nameOf(other.error)}`);
    else count(outcome.listed, listed.what);
  } else if (isDeepStrictEqual(JSON.stringify(own.value.claims), JSON.stringify(other.value.payload))) {
    outcome.bothAccepted += 1;
  } else found('accepted with other claims');
}

async function attempt(action) {
  try {
    return { value: await action() };
  } catch (error) {
    return { error };
  }
}

function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

function nameOf(error) {
  return error instanceof errors.JOSEError ? `${error.code}, ${error.message}` : String(error);
}

/** What a run did, in lines. */
export function report({ seed, tokens, bothAccepted, bothRefused, onlyWeRefuse, listed, findings, jwks }) {
  const table = (counts) =>
    Object.entries(counts)
      .sort(([, one], [, other]) => other - one)
      .map(([name, number]) => `    ${String(number).padStart(7)} ${name}`);
  const sum = (counts) => Object.values(counts).reduce((total, number) => total + number, 0);
  return [
    `seed ${seed}: ${tokens} tokens; both accept ${bothAccepted}, both refuse ${bothRefused}`,
    `  only we refuse ${sum(onlyWeRefuse)}:`,
    ...table(onlyWeRefuse),
    `  only jose refuses, as listed: ${sum(listed)}`,
    ...table(listed),
    `  findings: ${findings.length}`,
    ...findings.map((finding) => `    ${finding}`),
    ...(findings.length > 0 ? [`  with the key set ${jwks}`] : []),
  ];
}
