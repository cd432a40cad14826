/** `claimgate lint`: what a policy lets through that it should not. */
import { lintPolicy } from 'claimgate/full';
import { EXIT, type ExitCode } from './outcome.js';
import { givenPolicy } from './policy.js';
import { colours, json, print, printable } from './terminal.js';

const MARKS: Readonly<Record<string, string>> = {
  error: colours.red('✗ error  '),
  warning: colours.yellow('! warning'),
};

/** Refused where there is an error; everything else is only shown. */
export async function lintPolicyCommand(file: string, flags: { readonly json?: boolean }): Promise<ExitCode> {
  const findings = lintPolicy((await givenPolicy({ policy: file })) as Parameters<typeof lintPolicy>[0]);
  if (flags.json === true) {
    print(json(findings));
  } else {
    for (const { severity, option, message, fix } of findings) {
      print(`${MARKS[severity] ?? `i ${severity}`}  ${printable(`${option}: ${message}`)}`);
      print(`           ${colours.dim(printable(fix))}`);
    }
    if (findings.length === 0) print(`${colours.green('✓')} nothing found`);
  }
  return findings.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.good;
}
