//! `jwt-compact`'s own full path (parsing, header, signature, claims) as the reference for ours.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::rsa::PublicKey;
use claimgate::{base64url, verify, Algorithm, Policy};
use common::*;
use jwt_compact::jwk::JsonWebKey;
use jwt_compact::{AlgorithmExt, UntrustedToken};
use proptest::prelude::*;
use sha2::Sha256;

fn public_key() -> PublicKey {
    PublicKey::try_from(&key().to_public_key()).expect("a usable key")
}

#[test]
fn both_name_a_key_by_the_same_thumbprint() {
    let public = public_key();
    let theirs = JsonWebKey::from(&public).thumbprint::<Sha256>();
    let set = set_of("k1", key());
    assert_eq!(
        set.keys()[0].thumbprint(),
        Some(&*base64url::encode(&theirs))
    );
}

/// Whether `jwt-compact` accepts the token's structure, header and signature, with our [`Algorithm`] behind its trait.
fn reference_accepts(token: &str, algorithm: Algorithm) -> bool {
    UntrustedToken::new(token).is_ok_and(|token| {
        algorithm
            .validator::<serde_json::Value>(&public_key().into())
            .validate(&token)
            .is_ok()
    })
}

#[test]
fn both_accept_every_algorithm() {
    for algorithm in Algorithm::ALL {
        let name = algorithm.as_str();
        let token = token(name, "k1", key(), &good_claims());
        assert!(reference_accepts(&token, *algorithm), "{name}");
        let policy = Policy::new(options().algorithms([name])).unwrap();
        assert!(
            verify(&token, &set_of("k1", key()), &policy, NOW).is_ok(),
            "{name}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever happens to a token: what we accept, the reference accepts too, and it is the original token.
    #[test]
    fn accepts_no_token_that_the_reference_refuses(position in any::<prop::sample::Index>(), byte in 32_u8..127, cut in 0_usize..4) {
        let original = token("RS256", "k1", key(), &good_claims());
        let mut bytes = original.clone().into_bytes();
        let index = position.index(bytes.len());
        match cut {
            0 => bytes.truncate(index),
            1 => bytes.insert(index, byte),
            _ => bytes[index] = byte,
        }
        let changed = String::from_utf8(bytes).unwrap();
        let accepted = verify(&changed, &set_of("k1", key()), &policy(), NOW).is_ok();
        prop_assert_eq!(accepted, changed == original);
        if accepted {
            prop_assert!(reference_accepts(&changed, Algorithm::Rs256));
        }
    }

    /// No text at all makes the parser or the report panic, and none is accepted.
    #[test]
    fn survives_any_text(text in "\\PC*", segments in prop::collection::vec("[A-Za-z0-9_=-]{0,40}", 0..7)) {
        for token in [text, segments.join(".")] {
            prop_assert!(verify(&token, &set_of("k1", key()), &policy(), NOW).is_err());
            let report = claimgate::inspect(&token, None, Some(&policy()), NOW);
            prop_assert_eq!(report.checks.len(), 8);
        }
    }
}
