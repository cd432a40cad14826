/** `claimgate inspect`: every check of a token, explained. */
import { decode, type ExplainedReport, inspect } from 'claimgate/full';
import { givenKeys, type KeyOptions } from './keys.js';
import { ladderText, verdictLine } from './ladder.js';
import { EXIT, type ExitCode } from './outcome.js';
import { givenPolicy, momentOf, type PolicyFlags, policyMembers } from './policy.js';
import { summaryText } from './summary.js';
import { json, print } from './terminal.js';
import { givenTokens } from './tokens.js';

export interface InspectFlags extends KeyOptions, PolicyFlags {
  readonly json?: boolean;
  readonly at?: string;
}

export async function inspectCommand(named: readonly string[], flags: InspectFlags): Promise<ExitCode> {
  const now = flags.at === undefined ? Date.now() / 1000 : momentOf('--at', flags.at);
  const given = await givenPolicy(flags);
  const tokens = await givenTokens(named);
  const kid = tokens.length === 1 ? kidOf(tokens[0] ?? '') : undefined;
  const keys = (await givenKeys(flags, kid)) ?? keysOfPolicy(given);
  const reports = tokens.map((token) =>
    inspect(token, { policy: policyMembers(given), now, ...(keys === undefined ? {} : { jwks: { keys } }) }),
  );
  show(reports, now, flags.json === true);
  return reports.every(({ verdict }) => verdict === 'valid') ? EXIT.good : EXIT.refused;
}

/** The name that a key without one is given: that which the token asks for. */
function kidOf(token: string): string | undefined {
  const kid: unknown = decode(token).header?.['kid'];
  return typeof kid === 'string' ? kid : undefined;
}

function keysOfPolicy({ jwks }: Awaited<ReturnType<typeof givenPolicy>>) {
  return jwks !== undefined && 'keys' in jwks ? jwks.keys : undefined;
}

function show(reports: readonly ExplainedReport[], now: number, asJson: boolean): void {
  const [only] = reports;
  if (reports.length === 1 && only !== undefined) {
    print(asJson ? json(only) : ladderText(only, now));
    return;
  }
  if (asJson) {
    // One a line, so that a program can read them as they come.
    for (const report of reports) print(json(report, 0));
    return;
  }
  for (const [index, report] of reports.entries()) {
    print(`${String(index + 1).padStart(4)}  ${verdictLine(report)}`);
  }
  print('');
  print(summaryText(reports.map(({ verdict, code }) => code ?? verdict)));
}
