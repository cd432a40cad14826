//! Real key sets and real HTTP answers.

use claimgate::json::parse_object;

use super::*;

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
        let Some(document) = read(&format!("jwks/{provider}.jwks.json")) else {
            return;
        };
        let set = JwkSet::parse(document.to_string().as_bytes(), 64).unwrap();
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

/// Real answers of eight providers: every signature key is usable, every encryption key is not, and no key is lost.
#[test]
fn real_http_answers() {
    let providers = [
        "auth0", "azure", "cognito", "google", "keycloak", "okta", "onelogin", "vault",
    ];
    let mut for_encryption = 0;
    for provider in providers {
        let Some(document) = read(&format!("jwks/http_responses/{provider}.json")) else {
            return;
        };
        let body = &document["jwks"]["body"];
        let set = JwkSet::parse(body.to_string().as_bytes(), 64).unwrap();
        let sources = list(body, "keys");
        assert_eq!(set.keys().len(), sources.len(), "{provider}");
        for (jwk, source) in set.keys().iter().zip(sources) {
            let reason = jwk.public_key().err().map(|unusable| unusable.0);
            let expected = (source["use"] == "enc").then_some("key.wrong_use");
            assert_eq!(reason, expected, "{provider} {:?}", jwk.kid);
            for_encryption += usize::from(expected.is_some());
        }
        let discovery = document["discovery_document"]["body"].to_string();
        let discovery = parse_object(discovery.as_bytes()).expect("a document");
        assert!(discovery.get_str("jwks_uri").is_some(), "{provider}");
    }
    assert_eq!(for_encryption, 1, "Keycloak publishes one");
}
