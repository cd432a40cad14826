//! Why a token was refused, in words: structure, header, key, signature, time, issuer and audience.

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
