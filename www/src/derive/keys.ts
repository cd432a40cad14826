/** The key panel: what was given, which key answers to the token and why the others do not, where more are. */
import type { ExplainedReport, Jwk, KeyAnswer } from 'claimgate/full/slim';

import { configurationAddress, judgeAddress, type KeyAddress } from '../key-address.ts';
import { formText, type KeyReading, readConfiguration, type ReadText } from '../key-text.ts';
import type { Judgement } from '../judge.ts';
import { listOf } from '../policy/form.ts';
import type { Input, KeyRequest } from '../state.ts';
import { utcText } from '../times.ts';

export interface KeyView {
  readonly kid: string | undefined;
  readonly facts: readonly string[];
  readonly bits: number | undefined;
  readonly isPicked: boolean;
  /** It made the signature, whatever else is wrong. */
  readonly madeSignature: boolean;
  /** Why it was picked, or was not. */
  readonly because: string | undefined;
}

export interface KeysView {
  readonly text: string;
  /** What the text turned out to be, in words. */
  readonly kind: string | undefined;
  readonly keys: readonly KeyView[];
  readonly problems: readonly string[];
  readonly holdsPrivate: boolean;
  readonly reading: KeyReading;
  /** The token asks for a shared secret, which has to be read somehow. */
  readonly asksForSecret: boolean;
  /** What stands in the address field. */
  readonly address: string;
  readonly isSuggested: boolean;
  readonly judgedAddress: KeyAddress;
  readonly request: KeyRequest;
  /** The configuration that was read is another issuer's than the token's. */
  readonly foreignConfiguration: string | undefined;
}

const A_CONFIGURATION =
  'This is an OpenID configuration. The keys are at the address that its jwks_uri names.';

export function keysView(
  { report, keysProblem }: Judgement,
  read: ReadText,
  input: Input,
  place: { readonly origin: string; readonly connect: readonly string[] },
): KeysView {
  const claimed = report?.claims?.['iss'];
  const [configured] = input.policy.profile === 'oidc' ? listOf(input.policy.issuer) : [];
  const issuer = configured ?? (typeof claimed === 'string' ? claimed : '');
  const address = input.address ?? configurationAddress(issuer) ?? '';
  const alg = report?.header?.['alg'];
  const { keyRequest } = input;
  return {
    text: input.keysText,
    kind: formText(read),
    keys: (read.jwks?.keys ?? []).map((key, index) => keyView(key, index, read, report)),
    problems: [
      ...read.problems,
      ...(keysProblem === undefined ? [] : [keysProblem.message]),
      ...(readConfiguration(input.keysText) === undefined ? [] : [A_CONFIGURATION]),
    ],
    holdsPrivate: read.found.some(({ isPrivate }) => isPrivate === true),
    reading: input.keyReading,
    asksForSecret: typeof alg === 'string' && alg.startsWith('HS'),
    address,
    isSuggested: input.address === undefined && address !== '',
    judgedAddress: judgeAddress(address, place.origin, place.connect),
    request: keyRequest,
    foreignConfiguration:
      keyRequest.state === 'configuration' && issuer !== '' && !isFor(keyRequest.issuer, issuer)
        ? keyRequest.issuer
        : undefined,
  };
}

function keyView(key: Jwk, index: number, { found }: ReadText, report: ExplainedReport | undefined): KeyView {
  const answer = report?.keys.find((one) => one.index === index);
  const origin = found.find((one) => one.index === index);
  return {
    kid: key.kid,
    facts: [
      ...keyFacts(key, answer),
      ...(origin?.subject === undefined ? [] : [`certificate of ${origin.subject}`]),
      ...(origin?.notAfter === undefined ? [] : [`until ${utcText(origin.notAfter)}`]),
      ...(answer?.thumbprint === undefined ? [] : [`thumbprint ${answer.thumbprint}`]),
    ],
    bits: answer?.kty === 'RSA' ? answer.bits : undefined,
    isPicked: answer?.picked === true,
    madeSignature: answer?.madeSignature === true,
    because: answer?.text,
  };
}

function keyFacts(key: Jwk, answer: KeyAnswer | undefined): readonly string[] {
  const bits = answer?.bits;
  const facts = [
    key.kty,
    answer?.crv,
    bits === undefined ? undefined : `${bits} bits`,
    key.alg,
    key.use === 'sig' ? 'for signatures' : key.use === 'enc' ? 'for encryption' : key.use,
    answer?.issuer === undefined ? undefined : `for ${answer.issuer}`,
  ];
  return facts.filter((fact) => fact !== undefined).map(String);
}

/** Whether a configuration is the issuer's; Microsoft's shared ones have a placeholder for the tenant. */
function isFor(configured: string, issuer: string): boolean {
  const [before, after] = configured.split('{tenantid}');
  return (
    configured === issuer ||
    (before !== undefined && after !== undefined && issuer.startsWith(before) && issuer.endsWith(after))
  );
}
