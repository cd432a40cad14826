//! Tokens for Microsoft Graph. Their signature covers a header with the hash of the `nonce` instead of the `nonce`
//! itself, so that nobody but Graph can check it; a client that sends one to an API asked for the wrong scope.

use crate::error::{Error, ErrorCode};
use crate::header::Header;
use crate::json::{Object, Value};

/// The audiences of Microsoft Graph and of its predecessor, without a trailing slash.
const AUDIENCES: [&str; 7] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
    "00000002-0000-0000-c000-000000000000",
    "https://graph.windows.net",
];

/// Whether `audience` is Graph's.
pub(crate) fn is_audience(audience: &str) -> bool {
    let audience = audience.strip_suffix('/').unwrap_or(audience);
    AUDIENCES
        .iter()
        .any(|graph| graph.eq_ignore_ascii_case(audience))
}

/// Refuses a token for Graph before its key is looked for: the signature check could only mislead.
///
/// # Errors
///
/// `ERR_TOKEN_FOR_GRAPH`.
pub(crate) fn check(header: &Header, claims: &Object<'_>) -> Result<(), Error> {
    let refused = |claim: &str, reason| {
        Err(Error::new(ErrorCode::TokenForGraph)
            .claim(claim)
            .reason(reason))
    };
    let for_graph = match claims.get("aud") {
        Some(Value::String(audience)) => is_audience(audience),
        Some(Value::Array(audiences)) => {
            audiences.iter().filter_map(Value::as_str).any(is_audience)
        }
        _ => false,
    };
    if for_graph {
        return refused("aud", "graph.audience");
    }
    if header.has_nonce() {
        return refused("nonce", "graph.nonce");
    }
    Ok(())
}
