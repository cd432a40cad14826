//! Published attacks and malformed input, built by the tests themselves: each row is judged by `verify` and by `inspect`,
//! has to get one exact code from both, and must not appear in the error. One module per category, one table per test.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod algorithms;
mod claims;
mod encoding;
mod headers;
mod json_text;
mod key_choice;
mod key_material;
mod signatures;
mod structure;

use claimgate::report::Verdict;
use claimgate::{base64url, inspect, verify, ErrorCode, JwkSet, Policy, PolicyOptions};
use common::*;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, RsaPrivateKey};

/// What a row expects: `None` to be accepted, else the code.
type Expected = Option<ErrorCode>;

/// Judges a token in both ways and compares with what the row expects.
#[track_caller]
fn judge(row: &str, token: &str, keys: &JwkSet, options: PolicyOptions, expected: Expected) {
    let policy = Policy::new(options).expect("a policy");
    let verdict = verify(token, keys, &policy, NOW);
    let report = inspect(token, Some(keys), Some(&policy), NOW);
    assert_eq!(
        verdict.as_ref().err().map(claimgate::Error::code),
        expected,
        "{row}: {verdict:?}"
    );
    assert_eq!(
        report.code,
        expected.map(ErrorCode::as_str),
        "{row}, report: {report:?}"
    );
    let expected_verdict = match expected {
        None => Verdict::Valid,
        Some(_) => Verdict::Refused,
    };
    assert_eq!(report.verdict, expected_verdict, "{row}");
    if let Err(error) = verdict {
        assert_shows_no_part_of(token, &error, row);
    }
}

/// As [`judge`], with the usual key and policy.
#[track_caller]
fn judge_usual(row: &str, token: &str, expected: Expected) {
    judge(row, token, &set_of("k1", key()), options(), expected);
}

/// No error shows a piece of the token's text that is long enough to be one.
#[track_caller]
fn assert_shows_no_part_of(token: &str, error: &claimgate::Error, row: &str) {
    let shown = format!("{error} {error:?}");
    for part in token.split('.').filter(|part| part.len() >= 16) {
        let start: String = part.chars().take(16).collect();
        assert!(!shown.contains(&start), "{row} leaks: {shown}");
    }
}

/// A genuine token with this header, as text.
fn with_header(header: &str) -> String {
    sign("RS256", key(), header, &good_claims())
}

/// A genuine token with this payload, as text.
fn with_claims(payload: &str) -> String {
    token("RS256", "k1", key(), payload)
}

/// A token of these segments, signed as they are, whatever they decode to.
fn sign_segments(key: &RsaPrivateKey, header: &str, payload: &str) -> String {
    let input = format!("{header}.{payload}");
    let signature = signature("RS256", key, input.as_bytes());
    format!("{input}.{}", base64url::encode(&signature))
}

/// A genuine token of bytes that need not be text.
fn sign_bytes(header: &[u8], payload: &[u8]) -> String {
    sign_segments(
        key(),
        &base64url::encode(header),
        &base64url::encode(payload),
    )
}

/// Header and payload of a genuine token with another signature.
fn with_signature(signature: &[u8]) -> String {
    format!("{}.{}", signing_input(), base64url::encode(signature))
}

/// What a genuine token's signature covers.
fn signing_input() -> String {
    let token = with_claims(&good_claims());
    let (input, _) = token.rsplit_once('.').expect("two dots");
    input.to_string()
}

/// The RSA private operation on a block that is already encoded.
fn private_operation(key: &RsaPrivateKey, block: &[u8]) -> Vec<u8> {
    let value = BigUint::from_bytes_be(block).modpow(key.d(), key.n());
    left_pad(&value.to_bytes_be(), key.size())
}

fn left_pad(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut padded = vec![0; length - bytes.len()];
    padded.extend_from_slice(bytes);
    padded
}

/// A set of one JWK under `k1`, from the inside of its object.
fn set_with(members: &str) -> JwkSet {
    parse_set(&format!(r#"{{"keys":[{{"kid":"k1",{members}}}]}}"#))
}

/// The inside of a JWK object from its numbers.
fn members(modulus: &[u8], exponent: &[u8]) -> String {
    format!(
        r#""kty":"RSA","n":"{}","e":"{}""#,
        base64url::encode(modulus),
        base64url::encode(exponent)
    )
}

fn modulus(key: &RsaPrivateKey) -> Vec<u8> {
    key.n().to_bytes_be()
}

/// 65537.
const USUAL_EXPONENT: [u8; 3] = [1, 0, 1];
