//! Lanes over `v128`: the few vector operations that the kernels need, one instruction each. The crate has the same types
//! in plain Rust (`src/rsa/lanes`), which is what the kernels are tested over.
//!
//! The instructions are safe to call, because an engine that lacks them refuses the module as a whole. Only loads and
//! stores take addresses.

#![allow(clippy::inline_always)]

#[cfg(target_feature = "relaxed-simd")]
mod float;
mod int;

#[cfg(target_feature = "relaxed-simd")]
pub use float::{F64x2, I64x2};
pub use int::I32x4;
