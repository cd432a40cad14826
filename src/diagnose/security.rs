//! Security notes: what is unwise about a token or a key set, whatever the verdict.

use super::case::{cut, Case};
use super::entra::handles_claims_challenges;
use super::keys::type_of;
use super::moment::{duration, is_milliseconds, year};
use super::shown::{ExplainedNote, Severity};
use crate::jwk::JwkSet;
use crate::key::VerifyingKey;
use crate::prelude::*;

/// Header members that bring a key along, or its address (RFC 7515 sections 4.1.2 to 4.1.6).
const EMBEDDED: [&str; 4] = ["jwk", "jku", "x5u", "x5c"];
/// Claims that name or describe a person (`OpenID` Connect Core section 5.1, and Microsoft's).
const PERSONAL: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "unique_name",
    "upn",
    "email",
    "emails",
    "phone_number",
    "address",
    "birthdate",
    "ipaddr",
];
/// A token that lives longer is unusual for access to an API, in seconds.
const LONG_LIFETIME: f64 = 86_400.0;
/// Entra's tokens for clients that handle claims challenges live up to this long.
const LONG_LIFETIME_WITH_CHALLENGES: f64 = 28.0 * 3_600.0;
/// The largest integer that a double holds with all before it.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

pub(super) fn notes(case: &Case<'_>) -> Vec<ExplainedNote> {
    let mut notes = Vec::new();
    header_notes(case, &mut notes);
    claim_notes(case, &mut notes);
    key_notes(case, &mut notes);
    notes
}

fn warn(notes: &mut Vec<ExplainedNote>, key: &str, claim: Option<&str>, values: &[(&str, &str)]) {
    notes.extend(ExplainedNote::of(key, Severity::Warning, claim, values));
}

fn header_notes(case: &Case<'_>, notes: &mut Vec<ExplainedNote>) {
    let alg = case.alg_shown();
    if alg.eq_ignore_ascii_case("none") {
        warn(notes, "security.alg_none", Some("alg"), &[]);
    }
    if alg.starts_with("HS") && has_public_key(case) {
        warn(
            notes,
            "security.hs_public_key",
            Some("alg"),
            &[("alg", &alg)],
        );
    }
    for member in EMBEDDED {
        if case
            .header
            .is_some_and(|header| header.get(member).is_some())
        {
            warn(
                notes,
                "security.embedded_key",
                Some(member),
                &[("member", member)],
            );
        }
    }
    let suspicious = |kid: &str| kid.contains("../") || kid.contains(['\'', '|', ';', '\0']);
    if case.header_text("kid").is_some_and(suspicious) {
        warn(notes, "security.kid_suspicious", Some("kid"), &[]);
    }
}

fn has_public_key(case: &Case<'_>) -> bool {
    case.keys.is_some_and(|keys| {
        keys.keys()
            .iter()
            .filter_map(|jwk| jwk.key().ok())
            .any(|key| type_of(key) != "oct")
    })
}

fn claim_notes(case: &Case<'_>, notes: &mut Vec<ExplainedNote>) {
    let Some(claims) = case.claims else { return };
    if !case.has_claim("exp") {
        warn(notes, "security.no_expiry", Some("exp"), &[]);
    }
    if !case.has_claim("aud") {
        warn(notes, "security.no_audience", Some("aud"), &[]);
    }
    for claim in ["exp", "nbf", "iat"] {
        if let Some(value) = case
            .claim_number(claim)
            .filter(|value| is_milliseconds(*value))
        {
            let values = [("claim", claim), ("year", &year(value))];
            warn(notes, "time.milliseconds", Some(claim), &values);
        }
    }
    if let Some(lifetime) = long_lifetime(case) {
        let lifetime = duration(lifetime);
        warn(
            notes,
            "security.long_lifetime",
            Some("exp"),
            &[("lifetime", &lifetime)],
        );
    }
    let personal: Vec<&str> = PERSONAL
        .into_iter()
        .filter(|name| case.has_claim(name))
        .collect();
    if !personal.is_empty() {
        let listed = personal.join(", ");
        notes.extend(ExplainedNote::of(
            "security.personal_data",
            Severity::Info,
            personal.first().copied(),
            &[("claims", &listed)],
        ));
    }
    for (name, value) in claims.iter() {
        if value
            .as_f64()
            .is_some_and(|number| number.abs() > LARGEST_EXACT)
        {
            let name = cut(name);
            warn(
                notes,
                "json.number_precision",
                Some(&name),
                &[("claim", &name)],
            );
        }
    }
}

/// How long the token lives, where that is long and not on purpose.
fn long_lifetime(case: &Case<'_>) -> Option<f64> {
    let expires = case
        .claim_number("exp")
        .filter(|value| !is_milliseconds(*value))?;
    let begins = case
        .claim_number("iat")
        .or_else(|| case.claim_number("nbf"))?;
    let limit = if handles_claims_challenges(case) {
        LONG_LIFETIME_WITH_CHALLENGES
    } else {
        LONG_LIFETIME
    };
    Some(expires - begins).filter(|lifetime| *lifetime > limit)
}

fn key_notes(case: &Case<'_>, notes: &mut Vec<ExplainedNote>) {
    for jwk in case.keys.map(JwkSet::keys).unwrap_or_default() {
        let kid = jwk.kid.as_deref().map_or("without a kid".to_string(), cut);
        match jwk.key() {
            Err(unusable) if unusable.0 == "key.private" => {
                warn(notes, "security.private_key", Some("kid"), &[("kid", &kid)]);
            }
            Err(_) => {}
            Ok(VerifyingKey::Rsa(key)) => {
                if key.exponent() == 3 {
                    warn(
                        notes,
                        "security.small_exponent",
                        Some("kid"),
                        &[("kid", &kid)],
                    );
                }
                if ![2048, 3072, 4096].contains(&key.modulus_bits()) {
                    let bits = key.modulus_bits().to_string();
                    let values = [("kid", kid.as_str()), ("bits", &bits)];
                    warn(notes, "security.unusual_size", Some("kid"), &values);
                }
            }
            #[cfg(feature = "full")]
            Ok(VerifyingKey::Secret(secret)) => secret_notes(case, secret, notes),
            #[cfg(feature = "full")]
            Ok(_) => {}
        }
    }
}

#[cfg(feature = "full")]
fn secret_notes(case: &Case<'_>, secret: &crate::full::Secret, notes: &mut Vec<ExplainedNote>) {
    if secret.is_widely_known() {
        warn(notes, "security.known_secret", None, &[]);
    }
    let alg = case.alg_shown();
    let hash = crate::Algorithm::from_name(&alg).and_then(crate::Algorithm::hmac);
    if let Some(hash) = hash.filter(|hash| secret.length() < hash.bytes()) {
        let (bytes, needed) = (secret.length().to_string(), hash.bytes().to_string());
        let values = [
            ("bytes", bytes.as_str()),
            ("needed", &needed),
            ("alg", &alg),
        ];
        warn(notes, "security.weak_secret", None, &values);
    }
}
