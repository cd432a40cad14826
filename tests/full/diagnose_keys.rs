//! Why a token was refused, in words: which key, and whether the key or the content is the wrong one.

use claimgate::base64url;
use claimgate::diagnose::diagnose;
use claimgate::report::{CheckId, CheckState, Verdict};

use super::common::*;
use super::support::*;

#[test]
fn no_key_is_not_a_failure() {
    let diagnosis = diagnose(
        &token("RS256", "k1", key(), &good_claims()),
        None,
        Some(&policy()),
        NOW,
    );
    assert_eq!(diagnosis.verdict, Verdict::Incomplete);
    let key = rung(&diagnosis, CheckId::Key);
    assert_eq!((key.state, key.code), (CheckState::NotChecked, None));
    assert_eq!(why(&diagnosis, CheckId::Key), ("key.none", ""));
    assert_eq!(
        why(&diagnosis, CheckId::Signature),
        ("signature.without_key", "")
    );
}

#[test]
fn why_no_key_was_chosen() {
    let named = |kid: &str, set: &claimgate::JwkSet| {
        why(
            &explained(&token("RS256", kid, key(), &good_claims()), set, &policy()),
            CheckId::Key,
        )
    };
    let not_found = "key.kid_not_found";
    assert_eq!(named("k2", &set_of("k1", other_key())), (not_found, ""));
    assert_eq!(named("K1", &set_of("k1", other_key())), (not_found, "case"));
    assert_eq!(named("k2", &set_of("k1", key())), (not_found, "other_key"));
    let with_x5t = format!(r#"{{"kid":"k1","x5t":"k2",{}}}"#, jwk_members(other_key()));
    assert_eq!(named("k2", &parse_set(&with_x5t)), (not_found, "x5t"));
    let small = parse_set(&format!(
        r#"{{"kid":"k1",{}}}"#,
        jwk_members(&generate(3, 1024))
    ));
    assert_eq!(named("k1", &small), ("key.too_small", ""));
    let two = format!(
        r#"{{"keys":[{{"kid":"k1",{}}},{{"kid":"k1",{}}}]}}"#,
        jwk_members(key()),
        jwk_members(other_key())
    );
    assert_eq!(named("k1", &parse_set(&two)), ("key.ambiguous", ""));
    let for_other = parse_set(&format!(
        r#"{{"kid":"k1","alg":"RS512",{}}}"#,
        jwk_members(key())
    ));
    assert_eq!(named("k1", &for_other), ("key.alg_mismatch", ""));
}

#[test]
fn each_key_says_why_it_was_not_the_one() {
    let set = parse_set(&format!(
        r#"{{"keys":[{{"kid":"k0",{}}},{{"kid":"k1",{}}},{{"kid":"k1",{}}},{{"kid":"k1","kty":"quantum"}},{{"kid":"e",{}}}]}}"#,
        jwk_members(other_key()),
        jwk_members(key()),
        jwk_members(key()),
        jwk_of("ES256")
    ));
    let diagnosis = explained(
        &token("RS256", "k1", key(), &good_claims()),
        &set,
        &policy(),
    );
    let said: Vec<_> = diagnosis
        .keys
        .iter()
        .map(|key| (key.picked, key.reason))
        .collect();
    assert_eq!(
        said,
        [
            (false, Some("key.other_kid")),
            (true, None),
            (false, Some("key.duplicate")),
            (false, Some("key.type")),
            (false, Some("key.other_kid")),
        ]
    );
    assert!(diagnosis.keys.iter().all(|key| !key.text.is_empty()));
    assert_eq!(
        (diagnosis.keys[1].kty, diagnosis.keys[1].bits),
        (Some("RSA"), Some(2048))
    );
    assert_eq!(
        (diagnosis.keys[4].kty, diagnosis.keys[4].crv),
        (Some("EC"), Some("P-256"))
    );
}

fn signature(token: &str, set: &claimgate::JwkSet) -> (&'static str, &'static str) {
    let diagnosis = explained(token, set, &expecting(ISSUER, AUDIENCE));
    assert_eq!(diagnosis.code, Some("ERR_SIGNATURE_INVALID"));
    why(&diagnosis, CheckId::Signature)
}

/// The third segment of one token under the text of another.
fn transplanted(alg: &str, header: &str, payload: &str) -> String {
    let donor = sign(alg, key(), header, r#"{"other":"text"}"#);
    let (_, signature) = donor.rsplit_once('.').unwrap();
    format!(
        "{}.{}.{signature}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    )
}

#[test]
fn wrong_key_and_changed_content_are_told_apart() {
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let header = format!(r#"{{"alg":"{alg}","kid":"k1"}}"#);
        let good = sign(alg, key(), &header, &good_claims());
        let set = set_of("k1", key());
        assert_eq!(
            signature(&good, &set_of("k1", other_key())),
            ("sig.wrong_key", ""),
            "{alg}"
        );
        assert_eq!(
            signature(&transplanted(alg, &header, &good_claims()), &set),
            ("sig.content_changed", ""),
            "{alg}"
        );
        let (input, _) = good.rsplit_once('.').unwrap();
        assert_eq!(signature(&format!("{input}."), &set), ("sig.missing", ""));
        assert_eq!(
            signature(&format!("{input}.AAAA"), &set),
            ("sig.length", "")
        );
    }
}

#[test]
fn both_hash_values_are_shown() {
    let header = r#"{"alg":"RS256","kid":"k1"}"#;
    let diagnosis = explained(
        &transplanted("RS256", header, &good_claims()),
        &set_of("k1", key()),
        &policy(),
    );
    let check = rung(&diagnosis, CheckId::Signature);
    let (signed, actual) = (&check.expected[0], check.actual.as_deref().unwrap());
    assert!(
        signed.starts_with("SHA-256 ") && signed.len() == 8 + 64,
        "{signed}"
    );
    assert!(
        actual.starts_with("SHA-256 ") && actual != signed,
        "{actual}"
    );
    assert_eq!(diagnosis.keys[0].made_signature, Some(true));
}

#[test]
fn another_way_of_signing_is_named() {
    for (says, made) in [("RS256", "RS512"), ("RS256", "PS256"), ("PS384", "PS256")] {
        let header = format!(r#"{{"alg":"{says}","kid":"k1"}}"#);
        let token = sign(made, key(), &header, &good_claims());
        assert_eq!(
            signature(&token, &set_of("k1", key())),
            ("sig.hash_mismatch", ""),
            "{says} {made}"
        );
        let diagnosis = explained(&token, &set_of("k1", key()), &expecting(ISSUER, AUDIENCE));
        let cause = rung(&diagnosis, CheckId::Signature).cause.clone().unwrap();
        assert!(cause.contains(says) && cause.contains(made), "{cause}");
        assert_eq!(
            signature(
                &transplanted(made, &header, &good_claims()),
                &set_of("k1", key())
            ),
            ("sig.hash_mismatch", "changed")
        );
    }
}

#[test]
fn another_key_of_the_set_is_found() {
    let set = parse_set(&format!(
        r#"{{"keys":[{{"kid":"k1",{}}},{{"kid":"k2",{}}}]}}"#,
        jwk_members(other_key()),
        jwk_members(key())
    ));
    let token = token("RS256", "k1", key(), &good_claims());
    assert_eq!(signature(&token, &set), ("sig.other_key", ""));
    let diagnosis = explained(&token, &set, &policy());
    let made: Vec<_> = diagnosis
        .keys
        .iter()
        .map(|key| key.made_signature)
        .collect();
    assert_eq!(made, [Some(false), Some(true)]);
}

#[test]
fn curves_and_secrets_cannot_be_opened() {
    let changed = |alg: &str| {
        let good = token_of(alg);
        let (input, signature) = good.rsplit_once('.').unwrap();
        let (header, _) = input.split_once('.').unwrap();
        format!(
            "{header}.{}.{signature}",
            base64url::encode(br#"{"exp":1}"#)
        )
    };
    assert_eq!(
        signature(&changed("ES256"), &set_for("ES256")),
        ("sig.invalid", "")
    );
    assert_eq!(
        signature(&changed("EdDSA"), &set_for("EdDSA")),
        ("sig.invalid", "")
    );
    assert_eq!(
        signature(&changed("HS256"), &set_for("HS256")),
        ("sig.invalid", "secret")
    );
    // DER instead of R and S.
    let good = token_of("ES256");
    let (input, encoded) = good.rsplit_once('.').unwrap();
    let der = p256::ecdsa::Signature::from_slice(&base64url::decode(encoded).unwrap())
        .unwrap()
        .to_der();
    let token = format!("{input}.{}", base64url::encode(der.as_bytes()));
    assert_eq!(signature(&token, &set_for("ES256")), ("sig.der", ""));
}

#[test]
fn a_secret_read_another_way_is_noticed() {
    let header = r#"{"alg":"HS256","kid":"k1"}"#;
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(good_claims().as_bytes())
    );
    let text = base64url::encode(SECRET);
    let made_with = |secret: &[u8]| {
        let code = mac::<hmac::Hmac<sha2::Sha256>>(secret, input.as_bytes());
        format!("{input}.{}", base64url::encode(&code))
    };
    // Signed with the characters; the API decodes them first. And the other way round.
    let as_bytes = parse_set(&format!(r#"{{"kid":"k1","kty":"oct","k":"{text}"}}"#));
    assert_eq!(
        signature(&made_with(text.as_bytes()), &as_bytes),
        ("sig.secret_encoding", "")
    );
    let as_text = parse_set(&format!(
        r#"{{"kid":"k1","kty":"oct","k":"{}"}}"#,
        base64url::encode(text.as_bytes())
    ));
    assert_eq!(
        signature(&made_with(SECRET), &as_text),
        ("sig.secret_encoding", "")
    );
    let line = parse_set(&format!(
        r#"{{"kid":"k1","kty":"oct","k":"{}"}}"#,
        base64url::encode(b"a secret\n")
    ));
    assert_eq!(
        signature(&made_with(b"a secret"), &line),
        ("sig.secret_encoding", "")
    );
}
