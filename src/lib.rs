//! Strict validation of JSON Web Tokens (RFC 7519) for edge and browser runtimes.
//!
//! One engine serves a Worker, Node, a browser page and native programs, so that all of them give the same verdict and
//! the same reason. Data flows one way: token, header, key, signature, claims, verdict. The clock is an argument; this
//! crate reads no clock, opens no connection and keeps no state.
//!
//! ```
//! use claimgate::{verify, ErrorCode, JwkSet, Policy, PolicyOptions};
//!
//! let keys = JwkSet::parse(br#"{"keys":[]}"#, 64)?;
//! let policy = Policy::new(PolicyOptions::new("https://issuer.example", "api://orders"))?;
//! let now = 1_700_000_000.0;
//!
//! let refusal = verify("e30.e30.", &keys, &policy, now).unwrap_err();
//! assert_eq!(refusal.code(), ErrorCode::HeaderInvalid);
//! # Ok::<(), claimgate::Error>(())
//! ```

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
#![no_std]

extern crate alloc;
// All but the edge module: see `std` in Cargo.toml.
#[cfg(not(all(target_arch = "wasm32", feature = "wasm", not(feature = "std"))))]
extern crate std;

pub mod claims;
pub mod decode;
#[cfg(feature = "diagnose")]
pub mod diagnose;
#[cfg(feature = "full")]
pub mod full;
pub mod jwk;
pub mod report;
pub mod roles;
pub mod rsa;
#[cfg(feature = "wasm")]
pub mod wasm;
#[cfg(all(feature = "wasm", feature = "full"))]
pub mod wasm_full;

mod algorithm;
mod asn1;
mod cognito;
mod entra;
mod error;
mod header;
#[cfg(feature = "wasm")]
mod host;
#[cfg(feature = "wasm")]
mod host_kernel;
mod identity;
mod issuer;
mod key;
mod lists;
mod members;
#[cfg(feature = "wasm")]
mod panic;
mod policy;
mod prelude;
mod provider;
mod strings;
mod token;
mod validate;
mod verify;

pub use claimgate_text::{base64url, json};

pub use algorithm::Algorithm;
pub use entra::{Cloud, Tenants, TokenVersion};
pub use error::{Detail, Error, ErrorCode, Segment};
pub use header::Header;
pub use identity::{CallerKind, Identity};
pub use jwk::JwkSet;
pub use key::VerifyingKey;
pub use policy::{Policy, PolicyOptions, DEFAULT_CLOCK_TOLERANCE, MAX_CLOCK_TOLERANCE};
pub use provider::{ProviderKind, ProviderOptions};
pub use report::{inspect, Report};
pub use roles::{Grant, RoleMapping, RoleOptions};
pub use token::{UnverifiedToken, DEFAULT_MAX_TOKEN_BYTES};
pub use validate::{identify, verify, verify_signature, KeyUsed, Verified, VerifiedJws};
pub use verify::{check_signature, Signature};
