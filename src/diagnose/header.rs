//! Why a header was refused.

use super::case::{cut, Case};
use super::explanation::Explanation;
use super::shape;
use crate::algorithm::Algorithm;
use crate::error::ErrorCode;
use crate::json::Value;
use crate::report::Check;

pub(super) fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    let code = check.code?;
    let is = |expected: ErrorCode| code == expected.as_str();
    if is(ErrorCode::AlgNotAllowed) {
        return not_allowed(check, case);
    }
    if is(ErrorCode::HeaderTyp) {
        let expected = check.expected.join(" or ");
        let key = if case.header_text("typ").is_some() {
            "typ.mismatch"
        } else {
            "typ.mismatch/missing"
        };
        let actual = case.header_text("typ").map(cut).unwrap_or_default();
        return Explanation::of(key, &[("actual", &actual), ("expected", &expected)]);
    }
    if is(ErrorCode::HeaderInvalid) {
        return shape::member(check, wrong_member(case));
    }
    Explanation::of(check.reason?, &[("alg", &case.alg_shown())])
}

fn not_allowed(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    let alg = case.alg_shown();
    let key = match check.reason {
        Some("header.alg_none") => "header.alg_none",
        _ if alg.starts_with("HS") => "header.alg_not_allowed/hmac",
        _ if Algorithm::from_name(&alg).is_none() && !Algorithm::is_known_elsewhere(&alg) => {
            "header.alg_not_allowed/unknown"
        }
        _ => "header.alg_not_allowed",
    };
    let allowed = check.expected.join(", ");
    Explanation::of(key, &[("alg", &alg), ("allowed", &allowed)])
}

/// The first member that has to be a text and is not.
fn wrong_member(case: &Case<'_>) -> &'static str {
    ["alg", "kid", "typ"]
        .into_iter()
        .find(|name| {
            case.header.is_some_and(|header| match header.get(name) {
                None => *name == "alg",
                Some(value) => !matches!(value, Value::String(_)),
            })
        })
        .unwrap_or("alg")
}
