//! Texts in the place of JSON objects (RFC 8259, RFC 7515 section 4, RFC 7519 section 7.2): all of them genuinely signed.

use claimgate::ErrorCode::{HeaderInvalid, TokenDuplicateMember, TokenJson};

use super::*;

const HEADER: &str = r#""alg":"RS256","kid":"k1""#;

/// Inside of a payload object that is accepted.
fn claims() -> String {
    good_claims().trim_matches(['{', '}']).to_string()
}

/// Judges an object with these members, as the header and as the payload.
#[track_caller]
fn judge_both(make: impl Fn(&str) -> Vec<u8>, expected: Expected) {
    let header = make(HEADER);
    let token = sign_bytes(&header, good_claims().as_bytes());
    judge_usual(&String::from_utf8_lossy(&header), &token, expected);
    let payload = make(&claims());
    let token = sign_bytes(format!("{{{HEADER}}}").as_bytes(), &payload);
    judge_usual(&String::from_utf8_lossy(&payload), &token, expected);
}

#[test]
fn not_an_object() {
    for text in ["[]", r#""x""#, "1", "null", "true", r#"["RS256"]"#] {
        judge_usual(text, &with_header(text), Some(HeaderInvalid));
        judge_usual(text, &with_claims(text), Some(TokenJson));
    }
}

#[test]
fn not_json() {
    let wrappers: [fn(&str) -> String; 24] = [
        |members| format!("{{{members}}}x"),
        |members| format!("{{{members}}}{{}}"),
        |members| format!("{{{members}}}\0"),
        |members| format!("{{{members}"),
        |members| format!("{members}}}"),
        |members| format!("{{{members},}}"),
        |members| format!("{{,{members}}}"),
        |members| format!("{{{members},\"x\":}}"),
        |members| format!("{{{members},\"x\":NaN}}"),
        |members| format!("{{{members},\"x\":Infinity}}"),
        |members| format!("{{{members},\"x\":-Infinity}}"),
        |members| format!("{{{members},\"x\":01}}"),
        |members| format!("{{{members},\"x\":0x10}}"),
        |members| format!("{{{members},\"x\":1.}}"),
        |members| format!("{{{members},\"x\":.1}}"),
        |members| format!("{{{members},\"x\":+1}}"),
        |members| format!("{{{members},\"x\":'y'}}"),
        |members| format!("{{{members},x:1}}"),
        |members| format!("{{{members},\"x\":\"\t\"}}"),
        |members| format!("{{{members},\"x\":\"\n\"}}"),
        |members| format!("{{{members},\"x\":\"\\x41\"}}"),
        |members| format!("{{{members}/*x*/}}"),
        |members| format!("//x\n{{{members}}}"),
        |members| format!("\u{a0}{{{members}}}"),
    ];
    for wrap in wrappers {
        judge_both(|members| wrap(members).into_bytes(), Some(TokenJson));
    }
    judge_usual("empty text", &with_claims(" "), Some(TokenJson));
}

#[test]
fn unusual_and_sound() {
    let wrappers: [fn(&str) -> String; 6] = [
        |members| format!(" \t\r\n{{{members}}}\n"),
        |members| format!("{{\r\n {members}\r\n}}"),
        |members| format!("{{{members},\"x\":\"\\ud834\\udd1e\u{1d11e}\"}}"),
        |members| format!("{{{members},\"\":null}}"),
        |members| format!("{{{members},\"x\":-0.0e-0}}"),
        |members| format!("{{{members},\"x\":1e400}}"),
    ];
    for wrap in wrappers {
        judge_both(|members| wrap(members).into_bytes(), None);
    }
}

/// A member whose value is a string of these bytes.
fn with_bytes(members: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("{{{members},\"x\":\"").as_bytes(), bytes, b"\"}"].concat()
}

