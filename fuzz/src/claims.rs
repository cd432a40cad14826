//! Claims of any shape that are genuinely signed, under a policy of any shape.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use claimgate::{base64url, Policy};
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::RsaPrivateKey;
use sha2::Sha256;

use super::tokens::judge;

/// The first line is a policy, the rest is a payload: what is accepted names its issuer and audience and gives no role
/// that neither the `roles` claim nor the policy names.
pub fn claims(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (options, payload) = text.split_once('\n').unwrap_or(("", text));
    let Ok(policy) = Policy::from_json(options) else {
        return;
    };
    let Some(verified) = judge(&signed(payload), &policy) else {
        return;
    };
    let claims: serde_json::Value = serde_json::from_str(payload).expect("accepted JSON");
    assert_eq!(claims["iss"], verified.issuer.as_str());
    assert!(claims["exp"].is_number());
    let mut nameable = BTreeSet::new();
    collect_texts(&claims["roles"], &mut nameable);
    let options: serde_json::Value = serde_json::from_str(options).expect("accepted options");
    collect_texts(&options["roles"], &mut nameable);
    for role in &verified.identity.roles {
        assert!(nameable.contains(role), "the role {role:?} from nowhere");
    }
}

/// Every text in a value, names of members included.
fn collect_texts(value: &serde_json::Value, texts: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(texts.insert(text.clone())),
        serde_json::Value::Array(elements) => {
            for element in elements {
                collect_texts(element, texts);
            }
        }
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                texts.insert(name.clone());
                collect_texts(member, texts);
            }
        }
        _ => {}
    }
}

/// A token with this payload, signed by the key of the fixtures.
fn signed(payload: &str) -> String {
    static KEY: OnceLock<SigningKey<Sha256>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        // The seed that `tests/corpus.rs` makes the fixtures with.
        let mut random = ChaCha20Rng::seed_from_u64(1);
        SigningKey::new(RsaPrivateKey::new(&mut random, 2048).expect("a key"))
    });
    let header = base64url::encode(br#"{"alg":"RS256","kid":"k1"}"#);
    let input = format!("{header}.{}", base64url::encode(payload.as_bytes()));
    let signature = key.sign(input.as_bytes()).to_vec();
    format!("{input}.{}", base64url::encode(&signature))
}
