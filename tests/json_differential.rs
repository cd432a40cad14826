//! The strict reader against `serde_json`, on texts made of JSON's own pieces: most are almost JSON. The comparison is that of
//! the fuzz target.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/src/json.rs"]
mod differential;

use proptest::prelude::*;

/// What texts are made of: each fragment is one that some reader has got wrong.
const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"b\"",
    "\"\\u0061\"",
    "\"\\ud834\\udd1e\"",
    "\"\\ud834\"",
    "\"\\udd1e\"",
    "\"\\u12\"",
    "\"\\x\"",
    "\"\\",
    "\"\t\"",
    "\"\u{7f}\"",
    "\"\u{e9}\u{1d11e}\"",
    "true",
    "false",
    "null",
    "nul",
    "True",
    "NaN",
    "Infinity",
    "0",
    "-0",
    "00",
    "01",
    "1",
    "-1",
    "-",
    "+1",
    "1.",
    ".5",
    "1.5",
    "1e5",
    "1E+5",
    "1e-5",
    "1e",
    "1e+",
    "1e400",
    "-1e400",
    "1e-400",
    "5e-324",
    "9007199254740993",
    "18446744073709551616",
    "123456789012345678901234567890",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\u{a0}",
    "\u{feff}",
    "//",
    "/**/",
    "'a'",
    "\\",
    "\u{0}",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..12)
        .prop_map(|pieces| pieces.concat().into_bytes())
}

/// A value with its text; names repeat now and then.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(FRAGMENTS).prop_map(ToString::to_string),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        (any::<i64>(), 0..40_usize)
            .prop_map(|(number, places)| format!("{number}.{:0places$}1e-3", 0)),
        any::<String>().prop_map(|text| serde_json::to_string(&text).expect("a string")),
    ];
    let name = prop::sample::select(
        &[
            "\"a\"",
            "\"\\u0061\"",
            "\"b\"",
            "\"\"",
            "\"\u{e9}\"",
            "\"c\\n\"",
        ][..],
    );
    leaf.prop_recursive(6, 60, 6, move |inner| {
        let members = prop::collection::vec((name.clone(), inner.clone()), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..6)
                .prop_map(|elements| format!("[{}]", elements.join(","))),
            members.prop_map(|members| {
                let members: Vec<String> = members
                    .into_iter()
                    .map(|(name, value)| format!("{name}: {value}"))
                    .collect();
                format!("{{{}}}", members.join(" ,"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_serde_json_reads_of_fragments(text in soup()) {
        differential::json(&text);
    }

    #[test]
    fn reads_what_serde_json_reads_of_nested_values(text in value()) {
        differential::json(text.as_bytes());
    }

    #[test]
    fn reads_what_serde_json_reads_of_damaged_values(text in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        differential::json(&bytes);
    }

    #[test]
    fn reads_numbers_as_serde_json_does(mantissa in any::<u64>(), places in 0..30_usize, exponent in -340..320_i32) {
        differential::json(format!("{mantissa}e{exponent}").as_bytes());
        differential::json(format!("-0.{:0places$}{mantissa}E{exponent}", 0).as_bytes());
    }
}

#[test]
fn wide_and_deep_objects() {
    for count in [23, 24, 25, 26, 200] {
        let names: Vec<String> = (0..count)
            .map(|index| format!("\"m{}\":0", index * 7 % 101))
            .collect();
        differential::json(format!("{{{}}}", names.join(",")).as_bytes());
    }
    for levels in [1, 31, 32, 33, 100] {
        differential::json(format!("{}{}", "[".repeat(levels), "]".repeat(levels)).as_bytes());
    }
}