#[test]
fn encodings() {
    let rows: [&[u8]; 12] = [
        b"\xff",
        b"\x80",
        b"\xc3",
        b"\xc0\x80",                 // overlong NUL
        b"\xc0\xa2",                 // overlong quotation mark
        b"\xe0\x80\x80",             // overlong in three bytes
        b"\xed\xa0\xb4",             // a surrogate
        b"\xed\xa0\xb4\xed\xb4\x9e", // a pair of surrogates
        b"\xf4\x90\x80\x80",         // above U+10FFFF
        b"\\ud834",                  // lone surrogates, escaped
        b"\\udd1e",
        b"\\udd1e\\ud834",
    ];
    for bytes in rows {
        judge_both(|members| with_bytes(members, bytes), Some(TokenJson));
    }
    judge_both(
        |members| format!("\u{feff}{{{members}}}").into_bytes(),
        Some(TokenJson),
    );
    let utf16 = |members: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{{{members}}}")
            .encode_utf16()
            .flat_map(unit)
            .collect()
    };
    judge_both(|members| utf16(members, u16::to_le_bytes), Some(TokenJson));
    judge_both(|members| utf16(members, u16::to_be_bytes), Some(TokenJson));
    judge_both(
        |members| [b"\xff\xfe".to_vec(), utf16(members, u16::to_le_bytes)].concat(),
        Some(TokenJson),
    );
    judge_both(
        |members| {
            let text = format!("{{{members}}}");
            text.chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect()
        },
        Some(TokenJson),
    );
}

#[test]
fn depth() {
    let nested = |members: &str, open: &str, close: &str, levels: usize| {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        format!("{{{members},\"x\":{open}1{close}}}").into_bytes()
    };
    for levels in [1, 10, 31] {
        judge_both(|members| nested(members, "[", "]", levels), None);
        judge_both(|members| nested(members, r#"{"a":"#, "}", levels), None);
    }
    for levels in [32, 64, 127, 128, 1000] {
        judge_both(|members| nested(members, "[", "]", levels), Some(TokenJson));
        judge_both(
            |members| nested(members, r#"{"a":"#, "}", levels),
            Some(TokenJson),
        );
        judge_both(|members| nested(members, "[", "", levels), Some(TokenJson));
    }
    let bomb = sign_bytes(
        format!("{{{HEADER}}}").as_bytes(),
        &nested(&claims(), "[", "]", 100_000),
    );
    let large = options().max_token_bytes(1 << 20);
    judge(
        "100,000 levels",
        &bomb,
        &set_of("k1", key()),
        large,
        Some(TokenJson),
    );
}

#[test]
fn repeated_members_of_the_payload() {
    let rows = [
        r#","iss":"https://attacker.example""#,
        r#","aud":"x""#,
        r#","exp":1"#,
        r#","exp":9999999999"#,
        r#","\u0065xp":9999999999"#,
        r#","x":1,"x":1"#,
        r#","x":{"a":1,"b":[{"c":1,"\u0063":2}]}"#,
        r#","__proto__":1,"__proto__":1"#,
        r#","":1,"":2"#,
    ];
    for row in rows {
        let good_first = format!("{{{}{row}}}", claims());
        judge_usual(row, &with_claims(&good_first), Some(TokenDuplicateMember));
        let bad_first = format!("{{{},{}}}", &row[1..], claims());
        judge_usual(row, &with_claims(&bad_first), Some(TokenDuplicateMember));
    }
}

#[test]
fn names_of_javascript_objects() {
    for member in [
        r#""__proto__":{"iss":"x","aud":"x","exp":1}"#,
        r#""constructor":{"prototype":{"exp":1}}"#,
        r#""toString":"x","valueOf":1,"hasOwnProperty":true"#,
    ] {
        let payload = format!("{{{},{member}}}", claims());
        judge_usual(member, &with_claims(&payload), None);
    }
    let inherited = format!(r#"{{"__proto__":{}}}"#, good_claims());
    judge_usual(
        "claims only in __proto__",
        &with_claims(&inherited),
        Some(claimgate::ErrorCode::ClaimMissing),
    );
}
