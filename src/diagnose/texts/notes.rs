//! What is worth knowing and decides nothing.

use super::{text, Text};

pub(super) const TEXTS: &[Text] = &[
    text(
        "groups.overage",
        "The user is in too many groups for the token (over 200, or over 5 in the implicit flow), so they are missing from it.",
        "Ask Microsoft Graph for the groups. Do not follow the address in _claim_sources: it is of a retired API. Or use app roles, or groups assigned to the application.",
    ),
    text(
        "entra.version/1",
        "A v1.0 access token of Microsoft Entra: the client is in appid, the audience may be a URI, and the issuer ends in a slash.",
        "",
    ),
    text(
        "entra.version/2",
        "A v2.0 token of Microsoft Entra: the client is in azp, and the audience is always the client id of the API.",
        "",
    ),
    text(
        "entra.app_only",
        "App-only: an application called on its own behalf (client credentials). There is no user; check roles, not scp.",
        "",
    ),
    text(
        "entra.delegated",
        "Delegated: the application {client} calls for a user. scp lists what it may do, separated by spaces.",
        "",
    ),
    text(
        "entra.id_token",
        "This looks like an ID token: it is for the client that signed the user in.",
        "Never send an ID token to an API; send the access token.",
    ),
    text("entra.personal_account", "The user signed in with a personal Microsoft account.", ""),
    text(
        "entra.tenant_disagrees",
        "tid and the tenant in iss are not the same: Microsoft does not issue such a token.",
        "Refuse it.",
    ),
    text(
        "entra.graph",
        "Issued for Microsoft Graph. Its signature covers a transformed header; your API must not accept it.",
        "Request a token for your own API's scope.",
    ),
    text(
        "entra.graph/genuine",
        "Unofficial: with SHA-256(nonce) in place of the nonce in the header the signature verifies, so the token is genuine.",
        "",
    ),
    text(
        "entra.cae",
        "The client can handle claims challenges (xms_cc has cp1), so the token may live 20 to 28 hours and be revoked before.",
        "",
    ),
    text(
        "entra.client_authentication/0",
        "The client did not prove itself: it is a public client (azpacr or appidacr is 0).",
        "",
    ),
    text("entra.client_authentication/1", "The client proved itself by a secret.", ""),
    text("entra.client_authentication/2", "The client proved itself by a certificate.", ""),
    text(
        "entra.b2c_metadata",
        "A token of Azure AD B2C or External ID: metadata and keys are those of the policy or tenant host in the issuer, and iss + /.well-known does not work for B2C.",
        "",
    ),
    text("entra.sovereign_cloud", "A token of a sovereign Microsoft cloud: use the metadata of that cloud ({host}).", ""),
    text(
        "security.alg_none",
        "alg is none: the token is not signed, and anybody can write it.",
        "Never accept it.",
    ),
    text(
        "security.hs_public_key",
        "The token asks for a shared secret ({alg}) while a public key is at hand. A verifier that takes the public key for the secret accepts forgeries.",
        "Here a key fits only algorithms of its own type; check that your other services do the same.",
    ),
    text(
        "security.embedded_key",
        "The header brings a key or its address along ({member}). It is ignored: whoever made the token chose it.",
        "Never let a verifier follow it (RFC 8725 section 3.10).",
    ),
    text(
        "security.no_expiry",
        "Without exp the token is good for ever.",
        "The issuer should set exp.",
    ),
    text(
        "security.no_audience",
        "Without aud the token is good at every API that trusts the issuer.",
        "The issuer should set aud.",
    ),
    text(
        "security.long_lifetime",
        "The token lives {lifetime}: whoever steals it can use it that long.",
        "Shorter tokens and refresh tokens limit the harm.",
    ),
    text(
        "security.weak_secret",
        "The shared secret has {bytes} bytes; {alg} needs {needed} at least (RFC 7518 section 3.2), and short secrets can be found by trying.",
        "Use a random secret of {needed} bytes.",
    ),
    text(
        "security.known_secret",
        "The shared secret is one from the examples of the world, which attackers try first.",
        "Use a random secret.",
    ),
    text(
        "security.small_exponent",
        "The key {kid} has the RSA exponent 3, which has been the base of several forgeries.",
        "Use 65537.",
    ),
    text(
        "security.unusual_size",
        "The key {kid} has {bits} bits, which is not one of the usual sizes.",
        "Use 2048, 3072 or 4096 bits.",
    ),
    text(
        "security.private_key",
        "The key set has a private key or a shared secret ({kid}). Whoever has seen it can make tokens.",
        "Withdraw it, and publish public members only.",
    ),
    text(
        "security.kid_suspicious",
        "The kid looks like a path or a query, as in attacks on verifiers that look keys up in files or databases.",
        "Here a kid is only compared.",
    ),
    text(
        "security.personal_data",
        "The token carries personal data ({claims}): everybody who sees it can read them, since it is not encrypted.",
        "Keep it out of logs. Names and addresses can change: never decide by them.",
    ),
    text(
        "json.number_precision",
        "{claim} is a number that JavaScript cannot hold exactly.",
        "Write large identifiers as strings.",
    ),
];
