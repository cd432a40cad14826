//! Data of others, read from the folder that `CLAIMGATE_VECTORS` names; without it these tests say that they did nothing.
#![cfg(not(target_arch = "wasm32"))]

mod json_suite;
mod providers;
mod rfc;
mod tink;
mod wycheproof;

use std::path::PathBuf;

use claimgate::jwk::JwkSet;
use claimgate::{base64url, verify_signature, Algorithm, ErrorCode};
use serde_json::Value;

/// Reads a JSON file of the vectors, or says that the test is skipped.
fn read(path: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("CLAIMGATE_VECTORS") else {
        println!("SKIPPED: CLAIMGATE_VECTORS is not set, so {path} was not read");
        return None;
    };
    let path = PathBuf::from(folder).join(path);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).expect("a JSON file"))
}

/// The elements of a member that is an array.
fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().expect("an array")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().expect("a string")
}

/// The examples publish private keys; what a provider publishes is their public part.
fn public_set(jwks: &Value) -> JwkSet {
    let mut jwks = jwks.clone();
    let keys = match jwks.get_mut("keys") {
        Some(keys) => keys.as_array_mut().expect("an array").iter_mut().collect(),
        None => vec![&mut jwks],
    };
    for key in keys {
        let key = key.as_object_mut().expect("a key");
        for member in ["d", "p", "q", "dp", "dq", "qi"] {
            key.remove(member);
        }
    }
    JwkSet::parse(jwks.to_string().as_bytes(), 64).expect("a key set")
}

/// Checks the signature alone: the payloads of these files are seldom claims.
fn judge(token: &str, set: &JwkSet) -> Result<String, ErrorCode> {
    verify_signature(token, set, Algorithm::ALL, 1 << 20)
        .map(|verified| base64url::encode(&verified.payload))
        .map_err(|error| error.code())
}
