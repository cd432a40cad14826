//! Claims of genuine tokens (RFC 7519 section 4.1, RFC 8725 sections 3.8 and 3.9).

use claimgate::ErrorCode::{
    AudienceMismatch, ClaimMissing, ClaimType, IssuedInFuture, IssuerMismatch,
    TokenDuplicateMember, TokenExpired, TokenJson, TokenNotYetValid,
};

use super::*;

/// A token whose claims are the usual ones but for one, given as JSON text; `None` leaves it out.
fn with_claim(name: &str, value: Option<&str>) -> String {
    let usual = [
        ("iss", format!("\"{ISSUER}\"")),
        ("aud", format!("\"{AUDIENCE}\"")),
        ("exp", "1700000600".to_string()),
    ];
    let mut members: Vec<String> = usual
        .into_iter()
        .filter(|(usual, _)| *usual != name)
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    members.extend(value.map(|value| format!("\"{name}\":{value}")));
    with_claims(&format!("{{{}}}", members.join(",")))
}

#[track_caller]
fn judge_claim(name: &str, value: &str, expected: Expected) {
    let row = format!("{name}: {value}");
    judge_usual(&row, &with_claim(name, Some(value)), expected);
}

#[track_caller]
fn judge_time(name: &str, value: &str, tolerance: f64, expected: Expected) {
    let row = format!("{name}: {value}, tolerance {tolerance}");
    let options = options().clock_tolerance(tolerance);
    judge(
        &row,
        &with_claim(name, Some(value)),
        &set_of("k1", key()),
        options,
        expected,
    );
}

const WRONG_TYPES: [&str; 7] = [
    r#""1700000600""#,
    r#""""#,
    "null",
    "true",
    "[1700000600]",
    "[]",
    r#"{"n":1700000600}"#,
];

#[test]
fn exp_of_the_wrong_type() {
    for value in WRONG_TYPES {
        judge_claim("exp", value, Some(ClaimType));
    }
    for value in [
        "NaN",
        "Infinity",
        "-Infinity",
        "0x6553f358",
        "01700000600",
        "+1700000600",
        "1700000600.",
        "1_700_000_600",
    ] {
        judge_claim("exp", value, Some(TokenJson));
    }
    for value in [
        "1e30",
        "1e400",
        "-1e400",
        "1e19",
        "9223372036854775808",
        "-9223372036854775808",
        "1e309",
    ] {
        judge_claim("exp", value, Some(ClaimType));
    }
    judge_usual("absent", &with_claim("exp", None), Some(ClaimMissing));
    let other_case = with_claim("exp", None);
    judge_usual("no exp", &other_case, Some(ClaimMissing));
    judge_usual(
        "EXP",
        &with_claims(&good_claims().replace("\"exp\"", "\"EXP\"")),
        Some(ClaimMissing),
    );
    judge_claim(
        "exp",
        r#"1700000600,"exp":1700000600"#,
        Some(TokenDuplicateMember),
    );
}

#[test]
fn exp_numbers() {
    for value in [
        "1700000000",
        "1699999999",
        "0",
        "-0",
        "-1",
        "1700000000.0",
        "1.7e9",
        "1e-400",
        "1699999999.999",
    ] {
        judge_time("exp", value, 0.0, Some(TokenExpired));
    }
    for value in [
        "1700000001",
        "1700000000.5",
        "1.700000001e9",
        "17.00000001e8",
        "17000000010E-1",
        "9007199254740993",
        "9223372036854774784",
    ] {
        judge_time("exp", value, 0.0, None);
    }
    judge_time("exp", "1699999941", 60.0, None);
    judge_time("exp", "1699999940", 60.0, Some(TokenExpired));
    judge_time("exp", "1699999971", 30.0, None);
    judge_time("exp", "1699999970", 30.0, Some(TokenExpired));
}

#[test]
fn nbf_and_iat() {
    judge_time("nbf", "1700000000", 0.0, None);
    judge_time("nbf", "1700000000.5", 0.0, Some(TokenNotYetValid));
    judge_time("nbf", "1700000001", 0.0, Some(TokenNotYetValid));
    judge_time("nbf", "1700000060", 60.0, None);
    judge_time("nbf", "1700000061", 60.0, Some(TokenNotYetValid));
    judge_time("nbf", "9223372036854774784", 60.0, Some(TokenNotYetValid));
    judge_time("nbf", "-1", 0.0, None);
    for name in ["nbf", "iat"] {
        for value in WRONG_TYPES.into_iter().chain(["1e30", "1e400"]) {
            judge_claim(name, value, Some(ClaimType));
        }
    }
    judge_claim("iat", "1800000000", None);
    let limited = options().max_token_age(600.0);
    let future = with_claim("iat", Some("1700000031"));
    judge(
        "iat with a limit",
        &future,
        &set_of("k1", key()),
        limited,
        Some(IssuedInFuture),
    );
}

