/** The key panel: what was given, which key answers to the token and why the others do not, where more are. */
import type { Judgement } from '../judge.ts';
import { configurationAddress, judgeAddress, type KeyAddress } from '../key-address.ts';
import { type ListedKey, readKeyDocument } from '../key-document.ts';
import type { Input, KeyRequest } from '../state.ts';
import { listOf } from '../policy/form.ts';

export interface KeyView extends ListedKey {
  readonly isPicked: boolean;
  /** Why it was picked, or was not. */
  readonly because: string | undefined;
}

export interface KeysView {
  readonly text: string;
  /** What the text turned out to be, in words. */
  readonly kind: string | undefined;
  readonly keys: readonly KeyView[];
  readonly problem: string | undefined;
  readonly holdsSecret: boolean;
  /** What stands in the address field. */
  readonly address: string;
  readonly isSuggested: boolean;
  readonly judgedAddress: KeyAddress;
  readonly request: KeyRequest;
  /** The configuration that was read is another issuer's than the token's. */
  readonly foreignConfiguration: string | undefined;
}

export function keysView(
  { report, keysProblem }: Judgement,
  input: Input,
  place: { readonly origin: string; readonly connect: readonly string[] },
): KeysView {
  const claimed = report?.claims?.['iss'];
  const [configured] = input.policy.profile === 'oidc' ? listOf(input.policy.issuer) : [];
  const issuer = configured ?? (typeof claimed === 'string' ? claimed : '');
  const address = input.address ?? configurationAddress(issuer) ?? '';
  const document = readKeyDocument(input.keysText);
  const listed = document.kind === 'keys' ? document.keys : [];
  const { keyRequest } = input;
  return {
    text: input.keysText,
    kind: document.kind === 'keys' ? document.name : undefined,
    keys: listed.map((key) => ({ ...key, ...pickedBecause(key, listed, report?.header) })),
    problem: keysProblem?.message ?? problemOf(document.kind),
    holdsSecret: listed.some(({ isSecret }) => isSecret),
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

/** The rule that decides for or against a key, in the order in which the engine applies them. */
function pickedBecause(
  key: ListedKey,
  all: readonly ListedKey[],
  header: Readonly<Record<string, unknown>> | undefined,
): Pick<KeyView, 'isPicked' | 'because'> {
  if (header === undefined) {
    return { isPicked: false, because: undefined };
  }
  const { kid, alg } = header;
  const not = (because: string): Pick<KeyView, 'isPicked' | 'because'> => ({ isPicked: false, because });
  if (key.isSecret) return not('not used: it holds the private part');
  if (typeof kid === 'string' && key.kid !== kid && key.kid !== undefined) return not('another kid');
  if (typeof kid === 'string' && key.kid === undefined && all.length > 1)
    return not('has no kid, and the token names one');
  if (key.use !== undefined && key.use !== 'sig') return not('not for signatures');
  if (key.alg !== undefined && typeof alg === 'string' && key.alg !== alg)
    return not(`is for ${key.alg}, not for ${alg}`);
  if (typeof alg === 'string' && key.kty !== undefined && !familyFits(alg, key.kty))
    return not(`a ${key.kty} key makes no ${alg} signatures`);
  return {
    isPicked: true,
    because:
      typeof kid === 'string' && key.kid === kid
        ? 'picked: the kid that the token names'
        : 'picked: the one key that fits',
  };
}

function familyFits(alg: string, kty: string): boolean {
  const families: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', HS: 'oct', Ed: 'OKP' };
  const family = families[alg.slice(0, 2)];
  return family === undefined || family === kty;
}

function problemOf(kind: ReturnType<typeof readKeyDocument>['kind']): string | undefined {
  switch (kind) {
    case 'not-json':
      return 'This is neither a key set nor a key in a form that is known here.';
    case 'unknown':
      return 'This is JSON, but neither a key set nor a key.';
    case 'configuration':
      return 'This is an OpenID configuration. The keys are at the address that its jwks_uri names.';
    case 'empty':
    case 'keys':
      return undefined;
  }
}

/** Whether a configuration is the issuer's; Microsoft's shared ones have a placeholder for the tenant. */
function isFor(configured: string, issuer: string): boolean {
  const [before, after] = configured.split('{tenantid}');
  return (
    configured === issuer ||
    (before !== undefined && after !== undefined && issuer.startsWith(before) && issuer.endsWith(after))
  );
}
