//! Segments and sizes (RFC 7515 section 7.1, RFC 7516 section 9).

use claimgate::ErrorCode::{
    AlgNotAllowed, SignatureInvalid, TokenBase64url, TokenEmpty, TokenEncrypted, TokenMalformed,
    TokenTooLarge,
};

use super::*;

#[test]
fn segment_counts() {
    let genuine = with_claims(&good_claims());
    let parts: Vec<&str> = genuine.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        panic!("three segments")
    };
    let rows = [
        (String::new(), TokenEmpty),
        (header.to_string(), TokenMalformed),
        (format!("{header}.{payload}"), TokenMalformed),
        (format!("{genuine}."), TokenMalformed),
        (format!(".{genuine}"), TokenMalformed),
        (format!("{genuine}.{signature}"), TokenMalformed),
        (format!("{header}..{signature}"), TokenMalformed),
        (format!(".{payload}.{signature}"), TokenMalformed),
        (format!("..{signature}"), TokenMalformed),
        (".".to_string(), TokenMalformed),
        ("..".to_string(), TokenMalformed),
        ("...".to_string(), TokenMalformed),
        ("....".to_string(), TokenMalformed),
        (format!("{genuine}.{genuine}"), TokenMalformed),
        (format!("{header}.{payload}."), SignatureInvalid),
        (".".repeat(16_384), TokenMalformed),
        (".".repeat(1 << 20), TokenTooLarge),
    ];
    for (token, expected) in rows {
        let shown: String = token.chars().rev().take(40).collect();
        judge_usual(&shown, &token, Some(expected));
    }
    let large = options().max_token_bytes(1 << 21);
    let dots = ".".repeat(1 << 20);
    judge(
        "1 MiB of dots",
        &dots,
        &set_of("k1", key()),
        large,
        Some(TokenMalformed),
    );
    let unsigned = with_header(r#"{"alg":"none"}"#);
    let (input, _) = unsigned.rsplit_once('.').unwrap();
    judge_usual("none", &format!("{input}."), Some(AlgNotAllowed));
}

#[test]
fn encrypted_tokens() {
    let header = base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM","kid":"k1"}"#);
    let bomb = base64url::encode(
        br#"{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2c":2147483647,"p2s":"AA"}"#,
    );
    let zipped = base64url::encode(br#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#);
    for header in [header, bomb, zipped] {
        let token = format!("{header}.a2V5.aXY.dGV4dA.dGFn");
        judge_usual("JWE", &token, Some(TokenEncrypted));
        judge_usual(
            "dir",
            &format!("{header}..aXY.dGV4dA.dGFn"),
            Some(TokenEncrypted),
        );
    }
    judge_usual("no header", "!.a.b.c.d", Some(TokenMalformed));
    let array = base64url::encode(b"[]");
    judge_usual("array", &format!("{array}.a.b.c.d"), Some(TokenMalformed));
}

/// RFC 7515 section 7.2 serializations, and text that is JSON and compact at once (CVE-2022-39227).
#[test]
fn json_serializations() {
    let genuine = with_claims(&good_claims());
    let parts: Vec<&str> = genuine.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        panic!("three segments")
    };
    let flattened =
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#);
    let general = format!(
        r#"{{"payload":"{payload}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#
    );
    for text in [&flattened, &general] {
        judge_usual("JSON", text, Some(TokenMalformed));
        let encoded = base64url::encode(text.as_bytes());
        judge_usual("encoded JSON", &encoded, Some(TokenMalformed));
    }
    let polyglot = format!(
        r#"{{"{header}.{payload}.{signature}":1,"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#
    );
    judge_usual("polyglot", &polyglot, Some(TokenBase64url));
}

#[test]
fn size_bombs() {
    let header = format!(
        r#"{{"alg":"RS256","kid":"k1","x":"{}"}}"#,
        "x".repeat(8 << 20)
    );
    let bomb = format!("{}.e30.AA", base64url::encode(header.as_bytes()));
    judge_usual("8 MiB header", &bomb, Some(TokenTooLarge));
    judge_usual(
        "A.A.A at the limit",
        &"A.".repeat(8192),
        Some(TokenMalformed),
    );
    judge_usual("A.A.A above it", &"A.".repeat(8193), Some(TokenTooLarge));
    // Multi-byte characters count by their bytes.
    judge_usual(
        "5462 characters",
        &"\u{20ac}".repeat(5462),
        Some(TokenTooLarge),
    );
    let wide: Vec<String> = (0..1000).map(|index| format!(r#""m{index}":0"#)).collect();
    let header = format!(r#"{{"alg":"RS256","kid":"k1",{}}}"#, wide.join(","));
    judge_usual("1000 header members", &with_header(&header), None);
}

#[test]
fn the_limit_is_inclusive() {
    let genuine = with_claims(&good_claims());
    let keys = set_of("k1", key());
    let exactly = options().max_token_bytes(genuine.len());
    judge("at the limit", &genuine, &keys, exactly, None);
    let below = options().max_token_bytes(genuine.len() - 1);
    judge("one above", &genuine, &keys, below, Some(TokenTooLarge));
}
