//! Lanes in plain Rust: the few vector operations that the `dot` and `fma` kernels need, as arrays.
//!
//! The kernel modules (`kernels/`) have the same types over `v128`. These are there to be checked, not to be fast: debug
//! builds check each integer operation for overflow, and the kernels' assertions hold for these.

mod float;
mod int;

pub(super) use float::{F64x2, I64x2};
pub(super) use int::I32x4;
