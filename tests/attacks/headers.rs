//! Header members: extensions, types, keys that a token brings along, names that mean something in JavaScript.

use claimgate::ErrorCode::{
    HeaderB64, HeaderCrit, HeaderInvalid, HeaderTyp, KeyNotFound, SignatureInvalid,
    TokenDuplicateMember,
};

use super::*;

/// A header with this member beside the usual ones.
fn with_member(member: &str) -> String {
    with_header(&format!(r#"{{"alg":"RS256","kid":"k1",{member}}}"#))
}

#[test]
fn crit_in_every_form() {
    for crit in [
        r#"["unknown"],"unknown":1"#,
        r#"["unknown"]"#,
        "[]",
        r#"["alg"]"#,
        r#"["exp"],"exp":1"#,
        r#"["http://example.com/UNDEFINED"]"#,
        r#""exp""#,
        "{}",
        "null",
        "true",
        "[1]",
        r#"["a","a"],"a":1"#,
        r#"["b64"],"b64":true"#,
    ] {
        let member = format!(r#""crit":{crit}"#);
        judge_usual(crit, &with_member(&member), Some(HeaderCrit));
    }
}

#[test]
fn unencoded_payloads() {
    for member in [
        r#""b64":false,"crit":["b64"]"#,
        r#""b64":false"#,
        r#""b64":null"#,
        r#""b64":"false""#,
        r#""b64":0"#,
    ] {
        judge_usual(member, &with_member(member), Some(HeaderB64));
    }
    judge_usual("b64 true", &with_member(r#""b64":true"#), None);
    // The payload in the clear, as RFC 7797 section 5.1 signs it; it has no dots, so the structure is sound.
    let header = base64url::encode(br#"{"alg":"RS256","kid":"k1","b64":false,"crit":["b64"]}"#);
    let token = sign_segments(key(), &header, "e30");
    judge_usual("raw payload", &token, Some(HeaderB64));
}

#[test]
fn types() {
    for member in [
        r#""typ":"JWT""#,
        r#""typ":"jwt""#,
        r#""typ":"at+jwt""#,
        r#""typ":"application/at+jwt""#,
        r#""typ":"Application/AT+JWT""#,
        r#""cty":"x""#,
    ] {
        judge_usual(member, &with_member(member), None);
    }
    for member in [
        r#""typ":"""#,
        r#""typ":"JWE""#,
        r#""typ":"dpop+jwt""#,
        r#""typ":"logout+jwt""#,
        r#""typ":"application/application/jwt""#,
        r#""typ":" JWT""#,
        r#""typ":"text/jwt""#,
    ] {
        judge_usual(member, &with_member(member), Some(HeaderTyp));
    }
    for member in [r#""typ":null"#, r#""typ":1"#, r#""typ":["JWT"]"#] {
        judge_usual(member, &with_member(member), Some(HeaderInvalid));
    }
}

#[test]
fn types_that_the_caller_demands() {
    let keys = set_of("k1", key());
    let rows = [
        (r#"{"alg":"RS256","kid":"k1","typ":"JWT"}"#, Some(HeaderTyp)),
        (r#"{"alg":"RS256","kid":"k1"}"#, Some(HeaderTyp)),
        (r#"{"alg":"RS256","kid":"k1","typ":"at+jwt"}"#, None),
        (
            r#"{"alg":"RS256","kid":"k1","typ":"application/AT+JWT"}"#,
            None,
        ),
    ];
    for (header, expected) in rows {
        let demanding = options().types(["at+jwt"]);
        judge(header, &with_header(header), &keys, demanding, expected);
    }
}

#[test]
fn members_of_the_wrong_type() {
    for kid in ["1", "null", "[]", r#"["k1"]"#, r#"{"$ne":null}"#, "true"] {
        let header = format!(r#"{{"alg":"RS256","kid":{kid}}}"#);
        judge_usual(kid, &with_header(&header), Some(HeaderInvalid));
    }
    for zip in [r#""DEF""#, "null", "1"] {
        let member = format!(r#""zip":{zip}"#);
        judge_usual(zip, &with_member(&member), Some(HeaderInvalid));
    }
}

/// The forms in which a token can bring its own key along (CVE-2018-0114, RFC 8725 section 3.10).
fn brought_along() -> Vec<String> {
    let own = jwk_members(other_key());
    let mut members = vec![
        format!(r#""jwk":{{{own}}}"#),
        format!(r#""jwk":{{"kid":"k1",{own}}}"#),
        r#""jwk":{"kty":"oct","k":""}"#.to_string(),
        r#""x5c":["MIIB"]"#.to_string(),
        r#""x5t":"AAAA""#.to_string(),
    ];
    for url in [
        "https://attacker.example/jwks.json",
        "http://169.254.169.254/latest/meta-data",
        "https://issuer.example@attacker.example/",
        "https://issuer.example.attacker.example/",
        "file:///etc/passwd",
        "https://issuer.example/redirect?to=https://attacker.example/",
        "//attacker.example",
        "data:application/json,{}",
    ] {
        members.push(format!(r#""jku":"{url}""#));
        members.push(format!(r#""x5u":"{url}""#));
    }
    members
}

#[test]
fn keys_that_a_token_brings_along() {
    for member in brought_along() {
        let rows = [
            (r#""kid":"k1","#, SignatureInvalid),
            (r#""kid":"own","#, KeyNotFound),
        ];
        for (kid, expected) in rows {
            let header = format!(r#"{{"alg":"RS256",{kid}{member}}}"#);
            let forged = sign("RS256", other_key(), &header, &good_claims());
            judge_usual(&header, &forged, Some(expected));
        }
        // Ignored, not refused: a genuine signature stays genuine.
        judge_usual(&member, &with_member(&member), None);
    }
    // Without a kid the one key of the set is tried, never the one in the header.
    let header = format!(
        r#"{{"alg":"RS256","jwk":{{{}}}}}"#,
        jwk_members(other_key())
    );
    let forged = sign("RS256", other_key(), &header, &good_claims());
    judge_usual("no kid", &forged, Some(SignatureInvalid));
}

#[test]
fn escaped_and_repeated_names() {
    for header in [
        r#"{"\u0061lg":"RS256","kid":"k1"}"#,
        r#"{"\u0061\u006c\u0067":"\u0052S256","\u006bid":"\u006b1"}"#,
        r#"{"alg":"RS256","kid":"k1","x":{"alg":"none","alg2":"none"}}"#,
    ] {
        judge_usual(header, &with_header(header), None);
    }
    for header in [
        r#"{"alg":"RS256","alg":"none","kid":"k1"}"#,
        r#"{"alg":"none","alg":"RS256","kid":"k1"}"#,
        r#"{"alg":"RS256","alg":"RS256","kid":"k1"}"#,
        r#"{"alg":"RS256","\u0061lg":"none","kid":"k1"}"#,
        r#"{"alg":"RS256","kid":"k1","kid":"k2"}"#,
        r#"{"alg":"RS256","kid":"k2","kid":"k1"}"#,
        r#"{"alg":"RS256","kid":"k1","x":{"a":1,"a":1}}"#,
    ] {
        judge_usual(header, &with_header(header), Some(TokenDuplicateMember));
    }
}

#[test]
fn names_of_javascript_objects() {
    for member in [
        r#""__proto__":{"alg":"none","crit":["x"],"kid":"k2"}"#,
        r#""constructor":{"prototype":{"kid":"k2"}}"#,
        r#""hasOwnProperty":1,"toString":2,"valueOf":3"#,
        r#""":1"#,
    ] {
        judge_usual(member, &with_member(member), None);
    }
}
