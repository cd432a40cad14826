/** The public API. It knows no platform: the entry files bring the engine. */
export { authorize, type AccessRule, type Requirements } from './authorize.js';
export {
  authenticationContexts,
  claimsChallenge,
  type ClaimsChallengeOptions,
} from './claims-challenge.js';
export { decode, type Decoded, type Fault } from './decode.js';
export {
  diffRoles,
  type ClaimsOfSomebody,
  type RoleDiff,
  type RoleOnBothSides,
} from './diff-roles.js';
export { engine, type EngineDescription } from './engine-info.js';
export {
  ClaimgateError,
  ERROR_CODES,
  isClaimgateError,
  type DetailOf,
  type ErrorCode,
  type ErrorDetail,
  type ErrorWithCode,
} from './errors.js';
export type { GroupsContext, GroupsOwner } from './groups/options.js';
export { inspect, type InspectOptions } from './inspect.js';
export { LINT_RULES, lintPolicy, type Finding, type Severity } from './lint/lint.js';
export {
  adfs,
  entra,
  entraB2C,
  entraExternalId,
  type AdfsProfile,
  type EntraB2cProfile,
  type EntraExternalIdProfile,
  type EntraProfile,
} from './microsoft-profiles.js';
export { MUTABLE_CLAIMS } from './mutable-claims.js';
export { auth0, cloudflareAccess, cognito, google, oidc, okta } from './profiles.js';
export {
  revocationList,
  type Revocation,
  type RevocationList,
} from './revocation/list.js';
export type { RevocationRecord, RevocationTarget } from './revocation/record.js';
export {
  verifyBytes,
  verifySignature,
  type VerifiedSignature,
  type VerifySignatureOptions,
} from './signature.js';
export type * from './types.js';
export { createVerifier, type Verifier } from './verifier.js';
