/** `claimgate roles diff`: what two providers grant differently to one person. */
import { decode, diffRoles, type ClaimsOfSomebody, type RoleOptions } from 'claimgate/full';
import { readJson, readText } from './files.js';
import { findTokens } from './find-tokens.js';
import { EXIT, type ExitCode, UsageError } from './outcome.js';
import { renderRoleDiff } from './role-diff-text.js';
import { json, print, printable } from './terminal.js';

/** Exit code 1 where one side has a role that the other has not, or where groups would decide. */
export async function rolesDiffCommand(
  mapping: string,
  files: readonly [string, string],
  flags: { readonly json?: boolean },
): Promise<ExitCode> {
  const roles = await mappingOf(mapping);
  const [a, b] = [await somebody(files[0]), await somebody(files[1])];
  const diff = diffRoles(roles, a, b);
  if (flags.json === true) {
    print(json(diff));
  } else {
    for (const line of renderRoleDiff(diff, files).split('\n')) print(printable(line));
  }
  const { onlyA, onlyB, undecidedA, undecidedB } = diff;
  const isSame = [onlyA, onlyB, undecidedA, undecidedB].every((list) => list.length === 0);
  return isSame ? EXIT.good : EXIT.refused;
}

/** The option `roles` by itself, or in the options of a verifier. */
async function mappingOf(file: string): Promise<RoleOptions> {
  const value = await readJson(file);
  if (typeof value !== 'object' || value === null) throw new UsageError(`${file} is not a JSON object.`);
  return 'roles' in value ? (value.roles as RoleOptions) : value;
}

/** A token, whose signature is not checked, or the claims of one as JSON. */
async function somebody(file: string): Promise<ClaimsOfSomebody> {
  const text = (await readText(file)).trim();
  if (text.startsWith('{')) return { claims: (await readJson(file)) as ClaimsOfSomebody['claims'] };
  const { payload } = decode(findTokens(text).tokens[0] ?? '');
  if (payload === undefined) throw new UsageError(`${file} holds neither a token nor claims.`);
  return { claims: payload };
}
