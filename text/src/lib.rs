//! The texts that a token is made of, read strictly: base64url (RFC 7515 section 2) and JSON (RFC 8259).
//!
//! A crate of its own for one reason: every byte of every token goes through it, so that it is compiled for speed, where the
//! rest of Claimgate is compiled for size. Use it as [`claimgate::base64url`] and [`claimgate::json`].
//!
//! [`claimgate::base64url`]: https://docs.rs/claimgate/latest/claimgate/base64url
//! [`claimgate::json`]: https://docs.rs/claimgate/latest/claimgate/json

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
#[cfg(test)]
extern crate std;

pub mod base64url;
pub mod json;
