/** `claimgate verify`: the verdict of a verifier, with nothing left open. */
import { ClaimgateError, createVerifier, type FullVerifierOptions } from 'claimgate/full';
import type { ExplainedReport } from 'claimgate/full';
import { givenKeys, type KeyOptions } from './keys.js';
import { checkText } from './ladder.js';
import { checkAddress, isAddress } from './network.js';
import { EXIT, type ExitCode, UsageError } from './outcome.js';
import { givenPolicy, type GivenPolicy, momentOf, type PolicyFlags } from './policy.js';
import { summaryText } from './summary.js';
import { colours, json, print, say } from './terminal.js';
import { givenTokens } from './tokens.js';

export interface VerifyFlags extends KeyOptions, PolicyFlags {
  readonly json?: boolean;
  readonly at?: string;
}

export async function verifyCommand(named: readonly string[], flags: VerifyFlags): Promise<ExitCode> {
  const given = await givenPolicy(flags);
  if (given.issuer === undefined || given.audience === undefined) {
    throw new UsageError(
      'verify needs an issuer and an audience: --issuer and --audience (or --any-audience), or --policy.',
    );
  }
  const verifier = createVerifier({
    ...given,
    jwks: await keySource(given, flags),
    ...(flags.allowHttpLoopback === true ? { allowHttpLoopback: true } : {}),
  } as FullVerifierOptions);
  const now = flags.at === undefined ? undefined : momentOf('--at', flags.at);
  const context = now === undefined ? {} : { now };
  const tokens = await givenTokens(named);
  const outcomes: string[] = [];
  for (const token of tokens) {
    try {
      const verified = await verifier.verify(token, context);
      outcomes.push('valid');
      if (flags.json === true || tokens.length === 1) print(json(verified, tokens.length === 1 ? 2 : 0));
    } catch (error) {
      if (!(error instanceof ClaimgateError) || error.code === 'ERR_CONFIG') throw error;
      outcomes.push(error.code);
      // The reports of this engine are explained, whoever asks for them.
      const report = (await verifier.inspect(token, context)) as ExplainedReport;
      refuse(error, report, flags.json === true);
    }
  }
  if (tokens.length > 1) say(summaryText(outcomes));
  return outcomes.every((outcome) => outcome === 'valid') ? EXIT.good : EXIT.refused;
}

/** @throws UsageError where there are no keys, or they would have to be fetched under `--offline` */
async function keySource(given: GivenPolicy, flags: VerifyFlags): Promise<FullVerifierOptions['jwks']> {
  const { jwks, discovery } = flags;
  const named = given.jwks;
  const remote =
    jwks !== undefined && isAddress(jwks) ? { url: jwks } : discovery === undefined ? undefined : { discovery };
  if (remote !== undefined) {
    checkAddress(Object.values(remote)[0] ?? '', flags);
    return remote;
  }
  const keys = await givenKeys(flags);
  if (keys !== undefined) {
    return { keys };
  }
  if (named === undefined) {
    throw new UsageError('verify needs keys: --jwks, --discovery, --key or --secret-file, or jwks in the policy.');
  }
  const address = 'url' in named ? named.url : 'discovery' in named ? named.discovery : undefined;
  if (address !== undefined) {
    checkAddress(address, flags);
  }
  return named;
}

function refuse(error: ClaimgateError, report: ExplainedReport, asJson: boolean): void {
  if (asJson) {
    print(json({ error: { code: error.code, message: error.message, detail: error.detail }, report }, 0));
    return;
  }
  say(`${colours.red('✗')} ${error.code}: ${error.message}`);
  for (const check of report.checks.filter(({ state }) => state === 'fail')) {
    say(checkText(check));
  }
}
