//! Two 64-bit lanes in one `v128`.

use core::arch::wasm32::{
    f64x2, f64x2_mul, f64x2_relaxed_madd, f64x2_sub, i64x2, i64x2_add, i64x2_shuffle, u64x2_shr,
    v128, v128_and, v128_load, v128_store,
};

/// Two `f64`.
#[derive(Clone, Copy)]
pub struct F64x2(v128);

/// Two `i64`, added modulo `2^64`.
#[derive(Clone, Copy)]
pub struct I64x2(v128);

impl F64x2 {
    #[inline(always)]
    pub const fn splat(value: f64) -> Self {
        Self(f64x2(value, value))
    }

    #[inline(always)]
    pub fn load(from: &[f64; 2]) -> Self {
        // SAFETY: the reference is to 16 initialised bytes, and the instruction takes any alignment.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn store(self, to: &mut [f64; 2]) {
        // SAFETY: the reference is to 16 writable bytes, and the instruction takes any alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn subtract(self, other: Self) -> Self {
        Self(f64x2_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn scale(self, factor: f64) -> Self {
        Self(f64x2_mul(self.0, f64x2(factor, factor)))
    }

    /// `self * other + addend`, rounded once where the engine fuses: the kernel asks first.
    #[inline(always)]
    pub fn multiply_add(self, other: Self, addend: Self) -> Self {
        Self(f64x2_relaxed_madd(self.0, other.0, addend.0))
    }

    /// Checked by the plain lanes only.
    #[inline(always)]
    #[allow(clippy::unused_self)]
    pub fn within(self, _low: f64, _high: f64) -> bool {
        true
    }

    #[inline(always)]
    pub fn to_bits(self) -> I64x2 {
        I64x2(self.0)
    }
}

impl I64x2 {
    pub const ZERO: Self = Self::splat(0);

    #[inline(always)]
    pub const fn new(first: i64, second: i64) -> Self {
        Self(i64x2(first, second))
    }

    #[inline(always)]
    pub const fn splat(value: i64) -> Self {
        Self(i64x2(value, value))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    /// Shifts zeros in from the left.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(u64x2_shr(self.0, BITS))
    }

    /// Moves the first lane up and the second lane of `previous` into the first.
    #[inline(always)]
    pub fn shift_in(self, previous: Self) -> Self {
        Self(i64x2_shuffle::<1, 2>(previous.0, self.0))
    }

    /// Checked by the plain lanes only.
    #[inline(always)]
    #[allow(clippy::unused_self)]
    pub fn within(self, _limit: i64) -> bool {
        true
    }

    #[inline(always)]
    pub fn to_float_bits(self) -> F64x2 {
        F64x2(self.0)
    }
}
