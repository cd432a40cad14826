//! The two files made from the error codes: `pkg/src/error-codes.ts` and `docs/ERRORS.md`.
//! `UPDATE=1 cargo test --test error_codes` writes them; without it, a difference fails.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write;
use std::path::Path;

use claimgate::ErrorCode;

fn assert_current(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, expected).expect("the file can be written");
    }
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        current == expected,
        "{} is not up to date: run UPDATE=1 cargo test --test error_codes",
        path.display()
    );
}

#[test]
fn typescript_table_is_current() {
    let mut text = String::from(
        "// Made from src/error.rs by `UPDATE=1 cargo test --test error_codes`. Do not edit.\n\n\
         /** Every error code with its HTTP status, whether the same request may succeed later, and a sentence that is safe to send. */\n\
         export const ERROR_CODES = {\n",
    );
    for code in ErrorCode::ALL {
        let (name, status, retryable, sentence) = (
            code.as_str(),
            code.status(),
            code.retryable(),
            code.sentence(),
        );
        writeln!(
            text,
            "  {name}: {{ status: {status}, retryable: {retryable}, sentence: '{sentence}' }},"
        )
        .expect("writing to a string");
    }
    text.push_str(
        "} as const;\n\n\
         /** A stable error code. */\n\
         export type ErrorCode = keyof typeof ERROR_CODES;\n",
    );
    assert_current("pkg/src/error-codes.ts", &text);
}

#[test]
fn reference_is_current() {
    let mut text = String::from(
        "# Error codes\n\n\
         Made from `src/error.rs` by `UPDATE=1 cargo test --test error_codes`. Codes are added, never renamed; Rust, the npm\n\
         package, the page and the command line share them. *Retry*: the same request may succeed later without a new token.\n\n\
         | code | status | retry | meaning |\n|---|---|---|---|\n",
    );
    for code in ErrorCode::ALL {
        let retry = if code.retryable() { "yes" } else { "no" };
        let meaning = code.documentation().trim().replace('|', "\\|");
        writeln!(
            text,
            "| `{code}` | {} | {retry} | {meaning} |",
            code.status()
        )
        .expect("writing to a string");
    }
    assert_current("docs/ERRORS.md", &text);
}

#[test]
fn names_are_unique_and_well_formed() {
    let mut names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert!(names.iter().all(|name| {
        name.starts_with("ERR_")
            && name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    }));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
