//! Text that is no token, or a broken one: what it looks like.

use serde::de::IgnoredAny;

use super::case::{cut, Case};
use super::explanation::Explanation;
use crate::base64url::{self, FaultKind};
use crate::error::{ErrorCode, Segment};
use crate::prelude::*;
use crate::report::Check;

/// Length of a GUID as text.
const GUID_LENGTH: usize = 36;
/// How the opaque tokens of personal Microsoft accounts begin.
const MICROSOFT_ACCOUNT: [&str; 2] = ["EwA", "EwB"];
/// How the refresh tokens and authorization codes of Entra begin.
const ENTRA_OPAQUE: [&str; 3] = ["0.A", "1.A", "M."];

/// The segment that a fault is in, by its place in the text.
const SEGMENTS: [(Segment, &str); 3] = [
    (Segment::Header, "header"),
    (Segment::Payload, "payload"),
    (Segment::Signature, "signature"),
];

pub(super) fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    let code = ErrorCode::ALL
        .iter()
        .find(|code| Some(code.as_str()) == check.code)?;
    if matches!(code, ErrorCode::TokenMalformed | ErrorCode::TokenBase64url) {
        if let Some(kind) = opaque(case.token.trim()) {
            return Explanation::of(kind, &[]);
        }
    }
    match code {
        ErrorCode::TokenEmpty => Explanation::of("token.empty", &[]),
        ErrorCode::TokenTooLarge => too_large(case),
        ErrorCode::TokenEncrypted => encrypted(case),
        ErrorCode::TokenMalformed => malformed(check, case),
        ErrorCode::TokenBase64url => base64url_fault(case),
        ErrorCode::TokenJson | ErrorCode::TokenDuplicateMember | ErrorCode::HeaderInvalid => {
            json_fault(check, case)
        }
        _ => None,
    }
}

fn too_large(case: &Case<'_>) -> Option<Explanation> {
    Explanation::of(
        "token.too_large",
        &[("limit", &case.max_token_bytes().to_string())],
    )
}

fn encrypted(case: &Case<'_>) -> Option<Explanation> {
    let is_code = case
        .header_text("kid")
        .is_some_and(|kid| kid.starts_with("cpimcore_"));
    Explanation::of(
        if is_code {
            "token.encrypted/authorization_code"
        } else {
            "token.encrypted"
        },
        &[],
    )
}

/// What only its issuer can read.
fn opaque(token: &str) -> Option<&'static str> {
    let begins = |starts: &[&str]| starts.iter().any(|start| token.starts_with(start));
    if token.starts_with('<') {
        Some("token.opaque/saml")
    } else if begins(&ENTRA_OPAQUE) {
        Some("token.opaque/refresh_token")
    } else if begins(&MICROSOFT_ACCOUNT) && !token.contains('.') {
        Some("token.opaque/microsoft_account")
    } else {
        None
    }
}

fn malformed(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    let token = case.token.trim();
    let parts: Vec<&str> = token.split('.').collect();
    if check.reason == Some("token.empty_segment") {
        let empty = parts.iter().position(|part| part.is_empty()).unwrap_or(0);
        let (_, segment) = SEGMENTS.get(empty)?;
        return Explanation::of("token.empty_segment", &[("segment", segment)]);
    }
    match parts.as_slice() {
        [only] if only.len() == GUID_LENGTH && is_guid(only) => {
            Explanation::of("token.not_a_jwt/guid", &[])
        }
        // A header alone, or with the beginning of a payload: the rest is missing.
        [header] if is_header(header) => {
            truncated(case, "the payload and the signature are missing")
        }
        [header, _] if is_header(header) => truncated(case, "the signature is missing"),
        [_] => Explanation::of("token.not_a_jwt", &[]),
        parts => Explanation::of("token.segments", &[("count", &parts.len().to_string())]),
    }
}

/// A base64url text that begins as a JSON object does.
fn is_header(part: &str) -> bool {
    part.starts_with("eyJ")
}

fn is_guid(text: &str) -> bool {
    text.bytes().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

fn truncated(case: &Case<'_>, what: &str) -> Option<Explanation> {
    Explanation::of(
        "token.truncated",
        &[("length", &case.token.len().to_string()), ("what", what)],
    )
}

fn base64url_fault(case: &Case<'_>) -> Option<Explanation> {
    let mut segments = case.token.split('.').zip(SEGMENTS);
    let (text, fault, (_, segment)) = segments
        .find_map(|(text, segment)| Some((text, base64url::decode(text).err()?, segment)))?;
    let offset = fault.offset.to_string();
    let found = text
        .get(fault.offset..)
        .and_then(|rest| rest.chars().next());
    let key = match (fault.kind, found) {
        (FaultKind::Length, _) => {
            return truncated(case, &format!("the {segment} ends in the middle"))
        }
        (FaultKind::Padding, _) => "base64url.padding",
        (FaultKind::TrailingBits, _) => "base64url.trailing_bits",
        (FaultKind::Character, Some('+' | '/')) => "base64url.character/base64",
        (FaultKind::Character, Some('"' | '\'' | '`' | '“' | '”')) => {
            "base64url.character/quote"
        }
        (FaultKind::Character, Some(character)) if character.is_whitespace() => {
            "base64url.character/white_space"
        }
        _ => "base64url.character",
    };
    let character = found.map(shown).unwrap_or_default();
    Explanation::of(
        key,
        &[
            ("segment", segment),
            ("offset", &offset),
            ("character", &character),
        ],
    )
}

/// A character that can be seen, or its number.
fn shown(character: char) -> String {
    if character.is_ascii_graphic() {
        character.to_string()
    } else {
        format!("U+{:04X}", u32::from(character))
    }
}

fn json_fault(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    let segments = case.token.split('.').zip(SEGMENTS).take(2);
    let (bytes, segment) = segments
        .filter_map(|(text, (_, segment))| Some((base64url::decode(text).ok()?, segment)))
        .find(|(bytes, _)| crate::json::parse_object(bytes).is_err())?;
    let offset = check.offset.unwrap_or_default();
    if serde_json::from_slice::<IgnoredAny>(&bytes).is_err_and(|error| error.is_eof()) {
        return truncated(case, &format!("the JSON of the {segment} has no end"));
    }
    Explanation::of(
        check.reason?,
        &[("segment", segment), ("offset", &offset.to_string())],
    )
}

/// For a refusal of the header that is not about its text: nothing else needs the place.
pub(super) fn member(check: &Check, name: &str) -> Option<Explanation> {
    Explanation::of(check.reason?, &[("member", &cut(name))])
}
