//! Which kernel computes the modular power: the one the host installed, else the portable one, each only after its
//! [self-test](super::selftest).

use core::marker::PhantomData;

use once_cell::race::{OnceBool, OnceBox};

use super::kernel::fold::{Key, Workspace};
use super::kernel::portable::Portable;
use super::kernel::radix::Radix;
#[cfg(not(target_arch = "wasm32"))]
use super::kernel::{dot::Dot, fma::Fma};
use super::selftest;
use crate::prelude::*;

/// Computes `signature^65537 mod modulus` for moduli of 2048 to 4096 bits.
///
/// The host implements it for a kernel that lives outside this crate, such as a WebAssembly module with SIMD
/// instructions, and hands it to [`install`].
pub trait PowerKernel: Sync {
    /// A short stable name, such as `relaxed-simd`.
    fn name(&self) -> &'static str;

    /// Precomputes what depends on the modulus alone: odd, 2048 to 4096 bits, big-endian, first byte not zero.
    /// `None` if the kernel cannot; the key then uses slower plain arithmetic.
    fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>>;
}

/// A modulus that a [`PowerKernel`] has prepared.
pub trait PreparedModulus: Send + Sync {
    /// Writes `signature^65537 mod modulus` big-endian over the whole of `block`. Both are as long as the modulus,
    /// and the signature is less than the modulus. `false` if the kernel failed; `block` has no meaning then.
    fn power(&self, signature: &[u8], block: &mut [u8]) -> bool;
}

/// Why a kernel was not installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallError {
    /// It did not compute the known answer.
    SelfTestFailed,
    /// A kernel is in use already: one was installed, or a key was imported. Keys keep their kernel.
    TooLate,
}

impl core::fmt::Display for InstallError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::SelfTestFailed => "the kernel failed its self-test",
            Self::TooLate => "a kernel is in use already",
        })
    }
}

impl core::error::Error for InstallError {}

static CURRENT: OnceBox<Option<&'static dyn PowerKernel>> = OnceBox::new();

/// Makes `kernel` the one that keys imported from now on use, if it passes its self-test.
///
/// # Errors
///
/// [`InstallError`] says why it was not taken; the portable kernel then serves.
pub fn install(kernel: &'static dyn PowerKernel) -> Result<(), InstallError> {
    if !selftest::passes(kernel) {
        return Err(InstallError::SelfTestFailed);
    }
    CURRENT
        .set(Box::new(Some(kernel)))
        .map_err(|_| InstallError::TooLate)
}

/// The name of the kernel in use: `plain`, for none, if not even the portable one passed its self-test.
#[must_use]
pub fn active() -> &'static str {
    current().map_or("plain", PowerKernel::name)
}

/// Longest modulus that the self-test at the start speaks for, in bytes.
const TESTED_AT_START: usize = 256;

static SERVES_LARGE_KEYS: OnceBool = OnceBool::new();

/// The kernel in use, if it serves a modulus of this length in bytes: the first larger one asks for one more self-test.
pub(super) fn current_for(length: usize) -> Option<&'static dyn PowerKernel> {
    current().filter(|kernel| {
        length <= TESTED_AT_START
            || SERVES_LARGE_KEYS.get_or_init(|| selftest::passes_for_large_keys(*kernel))
    })
}

/// The kernel in use, chosen by now at the latest.
fn current() -> Option<&'static dyn PowerKernel> {
    *CURRENT.get_or_init(|| Box::new(selftest::passes(PORTABLE).then_some(PORTABLE)))
}

/// The kernel that runs anywhere.
pub const PORTABLE: &dyn PowerKernel = &InCrate::<Portable> {
    name: "portable",
    radix: PhantomData,
};

/// The algorithms of the two SIMD kernels over plain lanes, which check their bounds in debug builds. For tests: they
/// are slow. The kernels themselves are modules of their own.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub const EMULATED: [&dyn PowerKernel; 2] = [
    &InCrate::<Dot> {
        name: "simd128",
        radix: PhantomData,
    },
    &InCrate::<Fma> {
        name: "relaxed-simd",
        radix: PhantomData,
    },
];

/// A kernel compiled into this crate.
struct InCrate<R> {
    name: &'static str,
    radix: PhantomData<fn() -> R>,
}

impl<R: Radix + 'static> PowerKernel for InCrate<R>
where
    Key<R>: Send + Sync,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
        let mut key = Box::new(Key::<R>::EMPTY);
        key.import(modulus, &mut Workspace::new())
            .then_some(key as Box<dyn PreparedModulus>)
    }
}

impl<R: Radix> PreparedModulus for Key<R>
where
    Key<R>: Send + Sync,
{
    fn power(&self, signature: &[u8], block: &mut [u8]) -> bool {
        Key::power(self, signature, block, &mut Workspace::new())
    }
}
