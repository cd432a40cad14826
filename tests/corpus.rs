//! Replays the committed inputs of every fuzz target: seeds, and each past finding.
//! `UPDATE=1 cargo test --test corpus` writes the fixtures and the seeds that are made from them.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::{Path, PathBuf};

use common::*;

const ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

fn in_fuzz(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(path)
}

fn current_files() -> Vec<(String, String)> {
    let set = format!(r#"{{"keys":[{{"kid":"k1",{}}}]}}"#, jwk_members(key()));
    let tokens: Vec<String> = ALGORITHMS
        .iter()
        .map(|alg| token(alg, "k1", key(), &good_claims()))
        .collect();
    let mut files = vec![
        ("fixtures/keys.json".to_string(), set.clone()),
        ("fixtures/tokens.txt".to_string(), tokens.join("\n")),
        ("seeds/jwks/genuine.json".to_string(), set),
    ];
    for (alg, token) in ALGORITHMS.iter().zip(tokens) {
        files.push((format!("seeds/token/{alg}"), token));
    }
    files
}

#[test]
fn fixtures_are_current() {
    for (path, expected) in current_files() {
        let path = in_fuzz(&path);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(&path, &expected).expect("the file can be written");
        }
        let current = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            current == expected,
            "{} is not up to date: run UPDATE=1 cargo test --test corpus",
            path.display()
        );
    }
}

#[test]
fn every_committed_input_passes() {
    for (name, target) in fuzz::TARGETS {
        let folder = in_fuzz("seeds").join(name);
        let mut count = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{name}: {error}")) {
            let path = entry.expect("an entry").path();
            let input = fs::read(&path).expect("a readable input");
            let outcome = std::panic::catch_unwind(|| target(&input));
            assert!(outcome.is_ok(), "{}", path.display());
            count += 1;
        }
        assert!(count >= 3, "{name} has {count} inputs");
        println!("{name}: {count} inputs replayed");
    }
}
