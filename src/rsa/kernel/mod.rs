//! The modular power behind RSA verification: `s^65537 mod n` for moduli of 2048 to 4096 bits.
//!
//! One algorithm ([`fold`]), written once over a small description of "digits" ([`radix::Radix`]), and three such
//! descriptions:
//!
//! | radix | digit | one step multiplies | runs on |
//! |---|---|---|---|
//! | [`portable`] | 29 bits in an `i64` | 4 rows by 2 columns | anything |
//! | [`dot`] | 13 bits in an `i16` | 16 rows by 8 columns | wasm with `simd128` |
//! | [`fma`] | 51 bits in an `f64` | 6 rows by 2 columns | wasm with `relaxed-simd` |
//!
//! The two SIMD radices are written over lane types, which the parent module supplies: `v128` in the kernel modules
//! (`kernels/`), arrays in the crate. So the same source runs natively, where debug builds check every integer
//! operation for overflow and that each floating-point step is exact.
//!
//! Everything here is public data (modulus, signature, padded block), so nothing is constant-time.
//!
//! This folder uses `core` and those lanes, and nothing else of the crate: it is compiled into the crate and, by itself,
//! into the small kernel modules.

// Digits, limbs and bit patterns change their type all the time; each radix states the bounds that keep their value.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
// A lane operation is one instruction, and the inner loops are made of them.
#![allow(clippy::inline_always)]

#[cfg(any(not(target_arch = "wasm32"), target_feature = "simd128"))]
pub mod dot;
#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub mod fma;
pub mod fold;
pub mod limbs;
pub mod portable;
pub mod radix;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod bounds;

/// The one public exponent the kernels raise to.
pub const EXPONENT: u64 = 65_537;

/// Smallest modulus the kernels take, in bits.
pub const MIN_BITS: usize = 2048;

/// Largest modulus the kernels take, in bits.
pub const MAX_BITS: usize = 4096;
