//! Why a token was refused, in words: structure, header, time, issuer and audience.

use claimgate::diagnose::{diagnose, texts};
use claimgate::report::{CheckId, CheckState, Verdict};
use claimgate::{base64url, inspect};
use serde_json::json;

use super::common::*;
use super::support::*;

fn structure(token: &str) -> (&'static str, &'static str) {
    why(
        &explained(token, &set_of("k1", key()), &policy()),
        CheckId::Structure,
    )
}

#[test]
fn a_token_that_passes_needs_no_words() {
    let diagnosis = explained(
        &token("RS256", "k1", key(), &good_claims()),
        &set_of("k1", key()),
        &policy(),
    );
    assert_eq!(diagnosis.verdict, Verdict::Valid);
    let explained = diagnosis
        .checks
        .iter()
        .filter(|check| check.id != CheckId::Provider)
        .any(|check| check.cause.is_some() || check.fix.is_some());
    assert!(!explained, "{diagnosis:?}");
    assert!(diagnosis.keys[0].picked && diagnosis.keys[0].reason.is_none());
    assert_eq!(
        diagnosis.keys[0].text,
        "The signature was checked with this key."
    );
}

/// Words never change the outcome.
#[test]
fn says_what_inspect_says() {
    let good = token("RS256", "k1", key(), &good_claims());
    let cut = &good[..good.len() - 9];
    for token in [good.as_str(), cut, "", "a.b.c", "e30.e30.", "e30.e30.a.b.c"] {
        for keys in [
            Some(set_of("k1", key())),
            Some(set_of("k1", other_key())),
            None,
        ] {
            for policy in [Some(policy()), None] {
                let plain = inspect(token, keys.as_ref(), policy.as_ref(), NOW);
                let explained = diagnose(token, keys.as_ref(), policy.as_ref(), NOW);
                assert_eq!(
                    (plain.verdict, plain.code),
                    (explained.verdict, explained.code)
                );
                for (plain, explained) in plain.checks.iter().zip(&explained.checks) {
                    assert_eq!(
                        (plain.id, plain.state, plain.code),
                        (explained.id, explained.state, explained.code)
                    );
                    if plain.state != CheckState::Pass {
                        assert!(explained.cause.is_some(), "{explained:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_not_a_token() {
    assert_eq!(structure(""), ("token.empty", ""));
    assert_eq!(structure("hello"), ("token.not_a_jwt", ""));
    assert_eq!(
        structure("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
        ("token.not_a_jwt", "guid")
    );
    assert_eq!(
        structure("EwBwA8l6BAAU"),
        ("token.opaque", "microsoft_account")
    );
    assert_eq!(
        structure("0.AXkA8lx.AgABAAA"),
        ("token.opaque", "refresh_token")
    );
    assert_eq!(structure("<saml:Assertion>"), ("token.opaque", "saml"));
    assert_eq!(structure("a.b.c.d"), ("token.segments", ""));
    assert_eq!(structure(".e30.AA"), ("token.empty_segment", ""));
    assert_eq!(structure(&"a".repeat(20_000)), ("token.too_large", ""));
    let jwe = base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    assert_eq!(
        structure(&format!("{jwe}.a.b.c.d")),
        ("token.encrypted", "")
    );
    let code = base64url::encode(
        br#"{"kid":"cpimcore_09252015","ver":"1.0","zip":"Deflate","ser":"1.0"}"#,
    );
    assert_eq!(
        structure(&format!("{code}.a.b.c.d")),
        ("token.encrypted", "authorization_code")
    );
}

#[test]
fn what_was_cut_off() {
    let whole = token("RS256", "k1", key(), &good_claims());
    let (input, _) = whole.rsplit_once('.').unwrap();
    let (header, _) = input.split_once('.').unwrap();
    assert_eq!(structure(header), ("token.truncated", ""));
    assert_eq!(structure(input), ("token.truncated", ""));
    // 342 characters encode 256 bytes; 341 encode nothing.
    assert_eq!(
        structure(&whole[..whole.len() - 1]),
        ("token.truncated", "")
    );
    let half = base64url::encode(br#"{"iss":"https://is"#);
    assert_eq!(
        structure(&format!("{header}.{half}.AA")),
        ("token.truncated", "")
    );
    let diagnosis = explained(input, &set_of("k1", key()), &policy());
    let cause = rung(&diagnosis, CheckId::Structure).cause.clone().unwrap();
    assert!(
        cause.contains(&input.len().to_string()) && cause.contains("signature is missing"),
        "{cause}"
    );
}

#[test]
fn what_is_wrong_with_the_characters() {
    let whole = token("RS256", "k1", key(), &good_claims());
    let with = |character: &str| format!("{}{character}{}", &whole[..5], &whole[6..]);
    assert_eq!(structure(&with("+")), ("base64url.character", "base64"));
    assert_eq!(
        structure(&with(" ")),
        ("base64url.character", "white_space")
    );
    assert_eq!(
        structure(&with("\n")),
        ("base64url.character", "white_space")
    );
    assert_eq!(structure(&with("\"")), ("base64url.character", "quote"));
    assert_eq!(structure(&with("*")), ("base64url.character", ""));
    assert_eq!(structure(&format!("{whole}==")), ("base64url.padding", ""));
    // 256 bytes end in a character with four bits to spare.
    let last = format!("{}B", &whole[..whole.len() - 1]);
    let changed = if structure_passes(&last) {
        format!("{}C", &whole[..whole.len() - 1])
    } else {
        last
    };
    assert_eq!(structure(&changed), ("base64url.trailing_bits", ""));
}

fn structure_passes(token: &str) -> bool {
    let diagnosis = explained(token, &set_of("k1", key()), &policy());
    rung(&diagnosis, CheckId::Structure).state == CheckState::Pass
}

#[test]
fn what_is_wrong_with_the_json() {
    let sign = |header: &str, payload: &str| sign("RS256", key(), header, payload);
    let header = r#"{"alg":"RS256","kid":"k1"}"#;
    assert_eq!(
        structure(&sign(header, r#"{"a":1,"a":2}"#)),
        ("json.duplicate_member", "")
    );
    assert_eq!(
        structure(&sign(header, r#"{"a":nope}"#)),
        ("json.invalid", "")
    );
    assert_eq!(structure(&sign(header, "[]")), ("json.not_an_object", ""));
    assert_eq!(
        structure(&sign(
            header,
            &format!("{{\"a\":{}{}}}", "[".repeat(40), "]".repeat(40))
        )),
        ("json.depth", "")
    );
}

fn header(header: &str) -> (&'static str, &'static str) {
    let token = sign("RS256", key(), header, &good_claims());
    why(
        &explained(&token, &set_of("k1", key()), &policy()),
        CheckId::Header,
    )
}

#[test]
fn why_a_header_is_refused() {
    assert_eq!(header(r#"{"alg":"none"}"#), ("header.alg_none", ""));
    assert_eq!(
        header(r#"{"alg":"HS256"}"#),
        ("header.alg_not_allowed", "hmac")
    );
    assert_eq!(header(r#"{"alg":"ES256"}"#), ("header.alg_not_allowed", ""));
    assert_eq!(
        header(r#"{"alg":"rs256"}"#),
        ("header.alg_not_allowed", "unknown")
    );
    assert_eq!(
        header(r#"{"alg":"RS256","crit":["exp"]}"#),
        ("header.crit", "")
    );
    assert_eq!(header(r#"{"alg":"RS256","b64":false}"#), ("header.b64", ""));
    assert_eq!(
        header(r#"{"alg":"RS256","typ":"dpop+jwt"}"#),
        ("typ.mismatch", "")
    );
    assert_eq!(header(r#"{"kid":"k1"}"#), ("header.missing", ""));
    assert_eq!(header(r#"{"alg":"RS256","kid":7}"#), ("header.type", ""));
    assert_eq!(header(r#"{"alg":"RS256","zip":"DEF"}"#), ("header.zip", ""));
    let unsupported = sign("RS256", key(), r#"{"alg":"ES256K"}"#, &good_claims());
    let diagnosis = explained(&unsupported, &set_of("k1", key()), &nothing_given());
    assert_eq!(
        why(&diagnosis, CheckId::Header),
        ("header.alg_unsupported", "")
    );
}

fn with_claims(changes: serde_json::Value) -> claimgate::diagnose::Diagnosis {
    let claims: serde_json::Value = serde_json::from_str(&good_claims()).unwrap();
    let claims = entra::changed(&claims, changes);
    explained(
        &token("RS256", "k1", key(), &claims.to_string()),
        &set_of("k1", key()),
        &policy(),
    )
}

fn time(changes: serde_json::Value) -> (&'static str, &'static str) {
    why(&with_claims(changes), CheckId::Time)
}

#[test]
fn why_the_times_are_refused() {
    assert_eq!(time(json!({ "exp": NOW - 11_520.0 })), ("time.expired", ""));
    let diagnosis = with_claims(json!({ "exp": NOW - 11_520.0 }));
    let cause = rung(&diagnosis, CheckId::Time).cause.clone().unwrap();
    assert_eq!(
        cause,
        "The token expired 3 h 12 min ago, at 2023-11-14 19:01:20 UTC."
    );
    assert_eq!(
        time(json!({ "nbf": NOW + 240.0, "iat": NOW + 240.0 })),
        ("time.clock_skew", "")
    );
    assert_eq!(time(json!({ "nbf": NOW + 86_400.0 })), ("time.not_yet", ""));
    assert_eq!(
        time(json!({ "nbf": NOW * 1000.0 })),
        ("time.milliseconds", "")
    );
    assert_eq!(time(json!({ "exp": null })), ("claim.missing", "exp"));
    assert_eq!(time(json!({ "exp": "1700000600" })), ("claim.type", ""));
    assert_eq!(time(json!({ "sub": 7 })), ("claim.type", ""));
}

fn issuer(expected: &str, actual: &str) -> (&'static str, &'static str) {
    let claims: serde_json::Value = serde_json::from_str(&good_claims()).unwrap();
    let claims = entra::changed(&claims, json!({ "iss": actual }));
    let token = token("RS256", "k1", key(), &claims.to_string());
    why(
        &explained(&token, &set_of("k1", key()), &expecting(expected, AUDIENCE)),
        CheckId::Issuer,
    )
}

#[test]
fn how_issuers_miss() {
    assert_eq!(
        issuer(ISSUER, "https://other.example"),
        ("iss.mismatch", "")
    );
    assert_eq!(
        issuer(ISSUER, "https://issuer.example/"),
        ("iss.mismatch", "trailing_slash")
    );
    assert_eq!(
        issuer(ISSUER, "https://Issuer.example"),
        ("iss.mismatch", "case")
    );
    let diagnosis = explained(
        &token("RS256", "k1", key(), &good_claims()),
        &set_of("k1", key()),
        &nothing_given(),
    );
    assert_eq!(why(&diagnosis, CheckId::Issuer), ("policy.no_issuer", ""));
    assert_eq!(
        why(&diagnosis, CheckId::Audience),
        ("policy.no_audience", "")
    );
}

#[allow(clippy::needless_pass_by_value)] // what json! makes
fn audience(expected: &str, actual: serde_json::Value) -> (&'static str, &'static str) {
    let claims: serde_json::Value = serde_json::from_str(&good_claims()).unwrap();
    let claims = entra::changed(&claims, json!({ "aud": actual, "azp": "the-client" }));
    let token = token("RS256", "k1", key(), &claims.to_string());
    why(
        &explained(&token, &set_of("k1", key()), &expecting(ISSUER, expected)),
        CheckId::Audience,
    )
}

#[test]
fn how_audiences_miss() {
    let miss = "aud.mismatch";
    let id = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    let uri = format!("api://{id}");
    assert_eq!(audience("api://a", json!("api://b")), (miss, ""));
    assert_eq!(
        audience("api://a", json!(["x", "api://a/"])),
        (miss, "trailing_slash")
    );
    assert_eq!(audience("api://a", json!("API://a")), (miss, "case"));
    assert_eq!(audience(&uri, json!(id)), (miss, "client_id_in_token"));
    assert_eq!(audience(id, json!(uri)), (miss, "uri_in_token"));
    assert_eq!(
        audience("api://a/access_as_user", json!("api://a")),
        (miss, "scope")
    );
    assert_eq!(
        audience("api://a", json!("https://graph.microsoft.com")),
        (miss, "graph")
    );
    assert_eq!(
        audience("api://a", json!("the-client")),
        (miss, "own_client")
    );
    assert_eq!(audience(ISSUER, json!("api://a")), (miss, "issuer"));
    assert_eq!(audience("api://a", json!(7)), ("claim.type", ""));
    assert_eq!(audience("api://a", json!(null)), ("claim.missing", ""));
}

#[test]
fn texts_can_be_listed() {
    assert!(texts()
        .any(|(key, cause, fix)| key == "sig.wrong_key" && !cause.is_empty() && !fix.is_empty()));
}
