/** Claims of genuine tokens (RFC 7519, section 4.1; RFC 8725, sections 3.8 and 3.9). */
import type { ErrorCode, VerifierOptions } from 'claimgate';
import { AUDIENCE, CLAIMS, ISSUER, NOW } from '../support.js';
import { attackTable, type Case, casesOf } from './table.js';
import { withClaim, withClaims } from './tokens.js';

/** One case for each value of a claim, given as JSON text. */
function claims(
  name: string,
  code: ErrorCode | undefined,
  values: readonly string[],
  options: Partial<VerifierOptions> = {},
): Promise<Case[]> {
  return casesOf(code, values, (value) => withClaim(name, value), { options });
}

const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`);

const WRONG_TYPES = [`"${NOW + 600}"`, '""', 'null', 'true', `[${NOW + 600}]`, '[]', `{"n":${NOW + 600}}`];
const NOT_JSON = [
  'NaN',
  'Infinity',
  '-Infinity',
  '0x684ee180',
  `0${NOW}`,
  `+${NOW}`,
  `${NOW}.`,
  '1_750_000_600',
];
const TOO_LARGE = ['1e30', '1e400', '-1e400', '1e19', '9223372036854775808', '-9223372036854775808', '1e309'];

async function expTypes(): Promise<Case[]> {
  const other = JSON.stringify(CLAIMS).replace('"exp"', '"EXP"');
  return [
    ...(await claims('exp', 'ERR_CLAIM_TYPE', [...WRONG_TYPES, ...TOO_LARGE])),
    ...(await claims('exp', 'ERR_TOKEN_JSON', NOT_JSON)),
    { name: 'absent', token: await withClaim('exp'), code: 'ERR_CLAIM_MISSING' },
    { name: 'EXP', token: await withClaims(other), code: 'ERR_CLAIM_MISSING' },
  ];
}

const tolerance = (clockTolerance: number) => ({ clockTolerance });

const PAST = [`${NOW}`, `${NOW - 1}`, '0', '-0', '-1', `${NOW}.0`, '1.75e9', '1e-400', `${NOW - 1}.999`];
const FUTURE = [
  `${NOW + 1}`,
  `${NOW}.5`,
  '1.750000001e9',
  '17.50000001e8',
  '17500000010E-1',
  '9007199254740993',
  '9223372036854774784',
];

async function expNumbers(): Promise<Case[]> {
  return [
    ...(await claims('exp', 'ERR_TOKEN_EXPIRED', PAST, tolerance(0))),
    ...(await claims('exp', undefined, FUTURE, tolerance(0))),
    ...(await claims('exp', undefined, [`${NOW - 59}`], tolerance(60))),
    ...(await claims('exp', 'ERR_TOKEN_EXPIRED', [`${NOW - 60}`], tolerance(60))),
    ...(await claims('exp', undefined, [`${NOW - 29}`])),
    ...(await claims('exp', 'ERR_TOKEN_EXPIRED', [`${NOW - 30}`])),
  ];
}

async function otherTimes(): Promise<Case[]> {
  const early = 'ERR_TOKEN_NOT_YET_VALID';
  const wrong = [...WRONG_TYPES, '1e30', '1e400'];
  return [
    ...(await claims('nbf', undefined, [`${NOW}`, '-1'], tolerance(0))),
    ...(await claims('nbf', early, [`${NOW}.5`, `${NOW + 1}`], tolerance(0))),
    ...(await claims('nbf', undefined, [`${NOW + 60}`], tolerance(60))),
    ...(await claims('nbf', early, [`${NOW + 61}`, '9223372036854774784'], tolerance(60))),
    ...(await claims('nbf', 'ERR_CLAIM_TYPE', wrong)),
    ...(await claims('iat', 'ERR_CLAIM_TYPE', wrong)),
    ...(await claims('iat', undefined, [`${NOW + 86_400}`])),
    ...(await claims('iat', 'ERR_ISSUED_IN_FUTURE', [`${NOW + 31}`], { maxTokenAge: 600 })),
    ...(await claims('iat', 'ERR_TOKEN_TOO_OLD', [`${NOW - 631}`], { maxTokenAge: 600 })),
  ];
}

const OTHER_ISSUERS = [
  '',
  `${ISSUER}/`,
  `${ISSUER}//`,
  'https://Issuer.example',
  'HTTPS://issuer.example',
  'http://issuer.example',
  `${ISSUER}:443`,
  `${ISSUER}#`,
  `${ISSUER}?`,
  `${ISSUER} `,
  ` ${ISSUER}`,
  `${ISSUER}\\u0000`,
  `${ISSUER}.attacker.example`,
  ISSUER.slice(0, -1),
  'issuer.example',
  'https://user@issuer.example',
  `${ISSUER}@attacker.example`,
  'https://issuer%2Eexample',
  `${ISSUER}/../issuer.example`,
  `${ISSUER}/..`,
  'https://\\u0456ssuer.example',
  'https://issuer.ex\\u200bample',
  'https:\\\\\\\\issuer.example',
  '{tenantid}',
  `${ISSUER},x`,
  '*',
];

