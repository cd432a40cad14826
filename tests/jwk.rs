//! JWK sets: what is a set, which keys are usable, and which key a token gets.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::jwk::JwkSet;
use claimgate::{base64url, verify, ErrorCode};
use common::*;
use rsa::traits::PublicKeyParts;

fn invalid_reason(text: &str) -> &'static str {
    let error = JwkSet::parse(text.as_bytes(), 3).expect_err("must be refused");
    assert_eq!(error.code(), ErrorCode::JwksInvalid);
    error.detail().reason.expect("a reason")
}

#[test]
fn refuses_what_is_not_a_set() {
    assert_eq!(invalid_reason("<html>"), "jwks.json");
    assert_eq!(invalid_reason(r#"{"keys":[]}x"#), "jwks.json");
    assert_eq!(invalid_reason(&"[".repeat(100_000)), "jwks.json");
    assert_eq!(invalid_reason("[]"), "jwks.not_an_object");
    assert_eq!(invalid_reason("{}"), "jwks.no_keys");
    assert_eq!(invalid_reason(r#"{"keys":{}}"#), "jwks.keys_not_an_array");
    assert_eq!(
        invalid_reason(r#"{"keys":[],"keys":[]}"#),
        "jwks.duplicate_member"
    );
    assert_eq!(
        invalid_reason(r#"{"keys":[{},{},{},{}]}"#),
        "jwks.too_many_keys"
    );
}

#[test]
fn broken_siblings_do_not_spoil_the_set() {
    let good = jwk_members(key());
    let set = parse_set(&format!(
        r#"{{"keys":[null,"x",{{}},{{"kty":"quantum","kid":"k1"}},{{"kid":"k1",{good}}}]}}"#
    ));
    let reasons: Vec<_> = set
        .keys()
        .iter()
        .map(|jwk| jwk.public_key().err().map(|unusable| unusable.0))
        .collect();
    let not_an_object = Some("key.not_an_object");
    assert_eq!(
        reasons,
        [
            not_an_object,
            not_an_object,
            Some("key.type"),
            Some("key.type"),
            None
        ]
    );
    assert!(verify(
        &token("RS256", "k1", key(), &good_claims()),
        &set,
        &policy(),
        NOW
    )
    .is_ok());
}

/// The members of the tests' key, for cases that change one of them.
fn n_and_e() -> (String, String) {
    (
        base64url::encode(&key().n().to_bytes_be()),
        base64url::encode(&key().e().to_bytes_be()),
    )
}

#[test]
fn names_the_member_that_makes_a_key_unusable() {
    let (n, e) = n_and_e();
    let cases = [
        (format!(r#""kty":"EC","n":"{n}","e":"{e}""#), "key.type"),
        (format!(r#""kty":"rsa","n":"{n}","e":"{e}""#), "key.type"),
        (format!(r#""n":"{n}","e":"{e}""#), "key.type"),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","d":"AQAB""#),
            "key.private",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","use":"enc""#),
            "key.wrong_use",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","use":["sig"]"#),
            "key.wrong_use",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","key_ops":["sign"]"#),
            "key.wrong_operations",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","key_ops":"verify""#),
            "key.wrong_operations",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","key_ops":[]"#),
            "key.wrong_operations",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","key_ops":["verify","verify"]"#),
            "key.wrong_operations",
        ),
        (
            format!(
                r#""kty":"RSA","n":"{n}","e":"{e}","use":"sig","key_ops":["verify","encrypt"]"#
            ),
            "key.wrong_operations",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","alg":"RSA-OAEP""#),
            "key.alg",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","alg":"HS256""#),
            "key.alg",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"{e}","issuer":1"#),
            "key.member_type",
        ),
    ];
    assert_unusable(&cases);
}

#[test]
fn names_the_number_that_makes_a_key_unusable() {
    let (n, e) = n_and_e();
    let even = {
        let mut bytes = key().n().to_bytes_be();
        bytes[255] &= 0xfe;
        base64url::encode(&bytes)
    };
    let small = generate(3, 1024).n().to_bytes_be();
    let small_padded = base64url::encode(&[vec![0; 128], small.clone()].concat());
    let small = base64url::encode(&small);
    let cases = [
        (
            format!(r#""kty":"RSA","n":"{n}="  ,"e":"{e}""#),
            "key.base64url",
        ),
        (format!(r#""kty":"RSA","n":"{n}","e":65537"#), "key.modulus"),
        (format!(r#""kty":"RSA","n":"{n}""#), "key.modulus"),
        (r#""kty":"RSA""#.to_string(), "key.modulus"),
        (
            format!(r#""kty":"RSA","n":"{even}","e":"{e}""#),
            "key.modulus_even",
        ),
        (format!(r#""kty":"RSA","n":"","e":"{e}""#), "key.too_small"),
        (
            format!(r#""kty":"RSA","n":"{small}","e":"{e}""#),
            "key.too_small",
        ),
        (
            format!(r#""kty":"RSA","n":"{small_padded}","e":"{e}""#),
            "key.too_small",
        ),
        (
            format!(
                r#""kty":"RSA","n":"{}","e":"{e}""#,
                base64url::encode(&[0xff; 2048])
            ),
            "key.too_large",
        ),
        (format!(r#""kty":"RSA","n":"{n}","e":"AQ""#), "key.exponent"),
        (format!(r#""kty":"RSA","n":"{n}","e":"AA""#), "key.exponent"),
        (format!(r#""kty":"RSA","n":"{n}","e":"""#), "key.exponent"),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"AQAA""#),
            "key.exponent",
        ),
        (
            format!(r#""kty":"RSA","n":"{n}","e":"AgAAAAE""#),
            "key.exponent",
        ),
        (
            r#""kty":"RSA","x5c":["AAAA"]"#.to_string(),
            "key.certificate",
        ),
    ];
    assert_unusable(&cases);
}

#[track_caller]
fn assert_unusable(cases: &[(String, &str)]) {
    for (members, reason) in cases {
        let set = parse_set(&format!(r#"{{"keys":[{{"kid":"k1",{members}}}]}}"#));
        assert_eq!(
            set.keys()[0].public_key().expect_err(members).0,
            *reason,
            "{members}"
        );
        let error = verify(
            &token("RS256", "k1", key(), &good_claims()),
            &set,
            &policy(),
            NOW,
        )
        .unwrap_err();
        assert_eq!(error.code(), ErrorCode::KeyUnusable, "{members}");
        assert_eq!(error.detail().reason, Some(*reason));
    }
}

#[test]
fn accepts_unusual_spellings_of_the_same_key() {
    let modulus = [vec![0], key().n().to_bytes_be()].concat();
    let members = format!(
        r#""kty":"RSA","n":"{}","e":"AAEAAQ""#,
        base64url::encode(&modulus)
    );
    let set = parse_set(&format!(r#"{{"keys":[{{"kid":"k1",{members}}}]}}"#));
    assert!(verify(
        &token("RS256", "k1", key(), &good_claims()),
        &set,
        &policy(),
        NOW
    )
    .is_ok());
    assert_eq!(
        set.keys()[0].thumbprint(),
        set_of("k1", key()).keys()[0].thumbprint()
    );
    let single = parse_set(&format!(r#"{{"kid":"k1",{}}}"#, jwk_members(key())));
    assert!(verify(
        &token("RS256", "k1", key(), &good_claims()),
        &single,
        &policy(),
        NOW
    )
    .is_ok());
}

#[test]
fn the_minimal_form_is_the_same_key() {
    let text = format!(
        r#"{{"kid":"k1",{},"alg":"RS256","use":"sig","key_ops":["verify"],"x5t":"t","issuer":"i","cloud_instance_name":"c","x5c":["zz"]}}"#,
        jwk_members(key())
    );
    let minimal = parse_set(&text).keys()[0].to_minimal_json().unwrap();
    assert!(!minimal.contains("x5c"));
    let (before, after) = (parse_set(&text), parse_set(&minimal));
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

#[test]
fn selects_the_named_key() {
    let (first, second) = (jwk_members(key()), jwk_members(other_key()));
    let verdict = |set: &str, header: &str| {
        let token = sign("RS256", key(), header, &good_claims());
        verify(&token, &parse_set(set), &policy(), NOW)
            .map(drop)
            .map_err(|error| error.code())
    };
    let named = r#"{"alg":"RS256","kid":"k1"}"#;
    let unnamed = r#"{"alg":"RS256"}"#;
    let one = format!(r#"{{"keys":[{{"kid":"k1",{first}}}]}}"#);
    let two = format!(r#"{{"keys":[{{"kid":"k1",{first}}},{{"kid":"k2",{second}}}]}}"#);
    assert_eq!(verdict(&two, named), Ok(()));
    assert_eq!(
        verdict(&two, r#"{"alg":"RS256","kid":"k2"}"#),
        Err(ErrorCode::SignatureInvalid)
    );
    for kid in ["K1", "k1 ", "../k1", "__proto__", "", "k\\u0000"] {
        let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
        assert_eq!(verdict(&two, &header), Err(ErrorCode::KeyNotFound), "{kid}");
    }
    assert_eq!(verdict(&one, unnamed), Ok(()));
    assert_eq!(verdict(&two, unnamed), Err(ErrorCode::KeyAmbiguous));
    assert_eq!(
        verdict(r#"{"keys":[]}"#, unnamed),
        Err(ErrorCode::KeyNotFound)
    );

    let same_kid = format!(r#"{{"keys":[{{"kid":"k1",{first}}},{{"kid":"k1",{second}}}]}}"#);
    assert_eq!(verdict(&same_kid, named), Err(ErrorCode::KeyAmbiguous));
    let identical = format!(r#"{{"keys":[{{"kid":"k1",{first}}},{{"kid":"k1",{first}}}]}}"#);
    assert_eq!(verdict(&identical, named), Ok(()));
    let mixed =
        format!(r#"{{"keys":[{{"kid":"k1","kty":"EC","crv":"P-256"}},{{"kid":"k1",{first}}}]}}"#);
    assert_eq!(verdict(&mixed, named), Ok(()));

    let thumbprints = format!(r#"{{"keys":[{{"x5t":"a",{second}}},{{"x5t":"b",{first}}}]}}"#);
    assert_eq!(
        verdict(&thumbprints, r#"{"alg":"RS256","x5t":"b"}"#),
        Ok(())
    );
    assert_eq!(
        verdict(&thumbprints, r#"{"alg":"RS256","x5t":"c"}"#),
        Err(ErrorCode::KeyNotFound)
    );
    assert_eq!(
        verdict(&thumbprints, r#"{"alg":"RS256","x5t":"b","kid":"k1"}"#),
        Err(ErrorCode::KeyNotFound)
    );
}

#[test]
fn a_key_is_for_its_algorithm_only() {
    let set = format!(
        r#"{{"keys":[{{"kid":"k1","alg":"RS256",{}}}]}}"#,
        jwk_members(key())
    );
    let policy = claimgate::Policy::new(options().algorithms(["RS256", "PS256"])).unwrap();
    let verdict = |alg: &str| {
        let token = token(alg, "k1", key(), &good_claims());
        verify(&token, &parse_set(&set), &policy, NOW)
            .map(drop)
            .map_err(|error| error.code())
    };
    assert_eq!(verdict("RS256"), Ok(()));
    assert_eq!(verdict("PS256"), Err(ErrorCode::KeyUnusable));
}
