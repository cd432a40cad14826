//! What holds for all inputs: what was signed verifies, what was changed does not, and times and names follow simple models.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::sync::OnceLock;

use claimgate::claims::{check_audience, check_issuer, Times};
use claimgate::json::parse_object;
use claimgate::{base64url, inspect, verify, ErrorCode, Policy};
use common::*;
use proptest::prelude::*;
use rsa::RsaPrivateKey;

const ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

/// The sizes that providers use.
const SIZES: [usize; 3] = [2048, 3072, 4096];

fn key_of(bits: usize) -> &'static RsaPrivateKey {
    static LARGER: [OnceLock<RsaPrivateKey>; 2] = [const { OnceLock::new() }; 2];
    match SIZES.iter().position(|size| *size == bits) {
        Some(0) => key(),
        Some(index) => LARGER[index - 1].get_or_init(|| generate(3, bits)),
        None => panic!("no key of {bits} bits"),
    }
}

/// Failures are printed, not written to a file: a regression becomes a test of its own.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A policy that accepts every algorithm.
fn any_algorithm() -> Policy {
    Policy::new(options().algorithms(ALGORITHMS)).expect("a policy")
}

/// Any JSON string, in its escaped form.
fn json_string() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| serde_json::to_string(&text).expect("a string"))
}

