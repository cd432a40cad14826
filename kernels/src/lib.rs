//! A kernel as a WebAssembly module of its own: the surface its host (`pkg/src/kernel.ts`) calls.
//!
//! The target features decide which kernel it is. The module has its own small memory and keeps no key between
//! calls: the host writes the prepared modulus (an opaque string of [`prepared_length`] bytes at [`prepared`]) and
//! the signature, calls [`power`], and reads the block.

#![cfg(target_arch = "wasm32")]
#![no_std]

// Of the radices, one is used.
#[allow(dead_code)]
#[path = "../../src/rsa/kernel/mod.rs"]
mod kernel;
#[cfg(target_feature = "simd128")]
#[allow(dead_code)]
mod lanes;

use core::cell::UnsafeCell;

use kernel::fold::{Key, Workspace};
/// Longest modulus in bytes.
const MAX_BYTES: usize = kernel::MAX_BITS / 8;

#[cfg(all(target_feature = "simd128", not(target_feature = "relaxed-simd")))]
use kernel::dot::Dot as Digits;
#[cfg(target_feature = "relaxed-simd")]
use kernel::fma::Fma as Digits;
#[cfg(not(target_feature = "simd128"))]
use kernel::portable::Portable as Digits;

/// All the memory a call works on.
struct Memory {
    prepared: Key<Digits>,
    work: Workspace<Digits>,
    /// Modulus or signature, big-endian.
    operand: [u8; MAX_BYTES],
    /// The result of a power, big-endian.
    block: [u8; MAX_BYTES],
}

struct Global(UnsafeCell<Memory>);

// SAFETY: the module is instantiated with a memory of its own that is not shared, so there is one thread.
unsafe impl Sync for Global {}

static MEMORY: Global = Global(UnsafeCell::new(Memory {
    prepared: Key::EMPTY,
    work: Workspace::new(),
    operand: [0; MAX_BYTES],
    block: [0; MAX_BYTES],
}));

/// Where the host writes a modulus or a signature, big-endian, at most 512 bytes.
#[no_mangle]
pub extern "C" fn operand() -> *mut u8 {
    // SAFETY: only the address is taken.
    unsafe { (&raw mut (*MEMORY.0.get()).operand).cast() }
}

/// Where the host reads the block of a power.
#[no_mangle]
pub extern "C" fn block() -> *const u8 {
    // SAFETY: only the address is taken.
    unsafe { (&raw const (*MEMORY.0.get()).block).cast() }
}

/// Where the host reads the prepared modulus after [`prepare`] and writes it back before [`power`].
#[no_mangle]
pub extern "C" fn prepared() -> *mut u8 {
    // SAFETY: only the address is taken.
    unsafe { (&raw mut (*MEMORY.0.get()).prepared).cast() }
}

/// Length of a prepared modulus in bytes.
#[no_mangle]
pub extern "C" fn prepared_length() -> usize {
    size_of::<Key<Digits>>()
}

/// Prepares the modulus of `length` bytes at [`operand`]. `false` if it is none of the kernel's.
#[no_mangle]
pub extern "C" fn prepare(length: usize) -> bool {
    // SAFETY: one thread, and no export calls another, so this is the only reference. The host wrote integers and
    // floats only, for which any bytes are a value.
    let memory = unsafe { &mut *MEMORY.0.get() };
    match memory.operand.get(..length) {
        Some(modulus) => memory.prepared.import(modulus, &mut memory.work),
        None => false,
    }
}

/// Computes the power of the signature of `length` bytes at [`operand`] under the modulus at [`prepared`]. `false`
/// if the lengths disagree.
#[no_mangle]
pub extern "C" fn power(length: usize) -> bool {
    // SAFETY: as in `prepare`.
    let memory = unsafe { &mut *MEMORY.0.get() };
    match (memory.operand.get(..length), memory.block.get_mut(..length)) {
        (Some(signature), Some(block)) => memory.prepared.power(signature, block, &mut memory.work),
        _ => false,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
