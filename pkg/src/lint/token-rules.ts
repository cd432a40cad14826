/** What a token must be: algorithms, types, times, clients. */
import { isAbove, members, providerKind, texts, type Rule } from './rule.js';

/** Kinds of tokens that are signed by the same keys and give no access (RFC 8725, section 3.11). */
const TYPES_WITHOUT_ACCESS = ['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'oauth-id-jag+jwt'];

export const TOKEN_RULES: readonly Rule[] = [
  {
    id: 'algorithms.symmetric',
    severity: 'error',
    option: 'algorithms',
    message: 'With an HMAC algorithm, or none, whoever can check a token can make one.',
    fix: "Leave algorithms out (['RS256']), or list RS and PS algorithms that the provider uses.",
    applies: ({ algorithms }) => texts(algorithms).some((name) => /^(HS\d+|none)$/i.test(name)),
  },
  {
    id: 'typ.without_access',
    severity: 'error',
    option: 'typ',
    message: 'A token of this type is no access token: it proves a key, a logout or an event.',
    fix: "Accept 'JWT' and 'at+jwt' only.",
    applies: ({ typ }) =>
      texts(typ).some((type) =>
        TYPES_WITHOUT_ACCESS.includes(type.toLowerCase().replace(/^application\//, '')),
      ),
  },
  {
    id: 'clockTolerance.large',
    severity: 'warning',
    option: 'clockTolerance',
    message: 'Expired tokens are accepted for minutes.',
    fix: 'Clocks of servers agree within seconds: leave the default of 30.',
    applies: ({ clockTolerance }) => isAbove(clockTolerance, 120),
  },
  {
    id: 'maxTokenBytes.large',
    severity: 'warning',
    option: 'maxTokenBytes',
    message: 'Anybody can make the server decode tokens of this size.',
    fix: 'The default of 16384 holds 200 groups; ask the provider for fewer claims.',
    applies: ({ maxTokenBytes }) => isAbove(maxTokenBytes, 65_536),
  },
  {
    id: 'requiredClaims.subject',
    severity: 'info',
    option: 'requiredClaims',
    message:
      'A token without a subject is accepted; code that takes claims.sub for an identity would see none.',
    fix: "Add 'sub' to requiredClaims.",
    applies: ({ provider, requiredClaims }) =>
      provider === undefined && !texts(requiredClaims).includes('sub'),
  },
  {
    id: 'provider.id_tokens',
    severity: 'warning',
    option: 'provider.allowWithoutScopeOrRoles',
    message: 'ID tokens are accepted where the audience fits: they prove a sign-in, not a permission.',
    fix: 'Give the callers a scope or an app role, and remove the option.',
    applies: ({ provider }) => members(provider)['allowWithoutScopeOrRoles'] === true,
  },
  {
    id: 'provider.any_client',
    severity: 'info',
    option: 'provider.allowedClients',
    message: 'Every client application that the provider gives a token for this API to may call.',
    fix: 'List the client ids in allowedClients, above all where app permissions decide.',
    applies: (entry) =>
      ['entra', 'entraExternalId', 'entraB2C', 'adfs'].includes(providerKind(entry) as string) &&
      members(entry.provider)['allowedClients'] === undefined,
  },
];
