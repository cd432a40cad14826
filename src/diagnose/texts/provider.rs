//! The rules of Microsoft Entra and its family.

use super::{text, Text};

pub(super) const TEXTS: &[Text] = &[
    text(
        "graph.audience",
        "The token was issued for Microsoft Graph; your API must not accept it, and nobody but Graph can verify it.",
        "The client asked for a Graph scope such as User.Read. Request a token for your own API: scope api://<your API>/.default or one of its scopes.",
    ),
    text(
        "graph.nonce",
        "The header has a nonce: the token was issued for Microsoft Graph or another first-party API, and its signature covers a transformed header.",
        "Request a token for your own API: scope api://<your API>/.default or one of its scopes.",
    ),
    text(
        "version.not_accepted",
        "The token is of version {actual}; your policy accepts {expected}.",
        "Add the version to versions, or set accessTokenAcceptedVersion (newer manifests: requestedAccessTokenVersion) in the API's manifest. The endpoint that the client calls does not decide.",
    ),
    text(
        "version.issuer_disagrees",
        "ver says {actual}, and the issuer is of the other version.",
        "Microsoft does not issue such a token: refuse it.",
    ),
    text(
        "tenant.not_allowed",
        "The tenant {actual} is not one that your policy allows.",
        "Add it to tenants if you trust it.",
    ),
    text(
        "tenant.issuer_disagrees",
        "tid and the tenant in iss are not the same tenant.",
        "Microsoft does not issue such a token: refuse it. The chain is key, then issuer, then tid.",
    ),
    text(
        "tenant.ambiguous",
        "The token has tid more than once in different spelling, so programs differ in which tenant they see.",
        "Refuse it: it was made to confuse.",
    ),
    text(
        "tenant.not_a_guid",
        "tid is {actual}, which is not a tenant's GUID.",
        "Microsoft does not issue such a token: refuse it.",
    ),
    text(
        "key.issuer_mismatch",
        "The key belongs to {actual}, and may not sign for the token's issuer.",
        "The common key set has keys of several owners; one that signs for another's tenant is a forgery (Storm-0558).",
    ),
    text(
        "key.cloud_mismatch",
        "The key belongs to the cloud {actual}; your policy is for {expected}.",
        "Set cloud in entra({ ... }) to the cloud of your tenant.",
    ),
    text(
        "client.not_allowed",
        "The client application {actual} is not in allowedClients.",
        "Add its id if it may call your API.",
    ),
    text(
        "token.no_scope_or_roles",
        "The token has neither a scope (scp) nor a role (roles), so it gives no permission.",
        "For a user: have the client request a scope of your API. For an application: assign it an app role of your API and grant admin consent.",
    ),
    text(
        "token.no_scope_or_roles/id_token",
        "This is an ID token: it tells the client who signed in. An API must not accept it.",
        "Send the access_token of the token response, and have the client request a scope of your API.",
    ),
    text(
        "token.of_a_sign_in",
        "This is an ID token: it has app roles, and a claim that ties it to a sign-in, which access tokens have not.",
        "Send the access_token of the token response, and have the client request a scope of your API.",
    ),
    text(
        "token.other_use",
        "The token_use of this token is {actual}; only access tokens open an API.",
        "Send the access_token of the token response.",
    ),
    text(
        "b2c.policy_mismatch",
        "The token was issued by the B2C policy {actual}; yours are {expected}.",
        "Add the policy to policies, or use the right one in the client.",
    ),
    text(
        "provider.without_key",
        "The claims follow the provider's rules; whether the key may sign for them is not known without the key.",
        "",
    ),
    text("provider.no_rules", "The policy has no rules of a provider.", ""),
];
