/** What claims mean, and who says so. */

export interface ClaimText {
  readonly meaning: string;
  readonly source: string;
}

const RFC_7519 = 'RFC 7519';
const RFC_9068 = 'RFC 9068';
const RFC_8693 = 'RFC 8693';
const RFC_7800 = 'RFC 7800';
const OIDC = 'OpenID Connect';
const ENTRA = 'Microsoft Entra';

/** Who a person is called may be changed by that person or an administrator, and given to somebody else. */
const FOR_DISPLAY = 'For showing only: it can change, so never decide by it.';

const CLAIMS: readonly (readonly [name: string, source: string, meaning: string])[] = [
  ['iss', RFC_7519, 'Issuer: who made and signed the token.'],
  ['sub', RFC_7519, 'Subject: whom the token is about, in the issuer’s own naming.'],
  ['aud', RFC_7519, 'Audience: for whom the token was made. Everybody else has to refuse it.'],
  ['exp', RFC_7519, 'Expires: from this moment on it has to be refused.'],
  ['nbf', RFC_7519, 'Not before: until this moment it has to be refused.'],
  ['iat', RFC_7519, 'Issued at: when it was made.'],
  ['jti', RFC_7519, 'Token identifier: unique among the issuer’s tokens.'],
  ['client_id', RFC_8693, 'The application that asked for the token.'],
  ['scope', RFC_8693, 'What the application may do for the user; separated by spaces.'],
  ['act', RFC_8693, 'The party that acts for the subject.'],
  ['may_act', RFC_8693, 'The party that is allowed to act for the subject.'],
  ['cnf', RFC_7800, 'The key whose holder alone may use the token.'],
  ['roles', RFC_9068, 'Roles of the user or application at this API.'],
  ['groups', RFC_9068, 'Groups that the user is a member of.'],
  ['entitlements', RFC_9068, 'Single rights of the user.'],
  ['auth_time', OIDC, 'When the user last proved who they are.'],
  ['nonce', OIDC, 'Ties an ID token to the sign-in that asked for it.'],
  ['acr', OIDC, 'How strictly the user proved who they are, as a class.'],
  ['amr', OIDC, 'How the user proved who they are, as a list of methods.'],
  ['azp', OIDC, 'The application that the token was issued to.'],
  ['at_hash', OIDC, 'Hash of the access token: this is an ID token.'],
  ['c_hash', OIDC, 'Hash of the authorization code: this is an ID token.'],
  ['sid', OIDC, 'The session at the issuer.'],
  ['name', OIDC, `Full name. ${FOR_DISPLAY}`],
  ['given_name', OIDC, `First name. ${FOR_DISPLAY}`],
  ['family_name', OIDC, `Last name. ${FOR_DISPLAY}`],
  ['preferred_username', OIDC, `User name. ${FOR_DISPLAY}`],
  ['email', OIDC, `E-mail address. ${FOR_DISPLAY}`],
  ['email_verified', OIDC, 'Whether the issuer verified the e-mail address.'],
  ['phone_number', OIDC, `Telephone number. ${FOR_DISPLAY}`],
  ['picture', OIDC, 'Address of a picture.'],
  ['locale', OIDC, 'Language and region.'],
  ['updated_at', OIDC, 'When the user’s profile last changed.'],
  ['tid', ENTRA, 'Tenant: the directory that the user or application belongs to.'],
  ['oid', ENTRA, 'Object: the user or application in its directory. Together with tid a stable identity.'],
  ['appid', ENTRA, 'The application that asked for the token (v1.0 tokens).'],
  ['scp', ENTRA, 'Delegated permissions of the application; separated by spaces.'],
  ['ver', ENTRA, 'Version of the token format.'],
  ['upn', ENTRA, `User principal name. ${FOR_DISPLAY}`],
  ['unique_name', ENTRA, `A name for people (v1.0 tokens). ${FOR_DISPLAY}`],
  ['idtyp', ENTRA, 'Whether the token is for an application (app) or a user.'],
  ['azpacr', ENTRA, 'How the application proved itself: 0 not at all, 1 by a secret, 2 by a certificate.'],
  ['appidacr', ENTRA, 'How the application proved itself: 0 not at all, 1 by a secret, 2 by a certificate.'],
  ['wids', ENTRA, 'Roles in the directory itself, not at your API.'],
  ['hasgroups', ENTRA, 'There are too many groups for the token; ask the directory.'],
  ['acrs', ENTRA, 'Authentication contexts that the user has satisfied.'],
  ['xms_cc', ENTRA, 'What the client can do; cp1: it understands claims challenges.'],
  ['idp', ENTRA, 'Where the user signed in, when not at the issuer.'],
  ['uti', ENTRA, 'Token identifier, like jti.'],
  ['aio', ENTRA, 'For the provider’s own use; ignore it.'],
  ['rh', ENTRA, 'For the provider’s own use; ignore it.'],
];

const BY_NAME: ReadonlyMap<string, ClaimText> = new Map(
  CLAIMS.map(([name, source, meaning]) => [name, { source, meaning }]),
);

/** Claims whose numbers are seconds since the epoch. */
const TIME_CLAIMS: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);

export function claimText(name: string): ClaimText | undefined {
  return BY_NAME.get(name);
}

export function isTimeClaim(name: string): boolean {
  return TIME_CLAIMS.has(name);
}
