//! Wycheproof's JOSE files with the corrections of `wycheproof_overrides.json`: its `strict_view` says what a strict
//! validator without symmetric algorithms does with each case.

use std::collections::{BTreeMap, HashMap};

use super::*;

/// Cases that such a validator accepts and this build refuses, with the code and the reason.
fn difference(comment: &str, alg: &str) -> Option<ErrorCode> {
    match (comment, alg) {
        // A JWT has claims, so an empty payload segment is refused as a structure.
        ("emptyPayload", _) => Some(ErrorCode::TokenMalformed),
        // No elliptic curves in this build.
        (_, "ES256") => Some(ErrorCode::AlgNotAllowed),
        _ => None,
    }
}

/// What the strict view expects, by the number of the case.
fn expectations(file: &str) -> Option<HashMap<u64, Value>> {
    let overrides = read("jws/wycheproof_overrides.json")?;
    let of_file = list(&overrides, "strict_view")
        .iter()
        .filter(|case| case["file"] == file)
        .map(|case| (case["tcId"].as_u64().unwrap(), case.clone()))
        .collect();
    Some(of_file)
}

/// Judges every case of a file and counts the codes.
fn run(path: &str, file: &str) -> Option<BTreeMap<&'static str, usize>> {
    let expectations = expectations(file)?;
    let mut counts = BTreeMap::new();
    for group in list(&read(path)?, "testGroups") {
        let published = group.get("public").unwrap_or(&group["private"]);
        let set = public_set(published);
        for case in list(group, "tests") {
            let id = case["tcId"].as_u64().unwrap();
            let source = case.get("jws").or(case.get("jwe")).unwrap();
            // Two cases are JSON serializations, and stay the text that they are.
            let token = source.as_str().map_or(source.to_string(), String::from);
            let outcome = judge(&token, &set);
            let name = format!("{file} {id} {}", case["comment"]);
            let Some(expected) = expectations.get(&id) else {
                assert!(
                    case.get("jwe").is_some(),
                    "{name}: only JWE is not in the strict view"
                );
                assert!(outcome.is_err(), "{name}");
                *counts.entry("JWE refused").or_default() += 1;
                continue;
            };
            let alg = expected["alg"].as_str().unwrap_or_default();
            match text(expected, "expect_strict") {
                "accept" => {
                    let difference = difference(text(case, "comment"), alg);
                    assert_eq!(outcome.as_ref().err(), difference.as_ref(), "{name}");
                }
                "reject" => assert!(outcome.is_err(), "{name}"),
                other => println!("left out by the overrides: {name} ({other})"),
            }
            let code = outcome.err().map_or("accepted", ErrorCode::as_str);
            *counts.entry(code).or_default() += 1;
        }
    }
    Some(counts)
}

#[test]
fn json_web_signature() {
    let path = "jws/wycheproof_json_web_signature.json";
    let Some(counts) = run(path, "json_web_signature_test") else {
        return;
    };
    println!("{counts:?}");
    assert_eq!(counts["accepted"], 24);
    assert_eq!(counts.values().sum::<usize>(), 401);
}

#[test]
fn json_web_crypto() {
    let path = "jws/wycheproof_json_web_crypto.json";
    let Some(counts) = run(path, "json_web_crypto_test") else {
        return;
    };
    println!("{counts:?}");
    assert_eq!(counts["accepted"], 1);
    assert_eq!(counts.values().sum::<usize>(), 83);
}
