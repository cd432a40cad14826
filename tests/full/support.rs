//! Tokens of the algorithms that are not RSA, signed by the crates directly.

use claimgate::diagnose::{diagnose, Diagnosis, ExplainedCheck, ExplainedNote};
use claimgate::report::CheckId;
use claimgate::{base64url, Algorithm, JwkSet, Policy, PolicyOptions};
use hmac::{Hmac, Mac};
use p256::ecdsa::signature::Signer;
use sha2::{Sha256, Sha384, Sha512};

use crate::common::{good_claims, parse_set, AUDIENCE, ISSUER, NOW};

pub const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A private scalar that every curve takes.
fn scalar(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[length - 16..].copy_from_slice(b"a private number");
    bytes
}

pub fn sign_input(alg: &str, input: &[u8]) -> Vec<u8> {
    match alg {
        "ES256" => {
            let key = p256::ecdsa::SigningKey::from_slice(&scalar(32)).unwrap();
            let signature: p256::ecdsa::Signature = key.sign(input);
            signature.to_bytes().to_vec()
        }
        "ES384" => {
            let key = p384::ecdsa::SigningKey::from_slice(&scalar(48)).unwrap();
            let signature: p384::ecdsa::Signature = key.sign(input);
            signature.to_bytes().to_vec()
        }
        "ES512" => {
            let key = p521::ecdsa::SigningKey::from_slice(&scalar(66)).unwrap();
            let signature: p521::ecdsa::Signature = key.sign(input);
            signature.to_bytes().to_vec()
        }
        "EdDSA" | "Ed25519" => {
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
            let signature = ed25519_dalek::ed25519::signature::Signer::sign(&key, input);
            signature.to_bytes().to_vec()
        }
        "HS256" => mac::<Hmac<Sha256>>(SECRET, input),
        "HS384" => mac::<Hmac<Sha384>>(SECRET, input),
        "HS512" => mac::<Hmac<Sha512>>(SECRET, input),
        other => crate::common::signature(other, crate::common::key(), input),
    }
}

pub fn mac<M: Mac + hmac::digest::KeyInit>(secret: &[u8], input: &[u8]) -> Vec<u8> {
    <M as Mac>::new_from_slice(secret)
        .unwrap()
        .chain_update(input)
        .finalize()
        .into_bytes()
        .to_vec()
}

/// The public JWK (for HS the secret one) of the key that [`sign_input`] uses, without a kid.
pub fn jwk_of(alg: &str) -> String {
    let elliptic = |crv: &str, point: &[u8]| {
        let (x, y) = point[1..].split_at((point.len() - 1) / 2);
        format!(
            r#""kty":"EC","crv":"{crv}","x":"{}","y":"{}""#,
            base64url::encode(x),
            base64url::encode(y)
        )
    };
    match alg {
        "ES256" => {
            let key = p256::ecdsa::SigningKey::from_slice(&scalar(32)).unwrap();
            let point = key.verifying_key().to_sec1_point(false);
            elliptic("P-256", point.as_bytes())
        }
        "ES384" => {
            let key = p384::ecdsa::SigningKey::from_slice(&scalar(48)).unwrap();
            let point = key.verifying_key().to_sec1_point(false);
            elliptic("P-384", point.as_bytes())
        }
        "ES512" => {
            let key = p521::ecdsa::SigningKey::from_slice(&scalar(66)).unwrap();
            let point = p521::ecdsa::VerifyingKey::from(&key).to_sec1_point(false);
            elliptic("P-521", point.as_bytes())
        }
        "EdDSA" | "Ed25519" => {
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
            let x = base64url::encode(key.as_bytes());
            format!(r#""kty":"OKP","crv":"Ed25519","x":"{x}""#)
        }
        "HS256" | "HS384" | "HS512" => {
            format!(r#""kty":"oct","k":"{}""#, base64url::encode(SECRET))
        }
        _ => crate::common::jwk_members(crate::common::key()),
    }
}

pub fn set_for(alg: &str) -> JwkSet {
    parse_set(&format!(r#"{{"keys":[{{"kid":"k1",{}}}]}}"#, jwk_of(alg)))
}

/// A token with a header of the caller's, signed as `alg`.
pub fn signed_with_header(alg: &str, header: &str, payload: &str) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    );
    let signature = sign_input(alg, input.as_bytes());
    format!("{input}.{}", base64url::encode(&signature))
}

pub fn token_of(alg: &str) -> String {
    let header = format!(r#"{{"alg":"{alg}","kid":"k1","typ":"JWT"}}"#);
    signed_with_header(alg, &header, &good_claims())
}

pub fn policy_of(algorithms: &[&str]) -> Policy {
    let options = PolicyOptions::new(ISSUER, AUDIENCE).algorithms(algorithms.iter().copied());
    Policy::new(options).unwrap()
}

/// A policy that restricts nothing but the times.
pub fn nothing_given() -> Policy {
    let options = PolicyOptions::new("", "")
        .issuers(Vec::<String>::new())
        .audiences(Vec::<String>::new());
    Policy::for_inspection(options).unwrap()
}

/// A policy that names issuer and audience, and leaves the algorithm to the build.
pub fn any_algorithm() -> Policy {
    let options = PolicyOptions::new(ISSUER, AUDIENCE).algorithms(Vec::<String>::new());
    Policy::for_inspection(options).unwrap()
}

/// A policy that names issuer and audience, and allows every algorithm.
pub fn expecting(issuer: &str, audience: &str) -> Policy {
    let names = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str());
    Policy::new(PolicyOptions::new(issuer, audience).algorithms(names)).unwrap()
}

pub fn explained(token: &str, keys: &JwkSet, policy: &Policy) -> Diagnosis {
    diagnose(token, Some(keys), Some(policy), NOW)
}

#[track_caller]
pub fn rung(diagnosis: &Diagnosis, id: CheckId) -> &ExplainedCheck {
    diagnosis
        .checks
        .iter()
        .find(|check| check.id == id)
        .expect("every rung is there")
}

pub fn note<'d>(diagnosis: &'d Diagnosis, reason: &str) -> Option<&'d ExplainedNote> {
    diagnosis.notes.iter().find(|note| note.reason == reason)
}

/// Reason and variant of a rung, and that both sentences are there and whole.
#[track_caller]
pub fn why(diagnosis: &Diagnosis, id: CheckId) -> (&'static str, &'static str) {
    let check = rung(diagnosis, id);
    let cause = check
        .cause
        .as_deref()
        .unwrap_or_else(|| panic!("no cause: {check:?}"));
    for text in [cause, check.fix.as_deref().unwrap_or("x.")] {
        let unfilled = text
            .split('{')
            .skip(1)
            .any(|rest| rest.starts_with(char::is_alphabetic) && !rest.starts_with("tenantid}"));
        let names_nothing = text.contains("()") || text.contains("  ") || text.contains(": ,");
        assert!(!unfilled, "{text}");
        assert!(!names_nothing, "{text}");
    }
    (check.reason.unwrap_or(""), check.near_miss.unwrap_or(""))
}
