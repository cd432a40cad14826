//! Data of others, read from the folder that `CLAIMGATE_VECTORS` names; without it these tests say that they did nothing.
#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;

use claimgate::jwk::JwkSet;
use claimgate::{base64url, verify_signature, Algorithm};
use serde_json::Value;

/// Reads a JSON file of the vectors, or says that the test is skipped.
fn read(path: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("CLAIMGATE_VECTORS") else {
        println!("SKIPPED: CLAIMGATE_VECTORS is not set, so {path} was not read");
        return None;
    };
    let path = PathBuf::from(folder).join(path);
    Some(
        std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    )
}

/// RFC 7515 appendix A.2 and RFC 7520 sections 4.1 and 4.2, and every other RSA example of the file.
#[test]
fn rfc_examples() {
    let Some(text) = read("jws/rfc_vectors.json") else {
        return;
    };
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut checked = Vec::new();
    for case in document["cases"].as_array().unwrap() {
        let algs: Vec<_> = case["algs"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let algorithms: Vec<_> = algs
            .iter()
            .filter_map(|alg| Algorithm::from_name(alg))
            .collect();
        if case["serialization"] != "compact" || algorithms.is_empty() {
            continue;
        }
        let id = case["id"].as_str().unwrap();
        // The examples publish the private key; what a provider publishes is its public part.
        let mut set = case["jwks"].clone();
        for key in set["keys"].as_array_mut().unwrap() {
            for member in ["d", "p", "q", "dp", "dq", "qi"] {
                key.as_object_mut().unwrap().remove(member);
            }
        }
        let set = JwkSet::parse(set.to_string().as_bytes(), 64).unwrap();
        let outcome = verify_signature(case["jws"].as_str().unwrap(), &set, &algorithms, 16_384);
        // An unencoded payload (RFC 7797) is refused by rule, whatever the RFC's own expectation.
        let expected = case["expect"] == "accept";
        match outcome {
            Ok(verified) => {
                assert!(expected, "{id}: {}", case["expect"]);
                assert_eq!(
                    base64url::encode(&verified.payload),
                    case["payload_b64u"].as_str().unwrap(),
                    "{id}"
                );
                checked.push(id);
            }
            Err(error) => assert!(!expected, "{id}: {error}"),
        }
    }
    for id in ["7515-A.2", "7520-4.1-compact", "7520-4.2-compact"] {
        assert!(checked.contains(&id), "{id} is not among {checked:?}");
    }
}

/// RFC 7638 section 3.1.
#[test]
fn thumbprints() {
    let Some(text) = read("jws/thumbprints.json") else {
        return;
    };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let rsa: Vec<_> = cases
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["jwk"]["kty"] == "RSA")
        .collect();
    assert!(!rsa.is_empty());
    for case in rsa {
        let set = JwkSet::parse(case["jwk"].to_string().as_bytes(), 1).unwrap();
        assert_eq!(
            set.keys()[0].thumbprint(),
            case["sha256"].as_str(),
            "{}",
            case["ref"]
        );
    }
}

/// Real key sets: every RSA key of every provider is usable, from `n` and `e` and from its certificate alone.
#[test]
fn real_key_sets() {
    let providers = [
        "apple",
        "entra-common",
        "entra-organizations",
        "gitlab",
        "google",
        "paypal",
        "slack",
        "spotify",
    ];
    for provider in providers {
        let Some(text) = read(&format!("jwks/{provider}.jwks.json")) else {
            return;
        };
        let set = JwkSet::parse(text.as_bytes(), 64).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut certificates = 0;
        for (jwk, source) in set.keys().iter().zip(document["keys"].as_array().unwrap()) {
            if source["kty"] != "RSA" {
                continue;
            }
            assert!(
                jwk.public_key().is_ok(),
                "{provider} {:?}: {:?}",
                jwk.kid,
                jwk.public_key()
            );
            let mut only_certificate = source.clone();
            only_certificate
                .as_object_mut()
                .unwrap()
                .retain(|name, _| name != "n" && name != "e");
            if only_certificate["x5c"].is_array() {
                let from_certificate =
                    JwkSet::parse(only_certificate.to_string().as_bytes(), 1).unwrap();
                assert_eq!(
                    from_certificate.keys()[0].thumbprint(),
                    jwk.thumbprint(),
                    "{provider}"
                );
                certificates += 1;
            }
        }
        assert!(
            certificates > 0 || !provider.starts_with("entra"),
            "{provider} has certificates"
        );
    }
}
