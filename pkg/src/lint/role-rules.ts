/** How claims become roles, and what stops a token that was good once. */
import { TENANT_PLACEHOLDER } from '../entra-clouds.js';
import { GUID_WITHIN } from '../guid.js';
import { MUTABLE_CLAIMS } from '../mutable-claims.js';
import { isAbove, members, providerKind, texts, type Entry, type Rule } from './rule.js';

/** In `wids` of every ordinary member of a tenant: no role. */
const MEMBER_MARKER = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

export const ROLE_RULES: readonly Rule[] = [
  {
    id: 'roles.mutable_claim',
    severity: 'error',
    option: 'roles.mappings',
    message: 'A role is given by a name or an address: these change hands, and users can set some of them.',
    fix: 'Map a group id, a directory role or a claim that only the provider sets.',
    applies: (entry) => mappings(entry).some(({ source }) => MUTABLE_CLAIMS.includes(source as string)),
  },
  {
    id: 'roles.member_marker',
    severity: 'error',
    option: 'roles.mappings',
    message: 'A role is given by the template id that marks ordinary members: everybody has it.',
    fix: 'Use the template id of a directory role; data/entra-role-templates.tsv has them all.',
    applies: (entry) =>
      mappings(entry).some(({ source, value }) => source === 'wids' && value === MEMBER_MARKER),
  },
  {
    id: 'roles.foreign_issuer',
    severity: 'warning',
    option: 'roles.mappings',
    message: 'A mapping names an issuer that no configuration accepts: it never gives a role.',
    fix: 'Compare the issuer letter by letter; version 1.0 and 2.0 of Entra have different ones.',
    applies: (entry, all) => {
      const accepted = all.flatMap(({ issuer }) => texts(issuer));
      return mappings(entry).some(
        ({ issuer }) => !texts(issuer).some((mapped) => accepted.some((one) => isSameIssuer(mapped, one))),
      );
    },
  },
  {
    id: 'groups.unresolved',
    severity: 'info',
    option: 'groups',
    message:
      'A person in more than 200 groups gets a token without groups; decisions then end with an error.',
    fix: 'Use app roles, "Groups assigned to the application", or give groups: { resolve }.',
    applies: (entry) =>
      ['entra', 'entraExternalId'].includes(providerKind(entry) as string) &&
      members(entry)['groups'] === undefined &&
      mappings(entry).some(({ source }) => source === 'groups'),
  },
  {
    id: 'revocation.fail_open',
    severity: 'warning',
    option: 'revocation.whenUnavailable',
    message: 'While the store cannot be read, revoked tokens are accepted.',
    fix: "Leave the default 'refuse', or know that you prefer availability.",
    applies: (entry) => members(members(entry)['revocation'])['whenUnavailable'] === 'accept',
  },
  {
    id: 'revocation.slow',
    severity: 'warning',
    option: 'revocation.freshFor',
    message: 'A revocation is noticed minutes late.',
    fix: 'Leave the default of 30 seconds, to which the delay of the store is added.',
    applies: (entry) => isAbove(members(members(entry)['revocation'])['freshFor'], 300),
  },
];

function mappings(entry: Entry): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = members(entry.roles)['mappings'];
  return Array.isArray(list) ? list.map(members) : [];
}

/** Whether two configured issuers can stand for the same one: equal, or with a tenant for the placeholder. */
function isSameIssuer(one: string, other: string): boolean {
  const template = (issuer: string) =>
    issuer.replace(GUID_WITHIN, TENANT_PLACEHOLDER);
  const isTemplate = one.includes(TENANT_PLACEHOLDER) || other.includes(TENANT_PLACEHOLDER);
  return one === other || (isTemplate && template(one) === template(other));
}
