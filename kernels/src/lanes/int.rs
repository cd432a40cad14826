//! Four 32-bit integers in one `v128`.

use core::arch::wasm32::{
    i16x8_narrow_i32x4, i32x4, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_shl,
    i32x4_shr, i32x4_shuffle, i32x4_splat, i32x4_sub, v128, v128_and, v128_load, v128_or,
    v128_store,
};

/// Four `i32`, or eight `i16` in pairs.
#[derive(Clone, Copy)]
pub struct I32x4(v128);

impl I32x4 {
    pub const ZERO: Self = Self(i32x4(0, 0, 0, 0));

    #[inline(always)]
    pub fn load(from: &[i32; 4]) -> Self {
        // SAFETY: the reference is to 16 initialised bytes, and the instruction takes any alignment.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn store(self, to: &mut [i32; 4]) {
        // SAFETY: the reference is to 16 writable bytes, and the instruction takes any alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self(i32x4_splat(value))
    }

    /// `value` and three zeros.
    #[inline(always)]
    pub fn low_lane(value: i32) -> Self {
        Self(i32x4(value, 0, 0, 0))
    }

    #[inline(always)]
    pub fn last(self) -> i32 {
        i32x4_extract_lane::<3>(self.0)
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn subtract(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(i32x4_shl(self.0, BITS))
    }

    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(i32x4_shr(self.0, BITS))
    }

    /// Moves each lane up by one and the last lane of `previous` into the first.
    #[inline(always)]
    pub fn shift_in(self, previous: Self) -> Self {
        Self(i32x4_shuffle::<3, 4, 5, 6>(previous.0, self.0))
    }

    /// Eight 32-bit lanes, all within 16 bits, as eight 16-bit lanes.
    #[inline(always)]
    pub fn pack(self, upper: Self) -> Self {
        Self(i16x8_narrow_i32x4(self.0, upper.0))
    }

    /// In each lane, the sum of the products of the two pairs of 16-bit halves.
    #[inline(always)]
    pub fn dot(self, other: Self) -> Self {
        Self(i32x4_dot_i16x8(self.0, other.0))
    }
}
