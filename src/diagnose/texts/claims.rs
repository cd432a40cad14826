//! Times, issuers and audiences.

use super::{text, Text};

pub(super) const TEXTS: &[Text] = &[
    text(
        "claim.missing",
        "The claim {claim} is missing.",
        "Ask the issuer to add it. Access tokens and ID tokens carry different claims: is this the right one?",
    ),
    text(
        "claim.missing/exp",
        "The token has no expiry (exp): it would be good for ever, so it is refused.",
        "The issuer has to set exp.",
    ),
    text(
        "claim.type",
        "The claim {claim} has a value of the wrong type.",
        "Times are numbers of seconds without quotation marks; iss, sub and jti are strings; aud is a string or a list of strings.",
    ),
    text(
        "time.expired",
        "The token expired {ago} ago, at {at}.",
        "Get a fresh token. A client should renew it before exp; if this one should still be good, compare the clocks.",
    ),
    text(
        "time.not_yet",
        "The token is valid only in {ahead}, from {at} on.",
        "Somebody set nbf to a later time on purpose, or a clock is wrong.",
    ),
    text(
        "time.clock_skew",
        "The token was issued {ahead} in the future: this clock is behind the issuer's by about that.",
        "Set the clock right (NTP). The tolerance is {tolerance}; clockTolerance may be raised to 300 seconds.",
    ),
    text(
        "time.milliseconds",
        "{claim} is in milliseconds (it would be the year {year}); token times are seconds.",
        "Whoever made the token has to divide by 1000 (RFC 7519 section 2).",
    ),
    text(
        "time.issued_in_future",
        "The token was issued {ahead} in the future, at {at}: a clock is wrong.",
        "Compare this clock with the issuer's.",
    ),
    text(
        "time.too_old",
        "The token was issued longer ago than maxTokenAge allows.",
        "Get a fresh token, or raise maxTokenAge.",
    ),
    text(
        "check.nothing_left",
        "An earlier check left nothing to look at.",
        "",
    ),
    text(
        "policy.none",
        "No policy was given, so the times were not judged.",
        "",
    ),
    text(
        "policy.no_issuer",
        "No issuer was given to compare with: a good signature alone does not say whose token it is.",
        "Name the issuer that you trust.",
    ),
    text(
        "policy.no_audience",
        "No audience was given to compare with: a good signature alone does not say for whom the token is.",
        "Name the audience of your API.",
    ),
    text(
        "iss.mismatch",
        "The token is from {actual}; your policy trusts {expected}.",
        "If that is your issuer, correct the policy: it is compared exactly. If not, the token is somebody else's.",
    ),
    text(
        "iss.mismatch/trailing_slash",
        "The token is from {actual}; your policy says {expected}. They differ only in the slash at the end.",
        "Write the issuer exactly as the token has it: {actual}.",
    ),
    text(
        "iss.mismatch/case",
        "The token is from {actual}; your policy says {expected}. They differ only in case.",
        "Write the issuer exactly as the token has it: {actual}.",
    ),
    text(
        "iss.mismatch/scheme",
        "The token is from {actual}; your policy says {expected}. They differ in http and https.",
        "Write the issuer exactly as the token has it, if you trust an issuer at that address.",
    ),
    text(
        "iss.mismatch/white_space",
        "Your policy's issuer has white space around it.",
        "Write {actual} without spaces.",
    ),
    text(
        "iss.mismatch/metadata_address",
        "Your policy names the address of the OpenID configuration; the issuer is {actual}.",
        "Use the value of issuer in that document.",
    ),
    text(
        "iss.mismatch/v1_token",
        "This is a v1.0 token ({actual}); your policy expects v2.0 ({expected}) of the same tenant.",
        "Set accessTokenAcceptedVersion (newer manifests: requestedAccessTokenVersion) to 2 in the manifest of the API, or accept version 1.0: entra({ versions: ['1.0', '2.0'] }). The endpoint that the client calls does not decide.",
    ),
    text(
        "iss.mismatch/v2_token",
        "This is a v2.0 token ({actual}); your policy expects v1.0 ({expected}) of the same tenant.",
        "Accept version 2.0: entra({ versions: ['1.0', '2.0'] }). The version comes from the API's manifest, not from the endpoint.",
    ),
    text(
        "iss.mismatch/tenant_alias",
        "Your policy names {expected}; common, organizations, consumers and domain names are never in a token, which names its tenant by GUID: {actual}.",
        "Name the tenant's GUID, or use entra({ tenants: [...] }).",
    ),
    text(
        "iss.mismatch/tenant",
        "The token is of the tenant {actual_tenant}; your policy trusts {expected_tenant}.",
        "Sign in to the right tenant, or add this one to the tenants you trust. A guest gets tokens of the tenant that the request named.",
    ),
    text(
        "iss.mismatch/cloud",
        "The token is of another Microsoft cloud ({actual}) than your policy's ({expected}).",
        "Set cloud in entra({ ... }), or sign in at the right cloud.",
    ),
    text(
        "iss.mismatch/b2c_host",
        "The token is from {actual}; your policy says {expected}. Azure AD B2C writes the host that the client signed in at into the issuer.",
        "Use the same host (b2clogin.com or your own domain) in the client and in the policy.",
    ),
    text(
        "aud.mismatch",
        "The token is for {actual}; your API is {expected}.",
        "Request a token for your own API: its scope or resource decides the audience. An API must refuse tokens for others.",
    ),
    text(
        "aud.mismatch/trailing_slash",
        "The token is for {actual}; your policy says {expected}. They differ only in the slash at the end.",
        "List the audience as the token has it.",
    ),
    text(
        "aud.mismatch/case",
        "The token is for {actual}; your policy says {expected}. They differ only in case.",
        "List the audience as the token has it.",
    ),
    text(
        "aud.mismatch/white_space",
        "Your policy's audience has white space around it.",
        "Remove the spaces.",
    ),
    text(
        "aud.mismatch/client_id_in_token",
        "The token is for {actual}; your policy says {expected}: the same API by its client id and by its URI. v2.0 tokens carry the client id, v1.0 tokens may carry the URI.",
        "List both: audience: ['{actual}', '{expected}'].",
    ),
    text(
        "aud.mismatch/uri_in_token",
        "The token is for {actual}; your policy says {expected}: the same API by its URI and by its client id. v1.0 tokens carry the URI that the client asked for, v2.0 tokens the client id.",
        "List both: audience: ['{expected}', '{actual}'], or have the API issue v2.0 tokens.",
    ),
    text(
        "aud.mismatch/scope",
        "Your policy names a scope ({expected}); the audience is {actual}.",
        "Use {actual} as the audience, and check the scope with authorize(verified, { scopes: [...] }).",
    ),
    text(
        "aud.mismatch/graph",
        "The token is for Microsoft Graph, not for your API ({expected}).",
        "The client asked for a Graph scope such as User.Read. Request a scope of your own API: api://<your API>/<scope>.",
    ),
    text(
        "aud.mismatch/own_client",
        "The token is for the client itself ({actual}), as ID tokens are; your API is {expected}.",
        "Send the access token, not the ID token, and request a scope of your API.",
    ),
    text(
        "aud.mismatch/issuer",
        "Your policy's audience ({expected}) is the issuer; the token is for {actual}.",
        "The audience is your API, the issuer is who signs. Do not mix them up.",
    ),
];
