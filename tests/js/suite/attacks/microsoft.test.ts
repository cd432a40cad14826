/** Microsoft Entra: tokens of other tenants, and keys that are not the issuer's (Storm-0558). */
import { entra, type EntraProfile, type ErrorCode, type Jwk } from 'claimgate';
import {
  API,
  API_URI,
  type Claims,
  claimsV1,
  claimsV2,
  CONSUMERS,
  entraKey,
  issuerV1,
  issuerV2,
  KEY_TEMPLATE,
  OTHER_TENANT,
  signed,
  TENANT,
} from '../microsoft.js';
import { ownKey } from './keys.js';
import { attackTable, type Case } from './table.js';

interface Row {
  readonly name: string;
  readonly code?: ErrorCode;
  readonly claims?: Claims;
  readonly header?: Record<string, unknown>;
  readonly key?: Partial<Jwk>;
  readonly profile?: Partial<EntraProfile>;
}

async function caseOf({ name, code, claims = claimsV2(), header, key, profile }: Row): Promise<Case> {
  const { jwks: _, ...options } = entra({ tenants: [TENANT], audience: [API, API_URI], ...profile });
  return {
    name,
    code,
    token: await signed(claims, header),
    jwks: { keys: [entraKey(await ownKey(), key)] },
    options,
    // Of these rules only the exponent's is one of the key itself.
    bare: 'accepted',
  };
}

const cases = (rows: readonly Row[]) => () => Promise.all(rows.map(caseOf));

const with2 = (changes: Claims): Claims => ({ ...claimsV2(), ...changes });

const CONSUMER_KEY = { issuer: issuerV2(CONSUMERS) };
const KEY_MISMATCH = 'ERR_KEY_ISSUER_MISMATCH';
const TENANT_MISMATCH = 'ERR_TENANT_ISSUER_MISMATCH';

/** A token of an organization that the key of personal accounts signed. */
const STORM_0558: readonly Row[] = [
  { name: 'version 2.0', key: CONSUMER_KEY, code: KEY_MISMATCH },
  { name: 'version 1.0', key: CONSUMER_KEY, claims: claimsV1(), code: KEY_MISMATCH },
  { name: 'any tenant', key: CONSUMER_KEY, profile: { tenants: 'any' }, code: KEY_MISMATCH },
  { name: 'organizations', key: CONSUMER_KEY, profile: { tenants: 'organizations' }, code: KEY_MISMATCH },
  {
    name: 'the key for its own',
    key: CONSUMER_KEY,
    profile: { tenants: 'any' },
    claims: claimsV2(CONSUMERS),
  },
];

const TENANT_IDS: readonly Row[] = [
  { name: 'missing', claims: with2({ tid: undefined }), code: 'ERR_CLAIM_MISSING' },
  ...[1, [TENANT], {}, true, null].map((tid): Row => {
    return { name: JSON.stringify(tid), claims: with2({ tid }), code: 'ERR_CLAIM_TYPE' };
  }),
  ...[
    '',
    OTHER_TENANT,
    'common',
    '{tenantid}',
    TENANT.toUpperCase(),
    `${TENANT}/../x`,
    `${TENANT}\0`,
    ` ${TENANT}`,
  ].map((tid): Row => ({ name: tid, claims: with2({ tid }), code: TENANT_MISMATCH })),
  { name: 'twice, in another case', claims: with2({ TID: TENANT }), code: TENANT_MISMATCH },
  { name: 'not listed', claims: claimsV2(OTHER_TENANT), code: 'ERR_TENANT_NOT_ALLOWED' },
  { name: 'personal accounts', claims: claimsV2(CONSUMERS), code: 'ERR_TENANT_NOT_ALLOWED' },
  { name: 'the issuer of another', claims: with2({ iss: issuerV2(OTHER_TENANT) }), code: TENANT_MISMATCH },
];

const ISSUERS: readonly Row[] = [
  KEY_TEMPLATE,
  'https://login.microsoftonline.com/common/v2.0',
  'https://login.microsoftonline.com/organizations/v2.0',
  `${issuerV2(TENANT)}/`,
  issuerV2(TENANT).replace('https', 'http'),
  issuerV2(TENANT).replace('.com/', '.com:443/'),
  issuerV2(TENANT).replace('login.', 'x@login.'),
  issuerV2(TENANT).replace('.com/', '.com.attacker.example/'),
  issuerV2(TENANT).replace('.com/', '.us/'),
  issuerV2(TENANT.toUpperCase()),
  issuerV2(TENANT).replace('/v2.0', '/../v2.0'),
  issuerV1(TENANT).slice(0, -1),
].map((iss) => ({
  name: iss,
  claims: with2({ iss }),
  profile: { tenants: 'any' },
  code: 'ERR_ISSUER_MISMATCH',
}));

const KEY_ISSUERS: readonly Row[] = [
  { name: 'template', key: { issuer: KEY_TEMPLATE } },
  { name: 'own', key: { issuer: issuerV2(TENANT) } },
  { name: 'absent', key: { issuer: undefined } },
  { name: 'blank', key: { issuer: ' ' } },
  { name: 'other tenant', key: { issuer: issuerV2(OTHER_TENANT) }, code: KEY_MISMATCH },
  { name: 'other cloud', key: { issuer: KEY_TEMPLATE.replace('.com', '.us') }, code: KEY_MISMATCH },
  { name: 'no address', key: { issuer: 'x' }, code: KEY_MISMATCH },
  // IdentityModel compares a version 1.0 token with the version 2.0 form of its issuer.
  { name: 'version 1.0 token', claims: claimsV1(), key: { issuer: KEY_TEMPLATE } },
  {
    name: 'version 1.0 token, version 2.0 settings',
    claims: claimsV1(),
    profile: { versions: ['2.0'] },
    code: 'ERR_TOKEN_VERSION',
  },
];

const CLOUDS: readonly Row[] = [
  { name: 'own', key: { cloud_instance_name: 'microsoftonline.com' } },
  { name: 'absent', key: { cloud_instance_name: undefined } },
  { name: 'blank', key: { cloud_instance_name: '' } },
  { name: 'other', key: { cloud_instance_name: 'microsoftonline.us' }, code: 'ERR_CLOUD_MISMATCH' },
];

const NOT_FOR_US: readonly Row[] = [
  { name: 'hashed nonce', header: { nonce: 'n' }, code: 'ERR_TOKEN_FOR_GRAPH' },
  { name: 'audience', claims: with2({ aud: 'https://graph.microsoft.com' }), code: 'ERR_TOKEN_FOR_GRAPH' },
  { name: 'ID token', claims: with2({ scp: undefined }), code: 'ERR_TOKEN_NOT_ACCESS' },
  { name: 'no kid', header: { kid: undefined }, code: 'ERR_KID_MISSING' },
];

attackTable('Microsoft Entra', [
  ['Storm-0558', cases(STORM_0558)],
  ['tid', cases(TENANT_IDS)],
  ['iss', cases(ISSUERS)],
  ['the issuer of the key', cases(KEY_ISSUERS)],
  ['the cloud of the key', cases(CLOUDS)],
  ['tokens for others', cases(NOT_FOR_US)],
]);
