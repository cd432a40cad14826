//! Keys, tokens and policies for the tests. Keys come from a fixed seed, so a failure can be repeated.

#![allow(dead_code)] // each test file uses its own part

pub mod entra;

use std::sync::OnceLock;

use claimgate::{base64url, JwkSet, Policy, PolicyOptions};
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use rsa::{pss, RsaPrivateKey};
use sha2::{Sha256, Sha384, Sha512};

/// A time to judge at, in seconds since 1970.
pub const NOW: f64 = 1_700_000_000.0;
pub const ISSUER: &str = "https://issuer.example";
pub const AUDIENCE: &str = "api://orders";

/// The key of most tests: 2048 bits.
pub fn key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| generate(1, 2048))
}

/// Another key of 2048 bits.
pub fn other_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| generate(2, 2048))
}

/// A key from a seed; sizes below 2048 bits are allowed, to be refused.
pub fn generate(seed: u64, bits: usize) -> RsaPrivateKey {
    RsaPrivateKey::new(&mut ChaCha20Rng::seed_from_u64(seed), bits).expect("key generation")
}

/// The public members of a key, as the inside of a JWK object.
pub fn jwk_members(key: &RsaPrivateKey) -> String {
    let (modulus, exponent) = (key.n().to_bytes_be(), key.e().to_bytes_be());
    format!(
        r#""kty":"RSA","n":"{}","e":"{}""#,
        base64url::encode(&modulus),
        base64url::encode(&exponent)
    )
}

/// A set with one key under a kid.
pub fn set_of(kid: &str, key: &RsaPrivateKey) -> JwkSet {
    parse_set(&format!(
        r#"{{"keys":[{{"kid":"{kid}",{}}}]}}"#,
        jwk_members(key)
    ))
}

pub fn parse_set(json: &str) -> JwkSet {
    JwkSet::parse(json.as_bytes(), 64).expect("a key set")
}

pub fn options() -> PolicyOptions {
    PolicyOptions::new(ISSUER, AUDIENCE)
}

pub fn policy() -> Policy {
    Policy::new(options()).expect("a policy")
}

/// Claims that [`policy`] accepts at [`NOW`].
pub fn good_claims() -> String {
    format!(
        r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","exp":1700000600,"nbf":1699999000,"iat":1699999000,"sub":"s"}}"#
    )
}

/// Signs `header.payload` with an independent implementation and returns the compact token.
pub fn sign(alg: &str, key: &RsaPrivateKey, header: &str, payload: &str) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    );
    format!(
        "{input}.{}",
        base64url::encode(&signature(alg, key, input.as_bytes()))
    )
}

/// A token with a plain header.
pub fn token(alg: &str, kid: &str, key: &RsaPrivateKey, payload: &str) -> String {
    sign(
        alg,
        key,
        &format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"JWT"}}"#),
        payload,
    )
}

pub fn signature(alg: &str, key: &RsaPrivateKey, input: &[u8]) -> Vec<u8> {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let key = key.clone();
    match alg {
        "RS256" => SigningKey::<Sha256>::new(key).sign(input).to_vec(),
        "RS384" => SigningKey::<Sha384>::new(key).sign(input).to_vec(),
        "RS512" => SigningKey::<Sha512>::new(key).sign(input).to_vec(),
        "PS256" => pss::SigningKey::<Sha256>::new(key)
            .sign_with_rng(&mut rng, input)
            .to_vec(),
        "PS384" => pss::SigningKey::<Sha384>::new(key)
            .sign_with_rng(&mut rng, input)
            .to_vec(),
        "PS512" => pss::SigningKey::<Sha512>::new(key)
            .sign_with_rng(&mut rng, input)
            .to_vec(),
        other => panic!("no such algorithm in the tests: {other}"),
    }
}
