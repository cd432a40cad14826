/** The token in one line: whose it is, of what kind, for whom, and how long still. Nothing of it is verified. */
import { recognizeProvider } from '../policy/recognize.ts';
import { fromNow, LIKELY_MILLISECONDS } from '../times.ts';

export interface SummaryFact {
  readonly label: string;
  readonly value: string;
}

export interface Summary {
  /** `v2.0 access token · delegated`. */
  readonly title: string;
  readonly facts: readonly SummaryFact[];
}

type Claims = Readonly<Record<string, unknown>>;

const CONSUMER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const AUTHENTICATION: Readonly<Record<string, string>> = {
  '0': 'a public client, without a secret',
  '1': 'by a secret',
  '2': 'by a certificate',
};

export function summaryOf(claims: Claims | undefined, now: number): Summary | undefined {
  if (claims === undefined || Object.keys(claims).length === 0) {
    return undefined;
  }
  const provider = recognizeProvider(claims);
  const version = textOf(claims['ver']);
  const kind = kindOf(claims);
  const title = [
    provider?.name,
    [provider === undefined || version === undefined ? '' : `v${version}`, kind.name]
      .filter(Boolean)
      .join(' '),
    kind.caller,
  ];
  const facts = [
    ...fact('Tenant', tenantText(textOf(claims['tid']))),
    ...fact('Client', clientText(claims)),
    ...fact('For', listText(claims['aud'])),
    ...fact('May', permissionText(claims)),
    ...fact('Expires', expiryText(claims['exp'], now)),
  ];
  return facts.length === 0
    ? undefined
    : { title: title.filter((part) => part !== undefined && part !== '').join(' · '), facts };
}

/** What the claims look like. An access token and an ID token differ in who may read them. */
function kindOf(claims: Claims): { readonly name: string; readonly caller: string | undefined } {
  const hasScope = textOf(claims['scp']) !== undefined || textOf(claims['scope']) !== undefined;
  const hasRoles = Array.isArray(claims['roles']);
  const isForClient = ['nonce', 'c_hash', 'at_hash'].some((name) => name in claims);
  if (isForClient && !hasScope) {
    return { name: 'ID token', caller: 'for the client, not for an API' };
  }
  if (
    claims['idtyp'] === 'app' ||
    (hasRoles && !hasScope && claims['oid'] !== undefined && claims['oid'] === claims['sub'])
  ) {
    return { name: 'access token', caller: 'app only, no user' };
  }
  if (hasScope) {
    return { name: 'access token', caller: 'delegated, for a user' };
  }
  return { name: hasRoles ? 'access token' : 'token', caller: undefined };
}

function tenantText(tenant: string | undefined): string | undefined {
  return tenant === CONSUMER_TENANT ? `${tenant} (personal Microsoft accounts)` : tenant;
}

function clientText(claims: Claims): string | undefined {
  const client = textOf(claims['azp']) ?? textOf(claims['appid']) ?? textOf(claims['client_id']);
  const proof = AUTHENTICATION[textOf(claims['azpacr']) ?? textOf(claims['appidacr']) ?? ''];
  return client === undefined || proof === undefined
    ? client
    : `${client}, authenticated ${proof}`.replace('authenticated a', 'a');
}

function permissionText(claims: Claims): string | undefined {
  const scopes = textOf(claims['scp']) ?? textOf(claims['scope']);
  const roles = listText(claims['roles']);
  return (
    [scopes?.split(' ').join(', '), roles === undefined ? undefined : `roles ${roles}`]
      .filter((part) => part !== undefined)
      .join('; ') || undefined
  );
}

function expiryText(value: unknown, now: number): string | undefined {
  return typeof value === 'number' && value < LIKELY_MILLISECONDS ? fromNow(value - now) : undefined;
}

function listText(value: unknown): string | undefined {
  return Array.isArray(value) ? value.map(String).join(', ') || undefined : textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fact(label: string, value: string | undefined): readonly SummaryFact[] {
  return value === undefined ? [] : [{ label, value }];
}
