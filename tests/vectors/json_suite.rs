//! `JSONTestSuite` against the strict reader.

use base64ct::{Base64, Encoding};
use claimgate::json::{parse, parse_object, FaultKind};

use super::*;

/// Texts that JSON allows and this reader does not: members that occur twice.
const STRICTER: [&str; 2] = [
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
];

/// Of the texts that JSON leaves to the implementation, those that are read: numbers, as JavaScript rounds them.
const READ: [&str; 10] = [
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
];

#[test]
fn every_text() {
    let Some(document) = read("json/jsontestsuite.json") else {
        return;
    };
    let cases = list(&document, "cases");
    for case in cases {
        let name = text(case, "name");
        let bytes = Base64::decode_vec(text(case, "bytes_b64")).unwrap();
        let outcome = parse(&bytes).map(drop).map_err(|fault| fault.kind);
        match text(case, "json_parse") {
            "accept" if STRICTER.contains(&name) => {
                assert_eq!(outcome, Err(FaultKind::DuplicateMember), "{name}");
            }
            "accept" => assert_eq!(outcome, Ok(()), "{name}"),
            "reject" => assert!(outcome.is_err(), "{name}"),
            _ => assert_eq!(outcome.is_ok(), READ.contains(&name), "{name}: {outcome:?}"),
        }
        // As a payload, only objects count.
        let is_object = case["as_jwt_payload"] == "parse-ok" && !STRICTER.contains(&name);
        assert_eq!(parse_object(&bytes).is_ok(), is_object, "{name}");
    }
    assert_eq!(cases.len(), 318);
}