/// The inside of a payload object: the usual claims and one of any name and value.
fn claims() -> impl Strategy<Value = String> {
    let name = json_string().prop_filter("a claim of its own", |name| {
        !good_claims().contains(name.as_str())
    });
    let value = prop_oneof![
        json_string(),
        any::<f64>().prop_map(|number| serde_json::Value::from(number).to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        json_string().prop_map(|text| format!("[null,{{\"a\":[true,{text}]}}]")),
    ];
    (name, value).prop_map(|(name, value)| {
        let usual = good_claims();
        let members = usual.trim_end_matches('}');
        format!("{members},{name}:{value}}}")
    })
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn what_was_signed_verifies(
        claims in claims(),
        alg in prop::sample::select(&ALGORITHMS[..]),
        bits in prop::sample::select(&SIZES[..]),
    ) {
        let key = key_of(bits);
        let token = token(alg, "k1", key, &claims);
        let verified = verify(&token, &set_of("k1", key), &any_algorithm(), NOW);
        let verified = verified.map_err(|error| TestCaseError::fail(format!("{error} in {claims}")))?;
        prop_assert_eq!(verified.claims_json, claims);
        prop_assert_eq!(verified.key.algorithm.as_str(), alg);
    }

    /// Of the bytes of a segment, or of its text.
    #[test]
    fn one_changed_bit_is_refused(
        alg in prop::sample::select(&ALGORITHMS[..]),
        segment in 0_usize..3,
        position in any::<prop::sample::Index>(),
        bit in 0_u8..8,
        in_text in any::<bool>(),
    ) {
        let token = token(alg, "k1", key(), &good_claims());
        let mut segments: Vec<String> = token.split('.').map(String::from).collect();
        let mut bytes = if in_text {
            segments[segment].clone().into_bytes()
        } else {
            base64url::decode(&segments[segment]).expect("a segment")
        };
        let index = position.index(bytes.len());
        bytes[index] ^= 1 << bit;
        segments[segment] = if in_text {
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            base64url::encode(&bytes)
        };
        let changed = segments.join(".");
        let keys = set_of("k1", key());
        let error = verify(&changed, &keys, &any_algorithm(), NOW).expect_err("must be refused");
        if segment == 2 && !in_text {
            prop_assert_eq!(error.code(), ErrorCode::SignatureInvalid);
        }
        let report = inspect(&changed, Some(&keys), Some(&any_algorithm()), NOW);
        prop_assert_eq!(report.code, Some(error.code().as_str()));
    }
}

/// Every algorithm with every size, each once for certain.
#[test]
fn every_algorithm_verifies_with_every_size() {
    for bits in SIZES {
        let keys = set_of("k1", key_of(bits));
        for alg in ALGORITHMS {
            let genuine = token(alg, "k1", key_of(bits), &good_claims());
            let verified = verify(&genuine, &keys, &any_algorithm(), NOW);
            assert!(verified.is_ok(), "{alg} with {bits} bits: {verified:?}");
            let others = ALGORITHMS.into_iter().filter(|other| *other != alg);
            for other in others {
                // The same signature under the name of another algorithm.
                let header = format!(r#"{{"alg":"{other}","kid":"k1"}}"#);
                let relabelled = sign(alg, key_of(bits), &header, &good_claims());
                let refused = verify(&relabelled, &keys, &any_algorithm(), NOW).unwrap_err();
                assert_eq!(
                    refused.code(),
                    ErrorCode::SignatureInvalid,
                    "{alg} as {other}"
                );
            }
        }
    }
}

/// Not some bits but all of them: of the three segments' bytes and of the token's text.
#[test]
fn every_changed_bit_is_refused() {
    let keys = set_of("k1", key());
    let policy = any_algorithm();
    for alg in ["RS256", "PS256"] {
        let genuine = token(alg, "k1", key(), &good_claims());
        assert!(verify(&genuine, &keys, &policy, NOW).is_ok());
        let refused = |changed: String| {
            assert_ne!(changed, genuine);
            assert!(verify(&changed, &keys, &policy, NOW).is_err(), "{changed}");
        };
        for bit in 0..8 * genuine.len() {
            let mut text = genuine.clone().into_bytes();
            text[bit / 8] ^= 1 << (bit % 8);
            refused(String::from_utf8_lossy(&text).into_owned());
        }
        let segments: Vec<&str> = genuine.split('.').collect();
        for (index, segment) in segments.iter().enumerate() {
            let bytes = base64url::decode(segment).expect("a segment");
            for bit in 0..8 * bytes.len() {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                let changed = base64url::encode(&changed);
                let mut segments = segments.clone();
                segments[index] = &changed;
                refused(segments.join("."));
            }
        }
    }
}

/// Times and durations in quarters of a second, which doubles represent exactly.
#[derive(Clone, Debug)]
struct TimeCase {
    expires: i64,
    not_before: Option<i64>,
    issued: Option<i64>,
    tolerance: i64,
    max_age: Option<i64>,
    now: i64,
}

fn seconds(quarters: i64) -> f64 {
    let quarters = i32::try_from(quarters).expect("a small number");
    f64::from(quarters) / 4.0
}

fn time_case() -> impl Strategy<Value = TimeCase> {
    // Small ranges, so that times meet at their limits often.
    let near = || -1500_i64..1500;
    (
        near(),
        prop::option::of(near()),
        prop::option::of(near()),
        0_i64..=1200,
        prop::option::of(4_i64..1500),
        near(),
    )
        .prop_map(
            |(expires, not_before, issued, tolerance, max_age, now)| TimeCase {
                expires,
                not_before,
                issued,
                tolerance,
                max_age,
                now,
            },
        )
}

/// The rules, as a person would say them.
fn model(case: &TimeCase) -> Option<ErrorCode> {
    let TimeCase { tolerance, now, .. } = *case;
    if case.expires + tolerance <= now {
        return Some(ErrorCode::TokenExpired);
    }
    if case.not_before.is_some_and(|begin| begin > now + tolerance) {
        return Some(ErrorCode::TokenNotYetValid);
    }
    let limit = case.max_age?;
    let Some(issued) = case.issued else {
        return Some(ErrorCode::ClaimMissing);
    };
    if issued > now + tolerance {
        return Some(ErrorCode::IssuedInFuture);
    }
    (issued + limit + tolerance <= now).then_some(ErrorCode::TokenTooOld)
}

fn checked(case: &TimeCase) -> Option<ErrorCode> {
    let member =
        |name: &str, time: Option<i64>| time.map(|time| format!("\"{name}\":{}", seconds(time)));
    let members: Vec<String> = [
        member("exp", Some(case.expires)),
        member("nbf", case.not_before),
        member("iat", case.issued),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = format!("{{{}}}", members.join(","));
    let claims = parse_object(text.as_bytes()).expect("an object");
    let mut options = options().clock_tolerance(seconds(case.tolerance));
    options.max_token_age = case.max_age.map(seconds);
    let policy = Policy::new(options).expect("a policy");
    let times = Times::read(&claims);
    let outcome = times.and_then(|times| times.check(&policy, seconds(case.now)));
    outcome.err().map(|error| error.code())
}

proptest! {
    #![proptest_config(config(5000))]

    #[test]
    fn times_follow_the_model(case in time_case()) {
        prop_assert_eq!(checked(&case), model(&case));
    }

    #[test]
    fn audiences_and_issuers_are_compared_whole(
        named in prop::collection::vec("[ab/]{0,3}", 0..4),
        accepted in prop::collection::vec("[ab/]{1,3}", 1..4),
        alone in any::<bool>(),
    ) {
        let policy = Policy::new(options().audiences(accepted.clone()).issuers(accepted.clone())).expect("a policy");
        let first = named.first().cloned().unwrap_or_default();
        let (value, named) = if alone {
            (serde_json::to_string(&first), vec![first.clone()])
        } else {
            (serde_json::to_string(&named), named)
        };
        let text = format!(r#"{{"aud":{},"iss":"{first}"}}"#, value.expect("JSON"));
        let claims = parse_object(text.as_bytes()).expect("an object");
        let found = named.iter().any(|name| accepted.contains(name));
        prop_assert_eq!(check_audience(&claims, &policy).is_ok(), found);
        prop_assert_eq!(check_issuer(&claims, &policy).is_ok(), accepted.contains(&first));
    }
}
