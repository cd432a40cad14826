//! Times, issuer and audience: why they were refused, and by how little.

use super::case::{cut, Case};
use super::explanation::Explanation;
use super::moment::{duration, is_milliseconds, utc, year};
use super::near_miss::{self, MicrosoftIssuer};
use super::provider;
use super::shown::{ExplainedNote, Severity};
use crate::error::ErrorCode;
use crate::policy::{Policy, DEFAULT_CLOCK_TOLERANCE};
use crate::prelude::*;
use crate::report::{Check, CheckState, Note};

/// A token from further in the future was not made by a clock that is a little wrong, in seconds.
const LARGEST_SKEW: f64 = 3_600.0;

pub(super) fn explain_time(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state != CheckState::Fail {
        return Explanation::of("policy.none", &[]);
    }
    let claim = check_claim(check, case);
    match check.code.and_then(code_named)? {
        ErrorCode::TokenExpired => expired(case),
        ErrorCode::TokenNotYetValid => not_yet(case),
        ErrorCode::IssuedInFuture => issued_in_future(case),
        ErrorCode::TokenTooOld => Explanation::of("time.too_old", &[]),
        ErrorCode::ClaimMissing if claim == "exp" => Explanation::of("claim.missing/exp", &[]),
        _ => Explanation::of(check.reason?, &[("claim", &claim)]),
    }
}

fn code_named(name: &str) -> Option<ErrorCode> {
    ErrorCode::ALL
        .iter()
        .copied()
        .find(|code| code.as_str() == name)
}

/// The claim that a refusal of the times is about: reports do not carry its name, so the rule is looked at again.
fn check_claim(check: &Check, case: &Case<'_>) -> String {
    use crate::claims::{check_presence, Times};
    let (Some(claims), Some(policy), CheckState::Fail) = (case.claims, case.policy, check.state)
    else {
        return String::new();
    };
    check_presence(claims, policy)
        .and_then(|()| Times::read(claims)?.check(policy, case.now).map(drop))
        .err()
        .and_then(|error| error.detail().claim.clone())
        .unwrap_or_default()
}

fn tolerance(case: &Case<'_>) -> f64 {
    case.policy
        .map_or(DEFAULT_CLOCK_TOLERANCE, Policy::clock_tolerance)
}

fn expired(case: &Case<'_>) -> Option<Explanation> {
    let expires = case.claim_number("exp")?;
    Explanation::of(
        "time.expired",
        &[
            ("ago", &duration(case.now - expires)),
            ("at", &utc(expires)),
        ],
    )
}

fn not_yet(case: &Case<'_>) -> Option<Explanation> {
    let begins = case.claim_number("nbf")?;
    if is_milliseconds(begins) {
        return milliseconds("nbf", begins);
    }
    let ahead = begins - case.now;
    let issued = case.claim_number("iat").unwrap_or(begins);
    // Issued and valid from one moment, and that moment a little ahead: it is the clock, not the token.
    let key = if issued > case.now && ahead <= LARGEST_SKEW {
        "time.clock_skew"
    } else {
        "time.not_yet"
    };
    Explanation::of(
        key,
        &[
            ("ahead", &duration(ahead)),
            ("at", &utc(begins)),
            ("tolerance", &duration(tolerance(case))),
        ],
    )
}

fn issued_in_future(case: &Case<'_>) -> Option<Explanation> {
    let issued = case.claim_number("iat")?;
    if is_milliseconds(issued) {
        return milliseconds("iat", issued);
    }
    Explanation::of(
        "time.issued_in_future",
        &[
            ("ahead", &duration(issued - case.now)),
            ("at", &utc(issued)),
        ],
    )
}

fn milliseconds(claim: &str, value: f64) -> Option<Explanation> {
    Explanation::of(
        "time.milliseconds",
        &[("claim", claim), ("year", &year(value))],
    )
}

pub(super) fn explain_issuer(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state != CheckState::Fail {
        return Explanation::of("policy.no_issuer", &[]);
    }
    match check.code.and_then(code_named)? {
        ErrorCode::IssuerMismatch => {
            let actual = case.claim_text("iss")?;
            let issuers: Vec<&str> = case.policy?.issuers().collect();
            let near = issuers
                .iter()
                .find_map(|expected| Some((*expected, near_miss::issuer(expected, actual)?)));
            match near {
                Some((expected, variant)) => issuer_near_miss(expected, actual, variant),
                None => Explanation::of(
                    "iss.mismatch",
                    &[
                        ("actual", &cut(actual)),
                        ("expected", &issuers.join(" or ")),
                    ],
                ),
            }
        }
        ErrorCode::ClaimMissing | ErrorCode::ClaimType => {
            Explanation::of(check.reason?, &[("claim", "iss")])
        }
        _ => provider::explain(check, case),
    }
}

fn issuer_near_miss(expected: &str, actual: &str, variant: &str) -> Option<Explanation> {
    let tenant = |issuer| {
        MicrosoftIssuer::read(issuer)
            .map(|issuer| cut(&issuer.tenant))
            .unwrap_or_default()
    };
    Explanation::of(
        &format!("iss.mismatch/{variant}"),
        &[
            ("actual", &cut(actual)),
            ("expected", expected),
            ("actual_tenant", &tenant(actual)),
            ("expected_tenant", &tenant(expected)),
        ],
    )
}

pub(super) fn explain_audience(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state != CheckState::Fail {
        return Explanation::of("policy.no_audience", &[]);
    }
    if check.code.and_then(code_named)? != ErrorCode::AudienceMismatch {
        return Explanation::of(check.reason?, &[("claim", "aud")]);
    }
    let accepted = case.policy?.audiences()?;
    let actual = case.audiences();
    let near = accepted.iter().find_map(|expected| {
        actual.iter().find_map(|actual| {
            Some((
                expected,
                *actual,
                near_miss::audience(case, expected, actual)?,
            ))
        })
    });
    let (key, expected, actual) = match near {
        Some((expected, actual, variant)) => (
            format!("aud.mismatch/{variant}"),
            expected.clone(),
            cut(actual),
        ),
        None => (
            "aud.mismatch".to_string(),
            accepted.join(" or "),
            cut(&actual.join(", ")),
        ),
    };
    Explanation::of(&key, &[("actual", &actual), ("expected", &expected)])
}

/// The notes that every build gives, in words.
pub(super) fn explain_note(note: &Note, case: &Case<'_>) -> ExplainedNote {
    let issued = case.claim_number("iat").unwrap_or(case.now);
    let (ahead, at) = (duration(issued - case.now), utc(issued));
    let claim = note.claim.as_deref();
    ExplainedNote::of(
        note.reason,
        Severity::Warning,
        claim,
        &[("ahead", &ahead), ("at", &at)],
    )
    .unwrap_or_else(|| ExplainedNote::bare(note.reason, claim))
}
