//! What the fuzz targets do, as plain functions: `fuzz_targets/` hands them libFuzzer's inputs, and the native test
//! `tests/corpus.rs` replays the committed ones. A finding is a panic.

mod binary;
mod claims;
mod json;
mod kernels;
mod tokens;

pub use binary::{base64url, jwks, x5c};
pub use claims::claims;
pub use json::json;
pub use kernels::kernels;
pub use tokens::{policy, token, verify_differential};

/// A target's name and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 9] = [
    ("token", token),
    ("claims", claims),
    ("jwks", jwks),
    ("base64url", base64url),
    ("json", json),
    ("kernels", kernels),
    ("x5c", x5c),
    ("policy", policy),
    ("verify_differential", verify_differential),
];
