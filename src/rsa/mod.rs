//! RSA signature verification (RFC 8017): PKCS#1 v1.5 and PSS with SHA-2.
//!
//! [`PublicKey`] is the way in. The modular power behind it is computed by one of several engines:
//!
//! - a [`PowerKernel`] that the host [installed](install): on WebAssembly, a small module with SIMD instructions;
//! - the portable kernel, compiled into the crate;
//! - plain Montgomery arithmetic, for moduli above 4096 bits and exponents other than 65537, and whenever a kernel
//!   fails.
//!
//! The crate `rsa` is what all of them are compared with in tests.

// Numbers of fixed sizes: an index out of range is a mistake in the algorithm, which the tests of its bounds find.
#![allow(clippy::indexing_slicing)]

mod engine;
pub(crate) mod hash;
#[cfg(not(target_arch = "wasm32"))]
mod interop;
// On wasm the crate itself runs the portable kernel only; the others are modules of their own.
#[cfg_attr(target_arch = "wasm32", allow(dead_code))]
mod kernel;
mod key;
#[cfg(any(not(target_arch = "wasm32"), target_feature = "simd128"))]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, unused_imports))]
mod lanes;
mod montgomery;
#[cfg(feature = "diagnose")]
pub(crate) mod open;
mod pkcs1;
mod pss;
mod selftest;
mod weak;

#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use engine::EMULATED;
pub use engine::{active, install, InstallError, PowerKernel, PreparedModulus, PORTABLE};
pub use key::{KeyError, PublicKey, RsaAlgorithm};
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use montgomery::power as plain_power;

/// Smallest modulus of a usable key, in bits.
pub const MIN_MODULUS_BITS: usize = 2048;

/// Largest modulus of a usable key, in bits.
pub const MAX_MODULUS_BITS: usize = 8192;

const MAX_MODULUS_BYTES: usize = MAX_MODULUS_BITS / 8;