const ISSUERS_OF_WRONG_TYPE = [
  `["${ISSUER}"]`,
  `["${ISSUER}","x"]`,
  `["x","${ISSUER}"]`,
  `{"iss":"${ISSUER}"}`,
  '1',
  'null',
  'true',
  '[]',
];

async function issuers(): Promise<Case[]> {
  return [
    ...(await claims('iss', 'ERR_CLAIM_TYPE', ISSUERS_OF_WRONG_TYPE)),
    ...(await claims('iss', 'ERR_ISSUER_MISMATCH', quoted(OTHER_ISSUERS))),
    ...(await claims('iss', undefined, ['"https:\\/\\/issuer.ex\\u0061mple"'])),
    { name: 'absent', token: await withClaim('iss'), code: 'ERR_CLAIM_MISSING' },
  ];
}

const TENANT = '11111111-2222-3333-4444-55555555abcd';

const NO_TENANTS = [
  '',
  '{tenantid}',
  'common',
  'organizations',
  TENANT.toUpperCase(),
  TENANT.slice(0, -1),
  `${TENANT}e`,
  '11111111222233334444-55555555abcd----',
  `x/../${TENANT}`,
  `${TENANT}/v2.0/x`,
  '11111111-2222-3333-4444-55555555abc\\u0430',
];

async function templates(): Promise<Case[]> {
  const options = { issuer: 'https://login.example/{tenantid}/v2.0' };
  const issuer = (tenant: string) => `https://login.example/${tenant}/v2.0`;
  const others = [
    ...NO_TENANTS.map(issuer),
    `${issuer(TENANT)}/`,
    `https://login.example/${TENANT}/`,
    `https://attacker.example/?${issuer(TENANT)}`,
    `https://login.example/v2.0/${TENANT}`,
  ];
  return [
    ...(await claims('iss', undefined, quoted([issuer(TENANT)]), options)),
    ...(await claims('iss', 'ERR_ISSUER_MISMATCH', quoted(others), options)),
  ];
}

const OTHER_AUDIENCES = [
  '"other"',
  '""',
  '[""]',
  '[]',
  '["other","another"]',
  '"api://order"',
  '"api://orders2"',
  '"api://orders/"',
  '"API://orders"',
  '" api://orders"',
  '"api://orders other"',
  '"other,api://orders"',
  '"[ \\"api://orders\\" ]"',
  '"*"',
  '["api://*"]',
  '"api://orders\\u0000"',
];

const AUDIENCES_OF_WRONG_TYPE = [
  'null',
  '1',
  'true',
  '{}',
  `{"0":"${AUDIENCE}"}`,
  `[["${AUDIENCE}"]]`,
  `["${AUDIENCE}",1]`,
  `[null,"${AUDIENCE}"]`,
];

async function audiences(): Promise<Case[]> {
  const accepted = [`["${AUDIENCE}"]`, `["other","${AUDIENCE}"]`, `["${AUDIENCE}","${AUDIENCE}"]`];
  return [
    ...(await claims('aud', 'ERR_AUDIENCE_MISMATCH', OTHER_AUDIENCES)),
    ...(await claims('aud', 'ERR_CLAIM_TYPE', AUDIENCES_OF_WRONG_TYPE)),
    ...(await claims('aud', undefined, accepted)),
    { name: 'absent', token: await withClaim('aud'), code: 'ERR_CLAIM_MISSING' },
  ];
}

async function names(): Promise<Case[]> {
  const wrong = ['1', 'null', '[]', '["x"]', '{}', 'true'];
  return [
    ...(await claims('sub', 'ERR_CLAIM_TYPE', wrong)),
    ...(await claims('jti', 'ERR_CLAIM_TYPE', wrong)),
    ...(await claims('sub', undefined, ['""'])),
    ...(await claims('jti', undefined, ['""'])),
  ];
}

attackTable('claims', [
  ['exp of the wrong type', expTypes],
  ['exp as a number', expNumbers],
  ['nbf and iat', otherTimes],
  ['issuers', issuers],
  ['issuers of a template', templates],
  ['audiences', audiences],
  ['subjects and token ids', names],
]);
