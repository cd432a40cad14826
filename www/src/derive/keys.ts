/** The key panel: what was given, and where more could come from. */
import type { Judgement } from '../judge.ts';
import { configurationAddress, judgeAddress, type KeyAddress } from '../key-address.ts';
import { type ListedKey, readKeyDocument } from '../key-document.ts';
import type { Input, KeyRequest } from '../state.ts';

export interface KeysView {
  readonly text: string;
  readonly keys: readonly (ListedKey & { readonly isNamed: boolean })[];
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
  const issuer = input.issuer !== '' ? input.issuer : typeof claimed === 'string' ? claimed : '';
  const address = input.address ?? configurationAddress(issuer) ?? '';
  const document = readKeyDocument(input.keysText);
  const listed = document.kind === 'keys' ? document.keys : [];
  const kid = report?.header?.['kid'];
  const { keyRequest } = input;
  return {
    text: input.keysText,
    keys: listed.map((key) => ({ ...key, isNamed: key.kid !== undefined && key.kid === kid })),
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

function problemOf(kind: ReturnType<typeof readKeyDocument>['kind']): string | undefined {
  switch (kind) {
    case 'not-json':
      return 'This is not JSON. A key set looks like { "keys": [ … ] }.';
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
