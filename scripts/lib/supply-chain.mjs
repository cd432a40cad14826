// What the project is made of: licences, sources and advisories of its dependencies. The data bases of
// advisories are online; where they cannot be had, that check is named as not run, and nothing fails.

import { readFile } from 'node:fs/promises';

import { findOnPath } from './executables.mjs';
import { captureNpm } from './npm.mjs';
import { inProject, ROOT } from './paths.mjs';
import { capture, say, StepError } from './steps.mjs';

/** Where deny.toml's rules are about what is here, not about what became known since. */
const OFFLINE_CHECKS = ['bans', 'licenses', 'sources'];

/** What programs say when they cannot reach their data base. */
const NO_DATABASE =
  /failed to fetch advisory database|audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|EAI_AGAIN/;

/** @throws {StepError} with what is wrong */
export async function checkSupplyChain() {
  const problems = [...(await cargoDeny()), ...(await npmAudit()), ...(await runtimeDependencies())];
  if (problems.length > 0) throw new StepError(`supply chain:\n${problems.join('\n')}`);
}

async function cargoDeny() {
  if (!findOnPath('cargo-deny')) {
    notRun('cargo deny', 'cargo-deny is missing (cargo install cargo-deny)');
    return [];
  }
  const rules = await deny(OFFLINE_CHECKS);
  const advisories = await deny(['advisories']);
  return [...rules, ...advisories];
}

async function deny(checks) {
  const title = `cargo deny check ${checks.join(' ')}`;
  const { code, output } = await capture('cargo', ['deny', '--color', 'never', 'check', ...checks], {
    cwd: ROOT,
  });
  return verdict(title, code, output);
}

async function npmAudit() {
  const { code, output } = await captureNpm(['audit', '--audit-level=high']);
  return verdict('npm audit --audit-level=high', code, output);
}

function verdict(title, code, output) {
  if (code === 0) {
    say(`  done: ${title}`);
    return [];
  }
  if (!NO_DATABASE.test(output)) return [`${title}:\n${output.trim()}`];
  notRun(title, 'its data base cannot be reached');
  return [];
}

function notRun(title, reason) {
  say(`  not run: ${title}: ${reason}`);
}

/** Members of a manifest that make a package install others. */
const RUNTIME = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'];

async function runtimeDependencies() {
  const manifest = JSON.parse(await readFile(inProject('pkg', 'package.json'), 'utf8'));
  return RUNTIME.filter((member) => Object.keys(manifest[member] ?? {}).length > 0).map(
    (member) => `pkg/package.json has ${member}; the package runs without any`,
  );
}
