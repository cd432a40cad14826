//! Tink's JWK sets. Tink refuses a whole set for one bad key, and wants more of each key than RFC 7517 does; here such a
//! set is accepted when a sound key is in it, so what is compared is whether the set offers a usable key.

use super::*;

/// Where Tink is stricter: it wants `alg` in every key, which the keys of Entra do not have.
const TINK_IS_STRICTER: [&str; 1] = ["rsaWithoutAlg_toPublicKeysetHandleFails"];

#[test]
fn every_set() {
    let Some(document) = read("jwks/tink_java_jwkset.json") else {
        return;
    };
    let (mut accepted, mut refused, mut elliptic) = (0, 0, 0);
    for case in list(&document, "cases") {
        let name = text(case, "name");
        let source = text(case, "jwks");
        let reasons: Option<Vec<_>> = JwkSet::parse(source.as_bytes(), 64).ok().map(|set| {
            set.keys()
                .iter()
                .map(|jwk| jwk.public_key().err().map(|unusable| unusable.0))
                .collect()
        });
        let usable = reasons
            .iter()
            .flatten()
            .filter(|reason| reason.is_none())
            .count();
        if TINK_IS_STRICTER.contains(&name) {
            assert_eq!(usable, 1, "{name}");
        } else if case["expect"] == "reject" {
            assert_eq!(usable, 0, "{name}: {reasons:?}");
            refused += 1;
        } else {
            // Keys on elliptic curves are in the set, and of a type that this build does not use.
            let document: Value = serde_json::from_str(source).unwrap();
            let is_rsa = |key: &&Value| key["kty"] == "RSA";
            let rsa = list(&document, "keys").iter().filter(is_rsa).count();
            assert_eq!(usable, rsa, "{name}: {reasons:?}");
            assert!(
                reasons
                    .iter()
                    .flatten()
                    .flatten()
                    .all(|reason| *reason == "key.type"),
                "{name}: {reasons:?}"
            );
            accepted += usize::from(rsa > 0);
            elliptic += usize::from(rsa == 0);
        }
    }
    println!("{accepted} RSA sets accepted, {elliptic} sets of other keys, {refused} refused");
    assert!(accepted >= 10 && refused >= 25, "{accepted}, {refused}");
}
