//! What tokens of Microsoft Entra and its family say about themselves.

use super::case::{cut, Case};
use super::near_miss::{cloud_of, MicrosoftIssuer};
use super::shown::{ExplainedNote, Severity};
use super::signature::is_genuine_for_graph;
use crate::entra::tenant::CONSUMERS;
use crate::entra::{graph, Cloud};
use crate::identity;
use crate::json::Value;
use crate::prelude::*;

/// Whether the token says that Entra issued it.
pub(super) fn is_entra(case: &Case<'_>) -> bool {
    case.claim_text("iss").is_some_and(|issuer| {
        MicrosoftIssuer::read(issuer).is_some() || issuer.contains(".ciamlogin.com/")
    })
}

/// Whether the token says that Azure AD B2C issued it.
pub(super) fn is_b2c(case: &Case<'_>) -> bool {
    case.claim_text("iss")
        .is_some_and(|issuer| issuer.contains(".b2clogin.com/"))
        || case.has_claim("tfp")
}

/// Whether this is an ID token: tied to a sign-in, and without any permission.
pub(super) fn is_id_token(case: &Case<'_>) -> bool {
    ["nonce", "c_hash", "at_hash"]
        .into_iter()
        .any(|name| case.has_claim(name))
        && case
            .claims
            .is_some_and(|claims| !identity::has_permission(claims))
}

/// The hints for a token of Entra; none for others.
pub(super) fn notes(case: &Case<'_>) -> Vec<ExplainedNote> {
    let mut notes = Vec::new();
    let mut add = |key: &str, severity, claim, values: &[(&str, &str)]| {
        notes.extend(ExplainedNote::of(key, severity, claim, values));
    };
    if is_for_graph(case) {
        add("entra.graph", Severity::Warning, Some("nonce"), &[]);
        if is_genuine_for_graph(case) {
            add("entra.graph/genuine", Severity::Info, None, &[]);
        }
    }
    if is_b2c(case) {
        add("entra.b2c_metadata", Severity::Info, Some("iss"), &[]);
    }
    if !is_entra(case) {
        return notes;
    }
    match case.claim_text("ver") {
        Some("1.0") => add("entra.version/1", Severity::Info, Some("ver"), &[]),
        Some("2.0") => add("entra.version/2", Severity::Info, Some("ver"), &[]),
        _ => {}
    }
    if let Some((key, severity, claim)) = caller(case) {
        let client = case.client().map(cut).unwrap_or_default();
        add(key, severity, Some(claim), &[("client", &client)]);
    }
    if case.claim_text("tid") == Some(CONSUMERS) {
        add("entra.personal_account", Severity::Info, Some("tid"), &[]);
    }
    if tenant_disagrees(case) {
        add(
            "entra.tenant_disagrees",
            Severity::Warning,
            Some("tid"),
            &[],
        );
    }
    if handles_claims_challenges(case) {
        add("entra.cae", Severity::Info, Some("xms_cc"), &[]);
    }
    for claim in ["azpacr", "appidacr"] {
        let key = match case.claim_text(claim) {
            Some("0") => "entra.client_authentication/0",
            Some("1") => "entra.client_authentication/1",
            Some("2") => "entra.client_authentication/2",
            _ => continue,
        };
        add(key, Severity::Info, Some(claim), &[]);
    }
    if let Some(host) = sovereign_host(case) {
        add(
            "entra.sovereign_cloud",
            Severity::Info,
            Some("iss"),
            &[("host", &host)],
        );
    }
    notes
}

/// A header with a nonce, or an audience of Graph's.
fn is_for_graph(case: &Case<'_>) -> bool {
    let has_nonce = case
        .header
        .is_some_and(|header| header.get("nonce").is_some());
    (has_nonce && is_entra(case)) || case.audiences().into_iter().any(graph::is_audience)
}

/// Who is calling: an application alone, an application for a user, or nobody, since it is an ID token.
fn caller(case: &Case<'_>) -> Option<(&'static str, Severity, &'static str)> {
    if case.claim_text("idtyp") == Some("app") {
        return Some(("entra.app_only", Severity::Info, "idtyp"));
    }
    if case.has_claim("scp") {
        return Some(("entra.delegated", Severity::Info, "scp"));
    }
    if is_id_token(case) {
        return Some(("entra.id_token", Severity::Warning, "nonce"));
    }
    case.has_claim("roles")
        .then_some(("entra.app_only", Severity::Info, "roles"))
}

fn tenant_disagrees(case: &Case<'_>) -> bool {
    let of_issuer = case.claim_text("iss").and_then(MicrosoftIssuer::read);
    match (of_issuer, case.claim_text("tid")) {
        (Some(issuer), Some(tenant)) => issuer.tenant != tenant,
        _ => false,
    }
}

pub(super) fn handles_claims_challenges(case: &Case<'_>) -> bool {
    let capabilities = case.claims.and_then(|claims| claims.get("xms_cc"));
    match capabilities {
        Some(Value::String(text)) => text.eq_ignore_ascii_case("cp1"),
        Some(Value::Array(elements)) => elements
            .iter()
            .filter_map(Value::as_str)
            .any(|text| text.eq_ignore_ascii_case("cp1")),
        _ => false,
    }
}

fn sovereign_host(case: &Case<'_>) -> Option<String> {
    let issuer = case.claim_text("iss")?;
    let cloud = cloud_of(issuer)?;
    if cloud == Cloud::Public {
        return None;
    }
    let host = issuer.strip_prefix("https://")?.split('/').next()?;
    Some(cut(host))
}
