//! Strict base64url (RFC 7515 section 2, RFC 4648 section 3.5): one text for one token.

use claimgate::ErrorCode::{TokenBase64url, TokenEncrypted, TokenMalformed};

use super::*;

fn segments() -> [String; 3] {
    let genuine = with_claims(&good_claims());
    let parts: Vec<String> = genuine.split('.').map(ToString::to_string).collect();
    parts.try_into().expect("three segments")
}

#[test]
fn padding() {
    let [header, payload, signature] = segments();
    for pad in ["=", "=="] {
        // Signed with the padding, so that only its strictness can refuse it.
        let in_header = sign_segments(key(), &format!("{header}{pad}"), &payload);
        let in_payload = sign_segments(key(), &header, &format!("{payload}{pad}"));
        let in_signature = format!("{header}.{payload}.{signature}{pad}");
        for token in [in_header, in_payload, in_signature] {
            judge_usual(pad, &token, Some(TokenBase64url));
        }
    }
    judge_usual(
        "inside",
        &format!("{header}.{payload}.=AAA"),
        Some(TokenBase64url),
    );
}

#[test]
fn bits_after_the_last_byte() {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = |text: &str| {
        let (start, last) = text.split_at(text.len() - 1);
        let index = alphabet.iter().position(|c| *c == last.as_bytes()[0]);
        format!("{start}{}", char::from(alphabet[index.unwrap() + 1]))
    };
    let [header, _, signature] = segments();
    let spaces = " ".repeat(4 - good_claims().len() % 3);
    let payload = base64url::encode((good_claims() + &spaces).as_bytes());
    for segment in [&header, &payload, &signature] {
        assert_ne!(segment.len() % 4, 0, "it has unused bits");
    }
    for token in [
        sign_segments(key(), &next(&header), &payload),
        sign_segments(key(), &header, &next(&payload)),
        format!("{}.{}", signing_input(), next(&signature)),
    ] {
        judge_usual("trailing bits", &token, Some(TokenBase64url));
    }
    // One character more than whole groups of four: no number of bytes has that length.
    let impossible = format!("{header}{}", "A".repeat((5 - header.len() % 4) % 4));
    for token in [
        format!("{impossible}.e30.AA"),
        format!("{header}.A.AA"),
        format!("{header}.e30.A"),
    ] {
        judge_usual("length", &token, Some(TokenBase64url));
    }
}

#[test]
fn foreign_characters() {
    let genuine = with_claims(&good_claims());
    let (first, second) = {
        let dot = genuine.find('.').unwrap();
        (dot, genuine.rfind('.').unwrap())
    };
    for foreign in [
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\u{b}",
        "\u{feff}",
        "\u{a0}",
        "\u{200b}",
        "\u{2028}",
        "\"",
        "'",
        "+",
        "/",
        "=",
        "?",
        "%",
        ",",
        ";",
        "~",
        "\u{ff0d}",
        "\u{e9}",
        "\u{1d11e}",
    ] {
        for position in [0, 5, first, first + 1, second, second + 1, genuine.len()] {
            let (before, after) = genuine.split_at(position);
            let token = format!("{before}{foreign}{after}");
            let row = format!("{foreign:?} at {position}");
            judge_usual(&row, &token, Some(TokenBase64url));
        }
    }
    for token in [
        format!("Bearer {genuine}"),
        format!("bearer:{genuine}"),
        format!("\"{genuine}\""),
    ] {
        judge_usual("wrapped", &token, Some(TokenBase64url));
    }
    // Five parts after a readable header are reported as encrypted, whatever they are.
    let joined = format!("{genuine} {genuine}");
    judge_usual("joined", &joined, Some(TokenEncrypted));
    for dot in ["%2E", "\u{ff0e}", "\u{3002}", "\u{2024}"] {
        judge_usual(dot, &genuine.replace('.', dot), Some(TokenMalformed));
    }
}

/// Standard base64 of the same bytes, signed as such.
#[test]
fn the_other_alphabet() {
    let header = br#"{"alg":"RS256","kid":"k1","x":"\u00ff??>>~~"}"#;
    let encoded = base64url::encode(header);
    let standard = encoded.replace('-', "+").replace('_', "/");
    assert_ne!(encoded, standard);
    let payload = base64url::encode(good_claims().as_bytes());
    judge_usual("url", &sign_segments(key(), &encoded, &payload), None);
    judge_usual(
        "standard",
        &sign_segments(key(), &standard, &payload),
        Some(TokenBase64url),
    );
}
