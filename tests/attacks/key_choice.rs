//! Which key checks the token: injection through `kid`, a missing one, one that several keys share (RFC 8725 section 3.10).

use claimgate::ErrorCode::{KeyAmbiguous, KeyNotFound, SignatureInvalid, TokenTooLarge};

use super::*;

/// The good key first, so that any comparison that is not exact would find it.
fn two_keys() -> JwkSet {
    parse_set(&format!(
        r#"{{"keys":[{{"kid":"k1",{}}},{{"kid":"k2",{}}}]}}"#,
        jwk_members(key()),
        jwk_members(other_key())
    ))
}

#[test]
fn injection_through_kid() {
    for kid in [
        "",
        "../k1",
        "../../../../dev/null",
        "/dev/null",
        "k1\\u0000",
        "k1\\u0000.pem",
        "\\u0000",
        "k1 ",
        " k1",
        "K1",
        "k1\\n",
        "k\\u200b1",
        "\\ufeffk1",
        "\\uff4b1",
        "k1' OR '1'='1",
        "x' UNION SELECT 'key",
        "k1; cat /etc/passwd",
        "$(id)",
        "|k1",
        "__proto__",
        "constructor",
        "prototype",
        "hasOwnProperty",
        "toString",
        "0",
        "undefined",
        "null",
        "*",
        "k[12]",
        "k1,k2",
        "https://attacker.example/jwks.json",
        "http://169.254.169.254/",
    ] {
        let token = with_header(&format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#));
        judge(kid, &token, &two_keys(), options(), Some(KeyNotFound));
    }
    let escaped = with_header(r#"{"alg":"RS256","kid":"\u006b1"}"#);
    judge("escaped", &escaped, &two_keys(), options(), None);
}

#[test]
fn a_kid_of_70_kilobytes() {
    let header = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, "k".repeat(70_000));
    let token = with_header(&header);
    judge(
        "usual limit",
        &token,
        &two_keys(),
        options(),
        Some(TokenTooLarge),
    );
    let large = options().max_token_bytes(1 << 20);
    judge("no limit", &token, &two_keys(), large, Some(KeyNotFound));
    let refused = claimgate::verify(
        &token,
        &two_keys(),
        &Policy::new(options().max_token_bytes(1 << 20)).unwrap(),
        NOW,
    );
    let error = refused.unwrap_err();
    assert_eq!(error.detail().kid.as_ref().map(String::len), Some(64));
}

#[test]
fn the_named_key_and_no_other() {
    let swapped = with_header(r#"{"alg":"RS256","kid":"k2"}"#);
    judge(
        "swapped",
        &swapped,
        &two_keys(),
        options(),
        Some(SignatureInvalid),
    );
    let forged = token("RS256", "k1", other_key(), &good_claims());
    judge(
        "forged",
        &forged,
        &two_keys(),
        options(),
        Some(SignatureInvalid),
    );
}

#[test]
fn no_kid() {
    let unnamed = with_header(r#"{"alg":"RS256"}"#);
    judge_usual("one key", &unnamed, None);
    judge(
        "two keys",
        &unnamed,
        &two_keys(),
        options(),
        Some(KeyAmbiguous),
    );
    judge(
        "no key",
        &unnamed,
        &parse_set(r#"{"keys":[]}"#),
        options(),
        Some(KeyNotFound),
    );
    let by_thumbprint = with_header(r#"{"alg":"RS256","x5t":"t1"}"#);
    let marked = parse_set(&format!(
        r#"{{"keys":[{{"x5t":"t1",{}}},{{"x5t":"t2",{}}}]}}"#,
        jwk_members(key()),
        jwk_members(other_key())
    ));
    judge("x5t", &by_thumbprint, &marked, options(), None);
    let unknown = with_header(r#"{"alg":"RS256","x5t":"T1"}"#);
    judge(
        "unknown x5t",
        &unknown,
        &marked,
        options(),
        Some(KeyNotFound),
    );
}

#[test]
fn several_keys_under_one_kid() {
    let (own, foreign) = (jwk_members(key()), jwk_members(other_key()));
    let ec = r#""kty":"EC","crv":"P-256","x":"AA","y":"AA""#;
    let set = |first: &str, second: &str| {
        parse_set(&format!(
            r#"{{"keys":[{{"kid":"k1",{first}}},{{"kid":"k1",{second}}}]}}"#
        ))
    };
    let genuine = with_claims(&good_claims());
    judge("identical", &genuine, &set(&own, &own), options(), None);
    judge("EC and RSA", &genuine, &set(ec, &own), options(), None);
    judge("RSA and EC", &genuine, &set(&own, ec), options(), None);
    for keys in [set(&own, &foreign), set(&foreign, &own)] {
        judge(
            "two RSA keys",
            &genuine,
            &keys,
            options(),
            Some(KeyAmbiguous),
        );
        let forged = token("RS256", "k1", other_key(), &good_claims());
        judge("attacker's", &forged, &keys, options(), Some(KeyAmbiguous));
    }
}