#[test]
fn issuers() {
    for value in [
        r#"["https://issuer.example"]"#,
        r#"["https://issuer.example","x"]"#,
        r#"["x","https://issuer.example"]"#,
        r#"{"iss":"https://issuer.example"}"#,
        "1",
        "null",
        "true",
        "[]",
    ] {
        judge_claim("iss", value, Some(ClaimType));
    }
    for value in [
        "",
        "https://issuer.example/",
        "https://issuer.example//",
        "https://Issuer.example",
        "HTTPS://issuer.example",
        "http://issuer.example",
        "https://issuer.example:443",
        "https://issuer.example#",
        "https://issuer.example?",
        "https://issuer.example ",
        " https://issuer.example",
        "https://issuer.example\\u0000",
        "https://issuer.example.attacker.example",
        "https://issuer.exampl",
        "issuer.example",
        "https://user@issuer.example",
        "https://issuer.example@attacker.example",
        "https://issuer%2Eexample",
        "https://issuer.example/../issuer.example",
        "https://issuer.example/..",
        "https://\\u0456ssuer.example",
        "https://issuer.ex\\u200bample",
        "https:\\\\\\\\issuer.example",
        "{tenantid}",
        "https://issuer.example,x",
        "*",
    ] {
        judge_claim("iss", &format!("\"{value}\""), Some(IssuerMismatch));
    }
    judge_claim("iss", r#""https:\/\/issuer.ex\u0061mple""#, None);
    judge_usual("absent", &with_claim("iss", None), Some(ClaimMissing));
}

#[test]
fn issuers_of_a_template() {
    const TENANT: &str = "11111111-2222-3333-4444-55555555abcd";
    let template = || options().issuers(["https://login.example/{tenantid}/v2.0"]);
    let check = |issuer: &str, expected| {
        let token = with_claim("iss", Some(&format!("\"{issuer}\"")));
        judge(issuer, &token, &set_of("k1", key()), template(), expected);
    };
    check(&format!("https://login.example/{TENANT}/v2.0"), None);
    for tenant in [
        "",
        "{tenantid}",
        "common",
        "organizations",
        "11111111-2222-3333-4444-55555555ABCD",
        "11111111-2222-3333-4444-55555555abc",
        "11111111-2222-3333-4444-55555555abcde",
        "11111111222233334444-55555555abcd----",
        "x/../11111111-2222-3333-4444-55555555abcd",
        "11111111-2222-3333-4444-55555555abcd/v2.0/x",
        "11111111-2222-3333-4444-55555555abc\\u0430",
    ] {
        check(
            &format!("https://login.example/{tenant}/v2.0"),
            Some(IssuerMismatch),
        );
    }
    for issuer in [
        format!("https://login.example/{TENANT}/v2.0/"),
        format!("https://login.example/{TENANT}/"),
        format!("https://attacker.example/?https://login.example/{TENANT}/v2.0"),
        format!("https://login.example/v2.0/{TENANT}"),
    ] {
        check(&issuer, Some(IssuerMismatch));
    }
}

#[test]
fn audiences() {
    for value in [
        r#""other""#,
        r#""""#,
        r#"[""]"#,
        "[]",
        r#"["other","another"]"#,
        r#""api://order""#,
        r#""api://orders2""#,
        r#""api://orders/""#,
        r#""API://orders""#,
        r#"" api://orders""#,
        r#""api://orders other""#,
        r#""other,api://orders""#,
        r#""[\"api://orders\"]""#,
        r#""*""#,
        r#"["api://*"]"#,
        r#""api://orders\u0000""#,
    ] {
        judge_claim("aud", value, Some(AudienceMismatch));
    }
    for value in [
        "null",
        "1",
        "true",
        "{}",
        r#"{"0":"api://orders"}"#,
        r#"[["api://orders"]]"#,
        r#"["api://orders",1]"#,
        r#"[null,"api://orders"]"#,
    ] {
        judge_claim("aud", value, Some(ClaimType));
    }
    judge_claim("aud", r#"["api://orders"]"#, None);
    judge_claim("aud", r#"["other","api://orders"]"#, None);
    judge_claim("aud", r#"["api://orders","api://orders"]"#, None);
    judge_usual("absent", &with_claim("aud", None), Some(ClaimMissing));
}

#[test]
fn subjects_and_token_ids() {
    for name in ["sub", "jti"] {
        for value in ["1", "null", "[]", r#"["x"]"#, "{}", "true"] {
            judge_claim(name, value, Some(ClaimType));
        }
        judge_claim(name, r#""""#, None);
    }
}
