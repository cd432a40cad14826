//! Security notes: beside the verdict, whatever it is.

use claimgate::diagnose::Severity;
use claimgate::JwkSet;
use serde_json::json;

use super::common::*;
use super::support::*;

fn reasons(header: &str, changes: serde_json::Value, keys: &JwkSet) -> Vec<&'static str> {
    let claims: serde_json::Value = serde_json::from_str(&good_claims()).unwrap();
    let claims = entra::changed(&claims, changes).to_string();
    let alg = if header.contains("HS256") {
        "HS256"
    } else {
        "RS256"
    };
    let token = signed_with_header(alg, header, &claims);
    let diagnosis = explained(&token, keys, &nothing_given());
    for note in &diagnosis.notes {
        assert!(
            note.text.ends_with('.') && !note.text.contains('{'),
            "{note:?}"
        );
    }
    diagnosis.notes.iter().map(|note| note.reason).collect()
}

const HEADER: &str = r#"{"alg":"RS256","kid":"k1"}"#;

#[test]
fn an_ordinary_token_has_none() {
    assert_eq!(
        reasons(HEADER, json!({}), &set_of("k1", key())),
        Vec::<&str>::new()
    );
}

#[test]
fn about_the_header() {
    let with = |header: &str| reasons(header, json!({}), &set_of("k1", key()));
    assert_eq!(with(r#"{"alg":"none"}"#), ["security.alg_none"]);
    assert_eq!(with(r#"{"alg":"HS256"}"#), ["security.hs_public_key"]);
    for member in ["jwk", "jku", "x5u", "x5c"] {
        assert_eq!(
            with(&format!(r#"{{"alg":"RS256","kid":"k1","{member}":"x"}}"#)),
            ["security.embedded_key"]
        );
    }
    assert_eq!(
        with(r#"{"alg":"RS256","kid":"../../dev/null"}"#),
        ["security.kid_suspicious"]
    );
    assert_eq!(
        with(r#"{"alg":"RS256","kid":"x' OR '1'='1"}"#),
        ["security.kid_suspicious"]
    );
}

#[test]
fn about_the_claims() {
    let with = |changes| reasons(HEADER, changes, &set_of("k1", key()));
    assert_eq!(with(json!({ "exp": null })), ["security.no_expiry"]);
    assert_eq!(with(json!({ "aud": null })), ["security.no_audience"]);
    assert_eq!(
        with(json!({ "exp": NOW + 200_000.0 })),
        ["security.long_lifetime"]
    );
    assert_eq!(
        with(json!({ "exp": NOW + 90_000.0, "xms_cc": ["cp1"] })),
        Vec::<&str>::new()
    );
    assert_eq!(
        with(json!({ "exp": (NOW + 600.0) * 1000.0 })),
        ["time.milliseconds"]
    );
    assert_eq!(
        with(json!({ "iat": NOW + 600.0 })),
        ["time.issued_in_future"]
    );
    assert_eq!(
        with(json!({ "email": "a@b.example" })),
        ["security.personal_data"]
    );
    assert_eq!(
        with(json!({ "account": 9_007_199_254_740_993_u64 })),
        ["json.number_precision"]
    );
}

#[test]
fn about_the_keys() {
    let with = |members: String| {
        reasons(
            HEADER,
            json!({}),
            &parse_set(&format!(
                r#"{{"keys":[{{"kid":"k1",{}}},{{"kid":"k2",{members}}}]}}"#,
                jwk_members(key())
            )),
        )
    };
    assert_eq!(
        with(jwk_members(&generate(5, 2056))),
        ["security.unusual_size"]
    );
    assert_eq!(
        with(jwk_members(other_key()).replace("AQAB", "Aw")),
        ["security.small_exponent"]
    );
    assert_eq!(
        with(format!(r#"{},"d":"AQ""#, jwk_members(other_key()))),
        ["security.private_key"]
    );
    assert_eq!(with(jwk_members(other_key())), Vec::<&str>::new());
}

#[test]
fn about_secrets() {
    let with = |secret: &[u8]| {
        let k = claimgate::base64url::encode(secret);
        reasons(
            r#"{"alg":"HS256","kid":"k1"}"#,
            json!({}),
            &parse_set(&format!(r#"{{"kid":"k1","kty":"oct","k":"{k}"}}"#)),
        )
    };
    assert_eq!(with(SECRET), Vec::<&str>::new());
    assert_eq!(with(b"too short"), ["security.weak_secret"]);
    assert_eq!(
        with(b"your-256-bit-secret"),
        ["security.known_secret", "security.weak_secret"]
    );
}

#[test]
fn notes_weigh_differently() {
    let claims = good_claims().replace(r#""sub":"s""#, r#""sub":"s","name":"A","jti":"x""#);
    let token = token("RS256", "k1", key(), &claims);
    let diagnosis = explained(&token, &set_of("k1", key()), &nothing_given());
    let personal = note(&diagnosis, "security.personal_data").unwrap();
    assert_eq!(
        (personal.severity, personal.claim.as_deref()),
        (Severity::Info, Some("name"))
    );
    assert!(personal.fix.is_some());
}
