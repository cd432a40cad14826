/** Takes over a policy that was pasted: the package's options, alone or inside the code of a Worker. */
import type { EntraCloud, EntraTokenVersion, FullAlgorithm } from 'claimgate/full/slim';

import { EMPTY_POLICY, type PolicyForm, type Profile, PROFILES } from './form.ts';
import { type Call, isCall, isObject, readLiteral, SPREAD } from './literal.ts';

export interface ReadPolicy {
  readonly form: PolicyForm;
  /** The members that are code, or that the page has no use for: stores, events and the like. */
  readonly skipped: readonly string[];
}

/** Options that say how a host works and not what a token must be. */
const OF_THE_HOST: ReadonlySet<string> = new Set(
  'jwks now fetch waitUntil stores allowHttpLoopback cache seed tokenCache onEvent'.split(' '),
);
/** Where an object of options begins: at the text itself, at a call that takes options, at a profile's call. */
const BEGINNINGS = new RegExp(
  String.raw`^\s*(?=[{])|\b(?:createVerifier|withAuth|lintPolicy)\s*\(\s*(?:\w+|\([^()]*\))?\s*(?:=>\s*)?\(?\s*(?=\{)|` +
    String.raw`\b(?=(?:${PROFILES.join('|')})\s*\(\s*\{)`,
  'g',
);

/** Undefined where no policy is found in the text. */
export function readPolicy(text: string): ReadPolicy | undefined {
  for (const { index, 0: found } of text.matchAll(BEGINNINGS)) {
    const literal = readLiteral(balanced(text.slice(index + found.length)));
    if (literal !== undefined) {
      const read = fromValue(literal.value, literal.skipped);
      if (read !== undefined) {
        return read;
      }
    }
  }
  return undefined;
}

/** The text up to the bracket that closes its first one. */
function balanced(text: string): string {
  let depth = 0;
  const pieces = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|[{}()[\]]/g;
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if ('{(['.includes(piece)) depth += 1;
    if ('})]'.includes(piece)) {
      depth -= 1;
      if (depth === 0) return text.slice(0, index + 1);
    }
  }
  return text;
}

function fromValue(value: unknown, skipped: readonly string[]): ReadPolicy | undefined {
  if (isCall(value)) {
    return fromCall(value, {}, skipped);
  }
  if (!isObject(value)) {
    return undefined;
  }
  const spread = (value as Record<symbol, unknown>)[SPREAD];
  const call = Array.isArray(spread) ? spread.find(isKnownCall) : undefined;
  if (call !== undefined) {
    return fromCall(call, value, skipped);
  }
  const isPolicy = ['issuer', 'audience', 'provider', 'algorithms'].some((name) => name in value);
  return isPolicy ? finished({ ...EMPTY_POLICY, ...providerFields(value) }, value, skipped) : undefined;
}

function isKnownCall(value: unknown): value is Call & { readonly call: Profile } {
  return isCall(value) && (PROFILES as readonly string[]).includes(value.call);
}

function fromCall(
  call: Call,
  overrides: Readonly<Record<string, unknown>>,
  skipped: readonly string[],
): ReadPolicy | undefined {
  if (!isKnownCall(call) || !isObject(call.argument)) {
    return undefined;
  }
  const { argument } = call;
  const profile = call.call;
  const form: PolicyForm = { ...EMPTY_POLICY, profile, ...profileFields(argument) };
  const audience = 'audience' in argument ? { audience: argument['audience'] } : {};
  const issuer = profile === 'oidc' && 'issuer' in argument ? { issuer: argument['issuer'] } : {};
  return finished(form, { ...issuer, ...audience, ...overrides }, skipped);
}

/** The fields of a profile's argument. */
function profileFields(argument: Readonly<Record<string, unknown>>): Partial<PolicyForm> {
  return {
    tenants: textOf(argument['tenants'] ?? argument['tenant']),
    ...(typeof argument['cloud'] === 'string' ? { cloud: argument['cloud'] as EntraCloud } : {}),
    ...(Array.isArray(argument['versions'])
      ? { versions: argument['versions'].map(String) as EntraTokenVersion[] }
      : {}),
    tenantName: textOf(argument['tenantName']),
    policies: textOf(argument['policies']),
    host: textOf(argument['host']),
    allowedClients: textOf(argument['allowedClients']),
  };
}

/** Options with the rules of Entra written out fit the form's profile; others stay as they are. */
function providerFields(value: Readonly<Record<string, unknown>>): Partial<PolicyForm> {
  const provider = value['provider'];
  return isObject(provider) && provider['kind'] === 'entra'
    ? { profile: 'entra', ...profileFields(provider) }
    : {};
}

/** The options of every profile, and what is left for the field of other options. */
function finished(
  form: PolicyForm,
  options: Readonly<Record<string, unknown>>,
  skipped: readonly string[],
): ReadPolicy {
  const { issuer, audience, algorithms, clockTolerance, provider, ...rest } = options;
  const isEntra = form.profile === 'entra' && provider !== undefined;
  const others = {
    ...(provider === undefined || isEntra ? {} : { provider }),
    ...(form.profile !== 'oidc' && !isEntra && issuer !== undefined ? { issuer } : {}),
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !OF_THE_HOST.has(name))),
  };
  return {
    form: {
      ...form,
      issuer: form.profile === 'oidc' ? textOf(issuer) : '',
      audience: audience === null ? '' : textOf(audience),
      acceptAnyAudience: audience === null,
      ...(Array.isArray(algorithms) ? { algorithms: algorithms.map(String) as FullAlgorithm[] } : {}),
      ...(clockTolerance === undefined ? {} : { clockTolerance: textOf(clockTolerance) }),
      others: Object.keys(others).length === 0 ? '' : JSON.stringify(others, undefined, 2),
    },
    skipped: [...new Set([...skipped, ...Object.keys(rest).filter((name) => OF_THE_HOST.has(name))])],
  };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(textOf).join(', ');
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
