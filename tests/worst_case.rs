//! What one request can cost: the slowest input of each class, measured. `docs/THREAT_MODEL.md` has the figures of
//! `cargo test --release --test worst_case -- --nocapture`; the limit here only catches a cost that grew out of bounds.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use claimgate::{base64url, inspect, verify, JwkSet, Policy};
use common::*;

/// Far above every figure, even on a busy machine and without optimizations.
const LIMIT: Duration = Duration::from_secs(2);

/// The default `maxBytes` of a fetched key set.
const MAX_SET_BYTES: usize = 65_536;
/// The default `maxTokenBytes`.
const MAX_TOKEN_BYTES: usize = 16_384;

/// The shortest of several runs, which is the one that nothing disturbed.
#[allow(clippy::disallowed_methods)] // measuring is the purpose
fn shortest(mut action: impl FnMut()) -> Duration {
    let run = |_| {
        let start = Instant::now();
        action();
        start.elapsed()
    };
    (0..5).map(run).min().expect("a run")
}

#[track_caller]
fn measure(name: &str, action: impl FnMut()) {
    let time = shortest(action);
    println!("{:>10.1} µs  {name}", time.as_secs_f64() * 1e6);
    assert!(time < LIMIT, "{name}: {time:?}");
}

fn measure_token(name: &str, token: &str, keys: &JwkSet, policy: &Policy) {
    assert!(token.len() <= policy.max_token_bytes(), "{name}");
    let outcome =
        verify(token, keys, policy, NOW).map_or_else(|error| error.code().as_str(), |_| "valid");
    measure(&format!("verify, {name}: {outcome}"), || {
        let _ = black_box(verify(token, keys, policy, NOW));
    });
    measure(&format!("inspect, {name}"), || {
        black_box(inspect(token, Some(keys), Some(policy), NOW));
    });
}

/// A modulus of this size with any numbers: the cost of a refusal is that of an acceptance.
fn odd_number(bytes: usize) -> Vec<u8> {
    let mut number: Vec<u8> = (0_u8..=255).cycle().skip(128).take(bytes).collect();
    number[bytes - 1] |= 1;
    number
}

fn jwk(kid: usize, modulus: &[u8], exponent: &[u8]) -> String {
    let (n, e) = (base64url::encode(modulus), base64url::encode(exponent));
    format!(r#"{{"kid":"k{kid}","kty":"RSA","n":"{n}","e":"{e}"}}"#)
}

fn set_text(keys: impl Iterator<Item = String>) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.collect::<Vec<_>>().join(","))
}

