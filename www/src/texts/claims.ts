/** What claims mean, who says so, and whether access may be decided by them. */

/**
 * `yes`: made to be decided by. `with-care`: only together with what the meaning says. `no`: it can change, be
 * chosen or be reused. `ignore`: for the provider's own use.
 */
export type Fitness = 'yes' | 'with-care' | 'no' | 'ignore';

export interface ClaimText {
  readonly meaning: string;
  readonly source: string;
  readonly fitness: Fitness;
}

const RFC_7519 = 'RFC 7519';
const RFC_9068 = 'RFC 9068';
const RFC_8693 = 'RFC 8693';
const RFC_7800 = 'RFC 7800';
const OIDC = 'OpenID Connect';
const ENTRA = 'Microsoft Entra';

type Row = readonly [name: string, source: string, fitness: Fitness, meaning: string];

const CLAIMS: readonly Row[] = [
  ['iss', RFC_7519, 'yes', 'Issuer: who made and signed the token.'],
  [
    'sub',
    RFC_7519,
    'yes',
    'Subject: whom the token is about, in the issuer’s own naming. In Entra it differs from application to application.',
  ],
  ['aud', RFC_7519, 'yes', 'Audience: for whom the token was made. Everybody else has to refuse it.'],
  ['exp', RFC_7519, 'yes', 'Expires: from this moment on it has to be refused.'],
  ['nbf', RFC_7519, 'yes', 'Not before: until this moment it has to be refused.'],
  [
    'iat',
    RFC_7519,
    'with-care',
    'Issued at: when it was made. Says how old the sign-in may be, not how long the token lasts.',
  ],
  [
    'jti',
    RFC_7519,
    'with-care',
    'Token identifier: unique among the issuer’s tokens, so a list of revoked ones can name it.',
  ],
  ['client_id', RFC_8693, 'yes', 'The application that asked for the token.'],
  ['scope', RFC_8693, 'yes', 'What the application may do for the user; separated by spaces.'],
  [
    'act',
    RFC_8693,
    'with-care',
    'The party that acts for the subject. Only the outermost one may be decided by.',
  ],
  ['may_act', RFC_8693, 'with-care', 'The party that is allowed to act for the subject.'],
  ['cnf', RFC_7800, 'yes', 'The key whose holder alone may use the token.'],
  ['roles', RFC_9068, 'yes', 'Roles of the user or application at this API.'],
  [
    'groups',
    RFC_9068,
    'yes',
    'Groups that the user is a member of. Decide by their ids: names can be given to other groups.',
  ],
  ['entitlements', RFC_9068, 'yes', 'Single rights of the user.'],
  ['auth_time', OIDC, 'with-care', 'When the user last proved who they are.'],
  ['nonce', OIDC, 'no', 'Ties an ID token to the sign-in that asked for it.'],
  ['acr', OIDC, 'with-care', 'How strictly the user proved who they are, as a class.'],
  ['amr', OIDC, 'with-care', 'How the user proved who they are, as a list of methods.'],
  ['azp', OIDC, 'yes', 'The application that the token was issued to.'],
  ['at_hash', OIDC, 'no', 'Hash of the access token: this is an ID token.'],
  ['c_hash', OIDC, 'no', 'Hash of the authorization code: this is an ID token.'],
  ['sid', OIDC, 'with-care', 'The session at the issuer, for signing out.'],
  ['name', OIDC, 'no', 'Full name, for showing. It can change and is not unique.'],
  ['given_name', OIDC, 'no', 'First name, for showing.'],
  ['family_name', OIDC, 'no', 'Last name, for showing.'],
  ['middle_name', OIDC, 'no', 'Middle name, for showing.'],
  ['nickname', OIDC, 'no', 'Casual name, for showing.'],
  [
    'preferred_username',
    OIDC,
    'no',
    'User name, for showing. The user or an administrator can change it, and somebody else can get it.',
  ],
  ['profile', OIDC, 'no', 'Address of a page about the user.'],
  ['website', OIDC, 'no', 'Address of a page of the user.'],
  ['email', OIDC, 'no', 'E-mail address, for showing. It can be changed to somebody else’s.'],
  ['email_verified', OIDC, 'no', 'Whether the issuer verified the e-mail address, at some time.'],
  ['gender', OIDC, 'no', 'Gender, for showing.'],
  ['birthdate', OIDC, 'no', 'Date of birth.'],
  ['zoneinfo', OIDC, 'no', 'Time zone, for showing.'],
  ['phone_number', OIDC, 'no', 'Telephone number, for showing. Numbers are given to other people.'],
  ['phone_number_verified', OIDC, 'no', 'Whether the issuer verified the telephone number, at some time.'],
  ['address', OIDC, 'no', 'Postal address.'],
  ['picture', OIDC, 'no', 'Address of a picture.'],
  ['locale', OIDC, 'no', 'Language and region.'],
  ['updated_at', OIDC, 'no', 'When the user’s profile last changed.'],
  ['tid', ENTRA, 'yes', 'Tenant: the directory that the user or application belongs to.'],
  [
    'oid',
    ENTRA,
    'yes',
    'Object: the user or application in its directory. Together with tid a stable identity.',
  ],
  ['appid', ENTRA, 'yes', 'The application that asked for the token (v1.0 tokens).'],
  [
    'scp',
    ENTRA,
    'yes',
    'Delegated permissions of the application, for a signed-in user; separated by spaces.',
  ],
  [
    'ver',
    ENTRA,
    'with-care',
    'Version of the token format. The API’s registration decides it, not the endpoint that was asked.',
  ],
  ['upn', ENTRA, 'no', 'User principal name, for showing. It can change and be given to somebody else.'],
  [
    'unique_name',
    ENTRA,
    'no',
    'A name for people (v1.0 tokens). Despite its name it is not unique for ever.',
  ],
  ['idtyp', ENTRA, 'yes', 'Whether the token is for an application (app) or a user.'],
  [
    'azpacr',
    ENTRA,
    'with-care',
    'How the application proved itself: 0 not at all, 1 by a secret, 2 by a certificate.',
  ],
  [
    'appidacr',
    ENTRA,
    'with-care',
    'How the application proved itself: 0 not at all, 1 by a secret, 2 by a certificate.',
  ],
  [
    'wids',
    ENTRA,
    'with-care',
    'Roles in the directory itself, by template id. They are not roles at your API.',
  ],
  ['hasgroups', ENTRA, 'with-care', 'There are too many groups for the token; ask Microsoft Graph.'],
  [
    '_claim_names',
    ENTRA,
    'with-care',
    'Claims that were too long for the token, groups above all: ask Microsoft Graph.',
  ],
  [
    '_claim_sources',
    ENTRA,
    'no',
    'Addresses for what was left out. Never follow them: they are of an interface that is gone.',
  ],
  ['acrs', ENTRA, 'yes', 'Authentication contexts that the user has satisfied.'],
  ['xms_cc', ENTRA, 'with-care', 'What the client can do; cp1: it understands claims challenges.'],
  ['xms_edov', ENTRA, 'with-care', 'Whether the owner of the e-mail’s domain was verified.'],
  ['acct', ENTRA, 'with-care', 'Kind of account in the tenant: 0 member, 1 guest.'],
  ['idp', ENTRA, 'with-care', 'Where the user signed in, when not at the issuer: a guest.'],
  ['ipaddr', ENTRA, 'no', 'The address that the user signed in from.'],
  ['onprem_sid', ENTRA, 'with-care', 'The user’s security identifier in the directory on premises.'],
  ['puid', ENTRA, 'no', 'An identifier of the account, for the provider’s own use.'],
  ['tfp', ENTRA, 'yes', 'The user flow or policy that the token came from (Azure AD B2C).'],
  ['uti', ENTRA, 'ignore', 'Token identifier, like jti.'],
  ['aio', ENTRA, 'ignore', 'For the provider’s own use; ignore it.'],
  ['rh', ENTRA, 'ignore', 'For the provider’s own use; ignore it.'],
  ['xms_tcdt', ENTRA, 'ignore', 'When the tenant was created; ignore it.'],
  ['xms_idrel', ENTRA, 'ignore', 'For the provider’s own use; ignore it.'],
  ['xms_ftd', ENTRA, 'ignore', 'For the provider’s own use; ignore it.'],
  ['apptype', 'AD FS', 'with-care', 'Kind of the application: Public or Confidential.'],
  ['authmethod', 'AD FS', 'with-care', 'How the user proved who they are.'],
];

const BY_NAME: ReadonlyMap<string, ClaimText> = new Map(
  CLAIMS.map(([name, source, fitness, meaning]) => [name, { source, fitness, meaning }]),
);

export const FITNESS_WORDS: Readonly<Record<Fitness, string>> = {
  yes: 'fit for authorization',
  'with-care': 'with care',
  no: 'not for authorization',
  ignore: 'ignore',
};

/** Claims whose numbers are seconds since the epoch. */
const TIME_CLAIMS: ReadonlySet<string> = new Set([
  'exp',
  'nbf',
  'iat',
  'auth_time',
  'updated_at',
  'xms_tcdt',
]);

export function claimText(name: string): ClaimText | undefined {
  return BY_NAME.get(name);
}

export function isTimeClaim(name: string): boolean {
  return TIME_CLAIMS.has(name);
}
