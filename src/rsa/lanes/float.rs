//! Two 64-bit lanes in plain Rust.

/// Two `f64`.
#[derive(Clone, Copy)]
pub struct F64x2([f64; 2]);

/// Two `i64`, added modulo `2^64`.
#[derive(Clone, Copy)]
pub struct I64x2([i64; 2]);

impl F64x2 {
    pub const fn splat(value: f64) -> Self {
        Self([value; 2])
    }

    pub fn load(from: &[f64; 2]) -> Self {
        Self(*from)
    }

    pub fn store(self, to: &mut [f64; 2]) {
        *to = self.0;
    }

    pub fn subtract(self, other: Self) -> Self {
        Self([self.0[0] - other.0[0], self.0[1] - other.0[1]])
    }

    pub fn scale(self, factor: f64) -> Self {
        Self(self.0.map(|lane| lane * factor))
    }

    /// `self * other + addend`, rounded once.
    pub fn multiply_add(self, other: Self, addend: Self) -> Self {
        Self(core::array::from_fn(|lane| {
            fused(self.0[lane], other.0[lane], addend.0[lane])
        }))
    }

    /// Whether both lanes are in `low..high`: what an exact step asserts.
    pub fn within(self, low: f64, high: f64) -> bool {
        self.0.iter().all(|lane| (low..high).contains(lane))
    }

    pub fn to_bits(self) -> I64x2 {
        I64x2(self.0.map(|lane| lane.to_bits().cast_signed()))
    }
}

impl I64x2 {
    pub const ZERO: Self = Self([0; 2]);

    pub const fn new(first: i64, second: i64) -> Self {
        Self([first, second])
    }

    pub const fn splat(value: i64) -> Self {
        Self([value; 2])
    }

    pub fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| {
            self.0[lane].wrapping_add(other.0[lane])
        }))
    }

    pub fn and(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }

    /// Shifts zeros in from the left.
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(
            self.0
                .map(|lane| (lane.cast_unsigned() >> BITS).cast_signed()),
        )
    }

    /// Moves the first lane up and the second lane of `previous` into the first.
    pub fn shift_in(self, previous: Self) -> Self {
        Self([previous.0[1], self.0[0]])
    }

    /// Whether the magnitude of both lanes is below `limit`: what a carry asserts.
    pub fn within(self, limit: i64) -> bool {
        self.0.iter().all(|lane| -limit < *lane && *lane < limit)
    }

    pub fn to_float_bits(self) -> F64x2 {
        F64x2(self.0.map(|lane| f64::from_bits(lane.cast_unsigned())))
    }
}

/// `f64::mul_add`, which `core` lacks.
fn fused(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c)
}