/// A token with this payload whose signature has the length that a key of so many bytes wants.
fn unsigned(alg: &str, payload: &str, signature_bytes: usize) -> String {
    let header = format!(r#"{{"alg":"{alg}","kid":"k1"}}"#);
    let signature = [vec![0], vec![7; signature_bytes - 1]].concat();
    format!(
        "{}.{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes()),
        base64url::encode(&signature)
    )
}

/// Repeats `part` until a token with it is as long as allowed.
fn filled(start: &str, part: &str, end: &str) -> String {
    let room = (MAX_TOKEN_BYTES - 450) / 4 * 3 - start.len() - end.len();
    format!("{start}{}{end}", part.repeat(room / part.len()))
}

#[test]
fn tokens() {
    let keys = set_of("k1", key());
    let usual = token("RS256", "k1", key(), &good_claims());
    measure_token("usual token, 2048 bits", &usual, &keys, &policy());

    let claims = good_claims();
    let open = claims.trim_end_matches('}');
    let members: Vec<String> = (0..1500).map(|index| format!("\"{index:x}\":0")).collect();
    let payloads = [
        (
            "16 KB of text",
            filled(&format!("{open},\"x\":\""), "x", "\"}"),
        ),
        ("1500 members", format!("{open},{}}}", members.join(","))),
        (
            "16 KB of empty arrays",
            filled(&format!("{open},\"x\":[1"), ",[]", "]}"),
        ),
        (
            "16 KB of infinite numbers",
            filled(&format!("{open},\"x\":[1"), ",1e999", "]}"),
        ),
        (
            "32 levels around infinite numbers",
            filled(
                &format!("{open},\"x\":{}1", "[".repeat(31)),
                ",1e999",
                &format!("{}}}", "]".repeat(31)),
            ),
        ),
        ("16 KB of open brackets", filled("", "[", "")),
    ];
    for (name, payload) in payloads {
        measure_token(
            name,
            &token("RS256", "k1", key(), &payload),
            &keys,
            &policy(),
        );
    }
    let characters = "A".repeat(MAX_TOKEN_BYTES);
    measure_token("16 KB without a dot", &characters, &keys, &policy());
    measure_token(
        "16 KB of dots",
        &".".repeat(MAX_TOKEN_BYTES),
        &keys,
        &policy(),
    );
    measure_token(
        "4 dots, long header",
        &format!("{}....", &characters[4..]),
        &keys,
        &policy(),
    );
    let huge = "A".repeat(8 << 20);
    measure("verify, 8 MiB: ERR_TOKEN_TOO_LARGE", || {
        let _ = black_box(verify(&huge, &keys, &policy(), NOW));
    });
}

#[test]
fn keys() {
    for (bits, exponent) in [
        (2048, vec![1, 0, 1]),
        (4096, vec![1, 0, 1]),
        (8192, vec![1, 0, 1]),
        (8192, vec![1, 255, 255, 255, 255]),
    ] {
        let modulus = odd_number(bits / 8);
        let keys = parse_set(&set_text(std::iter::once(jwk(1, &modulus, &exponent))));
        for alg in ["RS256", "PS512"] {
            let policy = Policy::new(options().algorithms([alg])).unwrap();
            let name = format!("{bits} bits, e of {} bytes, {alg}", exponent.len());
            measure_token(
                &name,
                &unsigned(alg, &good_claims(), bits / 8),
                &keys,
                &policy,
            );
        }
    }
    let usual = odd_number(256);
    let many = parse_set(&set_text((2..66).map(|kid| jwk(kid, &usual, &[1, 0, 1]))));
    let token = unsigned("RS256", &good_claims(), 256);
    measure_token("unknown kid, 64 keys", &token, &many, &policy());
    let header = base64url::encode(br#"{"alg":"RS256"}"#);
    let (_, rest) = token.split_once('.').unwrap();
    measure_token(
        "no kid, 64 times the same key",
        &format!("{header}.{rest}"),
        &many,
        &policy(),
    );
}

#[test]
fn key_sets() {
    let certificate = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/x5c/rsa.txt"),
    )
    .expect("a certificate");
    let with_certificate = |_| format!(r#"{{"kty":"RSA","x5c":["{certificate}"]}}"#);
    let open = r#"{"keys":["#.to_string();
    let texts = [
        (
            "64 keys of 2048 bits",
            set_text((0..64).map(|kid| jwk(kid, &odd_number(256), &[1, 0, 1]))),
        ),
        (
            "45 keys of 8192 bits",
            set_text((0..45).map(|kid| jwk(kid, &odd_number(1024), &[1, 255, 255, 255, 255]))),
        ),
        (
            "a modulus of 64 KB",
            set_text(std::iter::once(jwk(1, &odd_number(48_000), &[1, 0, 1]))),
        ),
        ("60 certificates", set_text((0..60).map(with_certificate))),
        (
            "64 KB of infinite numbers",
            format!("{open}{}1]}}", "1e999,".repeat(10_900)),
        ),
        (
            "30 levels around infinite numbers",
            format!(
                "{open}{}{}1{}]}}",
                "[".repeat(30),
                "1e999,".repeat(10_900),
                "]".repeat(30)
            ),
        ),
        ("64 KB of brackets", "[".repeat(MAX_SET_BYTES)),
    ];
    for (name, text) in texts {
        assert!(text.len() <= MAX_SET_BYTES, "{name}: {}", text.len());
        let outcome = JwkSet::parse(text.as_bytes(), 64)
            .map_or_else(|error| error.code().as_str(), |_| "a set");
        measure(&format!("import, {name}: {outcome}"), || {
            let _ = black_box(JwkSet::parse(text.as_bytes(), 64));
        });
    }
}
