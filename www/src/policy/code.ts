/** Writes the policy as code: a Worker to copy, with the same options that the page judges by. */
import {
  audienceOf,
  EMPTY_POLICY,
  entraTenants,
  listOf,
  oneOrMore,
  type PolicyForm,
  providerRules,
  readOthers,
} from './form.ts';

/** The longest list or object that is written on one line, in characters. */
const LINE = 90;

/** The source text of a Worker that accepts exactly what the form accepts. */
export function workerCode(form: PolicyForm): string {
  const { imported, members } = optionsCode(form);
  const options = [...members, 'stores: [kvStore(env.JWKS)],'].map((line) => indent(line, 6)).join('\n');
  return `${imported === undefined ? '' : `import { ${imported} } from 'claimgate';\n`}import { kvStore, withAuth } from 'claimgate/workers';

export default {
  fetch: withAuth(
    (env) => ({
${options}
    }),
    (request, env, ctx, verified) => Response.json({ subject: verified.subject }),
  ),
};
`;
}

interface OptionsCode {
  readonly imported: string | undefined;
  readonly members: readonly string[];
}

function optionsCode(form: PolicyForm): OptionsCode {
  const { profile, algorithms, clockTolerance, others } = form;
  const argument = profileArgument(form);
  const issuers = listOf(form.issuer);
  const isPlain = profile === 'oidc' && issuers.length !== 1;
  return {
    imported: isPlain ? undefined : profile,
    members: [
      ...(isPlain
        ? [
            ...objectMembers({
              ...argument,
              issuer: issuers.length === 0 ? 'https://issuer.example' : issuers,
            }),
            `jwks: { url: ${literal('https://issuer.example/keys')} },`,
          ]
        : [`...${profile}(${literal(argument)}),`]),
      ...objectMembers({
        ...(sameList(algorithms, EMPTY_POLICY.algorithms) ? {} : { algorithms }),
        ...(clockTolerance === EMPTY_POLICY.clockTolerance ? {} : { clockTolerance: Number(clockTolerance) }),
        ...readOthers(others),
      }),
    ],
  };
}

/** What the profile's function is called with. An audience that is not named yet gets a name to replace. */
function profileArgument(form: PolicyForm): Readonly<Record<string, unknown>> {
  const audience = audienceOf(form);
  const shared = { audience: audience === undefined ? 'the-audience-of-your-api' : audience };
  const tenants = listOf(form.tenants);
  const versions = sameList(form.versions, EMPTY_POLICY.versions) ? {} : { versions: form.versions };
  const rules = providerRules(form);
  switch (form.profile) {
    case 'oidc':
      return { issuer: oneOrMore(listOf(form.issuer)), ...shared };
    case 'entra':
      return {
        tenants: entraTenants(tenants),
        ...shared,
        ...(form.cloud === EMPTY_POLICY.cloud ? {} : { cloud: form.cloud }),
        ...versions,
        ...rules,
      };
    case 'entraExternalId':
      return { tenants, ...shared, ...versions, ...rules };
    case 'entraB2C':
      return {
        tenantName: form.tenantName.trim(),
        tenant: tenants[0] ?? '',
        policies: listOf(form.policies),
        ...shared,
        ...rules,
      };
    case 'adfs':
      return { host: form.host.trim(), ...shared, ...rules };
  }
}

function objectMembers(members: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(members).map(([name, value]) => `${propertyName(name)}: ${literal(value)},`);
}

/** A value as JavaScript source, on one line where it fits. */
function literal(value: unknown): string {
  if (typeof value === 'string') {
    return quoted(value);
  }
  if (Array.isArray(value)) {
    return bracketed('[', value.map(literal), ']', '');
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${propertyName(name)}: ${literal(member)}`,
    );
    return bracketed('{', members, '}', ' ');
  }
  return JSON.stringify(value) ?? 'undefined';
}

function bracketed(open: string, parts: readonly string[], close: string, space: string): string {
  if (parts.length === 0) {
    return open + close;
  }
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  return line.length <= LINE && !line.includes('\n')
    ? line
    : `${open}\n${parts.map((part) => `${indent(part, 2)},`).join('\n')}\n${close}`;
}

/** A string literal that ends where it should, whatever stands in it. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function indent(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
