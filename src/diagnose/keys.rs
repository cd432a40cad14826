//! Which key was chosen and why not the others; and why none was.

use super::case::{cut, Case};
use super::entra;
use super::explanation::Explanation;
use super::shown::KeyAnswer;
use super::trial::Trial;
use crate::algorithm::Algorithm;
use crate::error::ErrorCode;
use crate::jwk::{Jwk, JwkSet};
use crate::key::VerifyingKey;
use crate::prelude::*;
use crate::report::{Check, CheckId, CheckState, Report};

pub(super) fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    match check.code {
        None if case.keys.is_none() => Explanation::of("key.none", &[]),
        None => Explanation::of("key.after_header", &[]),
        Some(code) if code == ErrorCode::KeyNotFound.as_str() => not_found(case),
        Some(_) => Explanation::of(check.reason?, &[("alg", &case.alg_shown())]),
    }
}

fn not_found(case: &Case<'_>) -> Option<Explanation> {
    let other = case.trials.iter().position(Trial::made_it);
    let named = |index: usize| case.keys.and_then(|keys| keys.keys().get(index));
    let (key, other) = match (case.header_text("kid"), other.and_then(named)) {
        (Some(_), Some(jwk)) => ("key.kid_not_found/other_key", jwk.kid.as_deref()),
        (Some(kid), None) => near_key(case, kid),
        (None, _) => ("key.kid_not_found/no_kid", None),
    };
    Explanation::of(
        key,
        &[
            ("kid", &case.kid_shown()),
            ("count", &case.key_count().to_string()),
            ("other", &other.map(cut).unwrap_or_default()),
            ("issuer", &case.issuer_shown()),
            ("client", &case.client().map(cut).unwrap_or_default()),
        ],
    )
}

fn near_key<'c>(case: &'c Case<'_>, kid: &str) -> (&'static str, Option<&'c str>) {
    let keys = case.keys.map(JwkSet::keys).unwrap_or_default();
    let differs_in_case = keys
        .iter()
        .filter_map(|jwk| jwk.kid.as_deref())
        .find(|other| other.eq_ignore_ascii_case(kid));
    if let Some(other) = differs_in_case {
        return ("key.kid_not_found/case", Some(other));
    }
    if keys.iter().any(|jwk| jwk.x5t.as_deref() == Some(kid)) {
        return ("key.kid_not_found/x5t", None);
    }
    if entra::is_b2c(case) {
        return ("key.kid_not_found/b2c", None);
    }
    if entra::is_entra(case) {
        return ("key.kid_not_found/entra", None);
    }
    ("key.kid_not_found", None)
}

/// One answer for each key of the set.
pub(super) fn answers(case: &Case<'_>, report: &Report) -> Vec<KeyAnswer> {
    let keys = case.keys.map(JwkSet::keys).unwrap_or_default();
    let was_picked = report
        .checks
        .iter()
        .any(|check| check.id == CheckId::Key && check.state == CheckState::Pass);
    let algorithm = case.header_text("alg").and_then(Algorithm::from_name);
    let mut picked_before = !was_picked;
    keys.iter()
        .enumerate()
        .map(|(index, jwk)| {
            let why_not = why_not(case, jwk, algorithm);
            let picked = !picked_before && why_not.is_none();
            picked_before |= picked;
            let duplicate = why_not.is_none() && !picked && was_picked;
            let reason = if duplicate {
                Some("key.duplicate")
            } else {
                why_not
            };
            answer(index, jwk, picked, reason, case.trials.get(index))
        })
        .collect()
}

/// The reason why a key is not the token's; none if it may be.
fn why_not(case: &Case<'_>, jwk: &Jwk, algorithm: Option<Algorithm>) -> Option<&'static str> {
    let named = match (case.header_text("kid"), case.header_text("x5t")) {
        (Some(kid), _) => jwk.kid.as_deref() == Some(kid),
        (None, Some(x5t)) => jwk.x5t.as_deref() == Some(x5t),
        (None, None) => true,
    };
    match (jwk.key(), algorithm) {
        (Err(unusable), _) => Some(unusable.0),
        (Ok(_), _) if !named => Some("key.other_kid"),
        (Ok(_), None) => Some("key.no_algorithm"),
        (Ok(_), Some(algorithm)) => jwk.key_for(algorithm).err().map(|unusable| unusable.0),
    }
}

fn answer(
    index: usize,
    jwk: &Jwk,
    picked: bool,
    reason: Option<&'static str>,
    trial: Option<&Trial>,
) -> KeyAnswer {
    let key = jwk.key().ok();
    let text = match reason {
        Some(reason) => Explanation::of(reason, &[("alg", "the token")]).map(|found| found.cause),
        None if picked => Explanation::of("key.picked", &[]).map(|found| found.cause),
        None => Explanation::of("key.fits", &[]).map(|found| found.cause),
    };
    KeyAnswer {
        index,
        kid: jwk.kid.clone(),
        kty: key.map(type_of),
        alg: jwk.alg.clone(),
        crv: key.and_then(curve_of),
        bits: key.and_then(bits_of),
        thumbprint: key
            .filter(|key| type_of(key) != "oct")
            .and(jwk.thumbprint())
            .map(ToString::to_string),
        issuer: jwk.issuer.clone(),
        usable: key.is_some(),
        picked,
        reason,
        text: text.unwrap_or_default(),
        made_signature: trial.filter(|_| key.is_some()).map(Trial::made_it),
    }
}

pub(super) fn type_of(key: &VerifyingKey) -> &'static str {
    match key {
        VerifyingKey::Rsa(_) => "RSA",
        #[cfg(feature = "full")]
        VerifyingKey::Ec(_) => "EC",
        #[cfg(feature = "full")]
        VerifyingKey::Ed(_) => "OKP",
        #[cfg(feature = "full")]
        VerifyingKey::Secret(_) => "oct",
    }
}

fn curve_of(key: &VerifyingKey) -> Option<&'static str> {
    match key {
        VerifyingKey::Rsa(_) => None,
        #[cfg(feature = "full")]
        VerifyingKey::Ec(key) => Some(key.curve().as_str()),
        #[cfg(feature = "full")]
        VerifyingKey::Ed(_) => Some("Ed25519"),
        #[cfg(feature = "full")]
        VerifyingKey::Secret(_) => None,
    }
}

fn bits_of(key: &VerifyingKey) -> Option<usize> {
    match key {
        VerifyingKey::Rsa(key) => Some(key.modulus_bits()),
        #[cfg(feature = "full")]
        VerifyingKey::Secret(secret) => Some(8 * secret.length()),
        #[cfg(feature = "full")]
        _ => None,
    }
}
