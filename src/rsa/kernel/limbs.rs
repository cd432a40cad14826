//! Plain integers in little-endian 32-bit limbs: the exact arithmetic at the edges of a kernel (key constants,
//! conversion from and to bytes, the final range fix). A slice is a number modulo `2^(32 * len)`; both arguments
//! of a binary operation have the same length.

use super::MAX_BITS;

/// Limbs enough for any value of a kernel: `R = B^digits` is below `2^(MAX_BITS + 192)` for every radix, and 64
/// bits above it hold the sign.
pub const LIMBS: usize = (MAX_BITS + 256) / 32;

/// Reads a big-endian number. Bytes that do not fit are dropped: callers pass at most `4 * limbs.len()`.
pub fn load_be(bytes: &[u8], limbs: &mut [u32]) {
    limbs.fill(0);
    for (limb, chunk) in limbs.iter_mut().zip(bytes.rchunks(4)) {
        *limb = chunk
            .iter()
            .fold(0, |value, &byte| value << 8 | u32::from(byte));
    }
}

/// Writes the low `bytes.len()` bytes, big-endian.
pub fn store_be(limbs: &[u32], bytes: &mut [u8]) {
    for (limb, chunk) in limbs.iter().zip(bytes.rchunks_mut(4)) {
        let width = chunk.len();
        chunk.copy_from_slice(&limb.to_be_bytes()[4 - width..]);
    }
}

/// `x += y`; returns the carry out.
pub fn add(x: &mut [u32], y: &[u32]) -> bool {
    let mut carry = false;
    for (a, &b) in x.iter_mut().zip(y) {
        let (sum, first) = a.overflowing_add(b);
        let (sum, second) = sum.overflowing_add(u32::from(carry));
        *a = sum;
        carry = first || second;
    }
    carry
}

/// `x -= y`; returns the borrow out.
pub fn subtract(x: &mut [u32], y: &[u32]) -> bool {
    let mut borrow = false;
    for (a, &b) in x.iter_mut().zip(y) {
        let (difference, first) = a.overflowing_sub(b);
        let (difference, second) = difference.overflowing_sub(u32::from(borrow));
        *a = difference;
        borrow = first || second;
    }
    borrow
}

/// Whether `x < y`, both unsigned.
pub fn less_than(x: &[u32], y: &[u32]) -> bool {
    x.iter().rev().lt(y.iter().rev())
}

/// Whether the top bit, the sign in two's complement, is set.
pub fn is_negative(x: &[u32]) -> bool {
    x.last().is_some_and(|top| top >> 31 == 1)
}

/// `x = 2 * x mod modulus`, for `x < modulus` and a modulus with its top bit clear.
pub fn double_mod(x: &mut [u32], modulus: &[u32]) {
    let mut carry = 0;
    for limb in x.iter_mut() {
        (*limb, carry) = (*limb << 1 | carry, *limb >> 31);
    }
    if !less_than(x, modulus) {
        subtract(x, modulus);
    }
}

/// `x = x / 2 mod modulus`, for `x < modulus`, an odd modulus and its top bit clear. Returns whether the modulus
/// had to be added to make `x` even.
pub fn halve_mod(x: &mut [u32], modulus: &[u32]) -> bool {
    let odd = x[0] & 1 == 1;
    if odd {
        add(x, modulus);
    }
    let mut carry = 0;
    for limb in x.iter_mut().rev() {
        (*limb, carry) = (*limb >> 1 | carry, *limb << 31);
    }
    odd
}

/// Bits `position .. position + width` of a number, `width <= 64`.
pub fn bits_at(limbs: &[u32], position: usize, width: u32) -> u64 {
    let limb = |index: usize| limbs.get(index).copied().map_or(0, u64::from);
    let (first, shift) = (position / 32, position % 32);
    let mut value = (limb(first) | limb(first + 1) << 32) >> shift;
    if shift as u32 + width > 64 {
        value |= limb(first + 2) << (64 - shift);
    }
    value & (u64::MAX >> (64 - width))
}

/// ORs `value` into a number at bit `position`. Bits beyond its end are dropped.
pub fn deposit_at(limbs: &mut [u32], position: usize, value: u64) {
    let (first, shift) = (position / 32, position % 32);
    let shifted = u128::from(value) << shift;
    for (offset, limb) in limbs.iter_mut().skip(first).take(3).enumerate() {
        *limb |= (shifted >> (32 * offset)) as u32;
    }
}
