//! The full build: every standard algorithm, keys as people have them, and explanations.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod algorithms;
mod diagnose;
mod diagnose_entra;
mod diagnose_keys;
mod notes;
mod read_keys;
mod support;
mod wycheproof_curves;
