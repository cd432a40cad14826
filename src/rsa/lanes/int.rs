//! Four 32-bit integers in plain Rust.

/// Four `i32`, or eight `i16` in pairs.
#[derive(Clone, Copy)]
pub struct I32x4([i32; 4]);

impl I32x4 {
    pub const ZERO: Self = Self([0; 4]);

    pub fn load(from: &[i32; 4]) -> Self {
        Self(*from)
    }

    pub fn store(self, to: &mut [i32; 4]) {
        *to = self.0;
    }

    pub fn splat(value: i32) -> Self {
        Self([value; 4])
    }

    /// `value` and three zeros.
    pub fn low_lane(value: i32) -> Self {
        Self([value, 0, 0, 0])
    }

    pub fn last(self) -> i32 {
        self.0[3]
    }

    pub fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    pub fn subtract(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| self.0[lane] - other.0[lane]))
    }

    pub fn and(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| self.0[lane] & other.0[lane]))
    }

    pub fn or(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| self.0[lane] | other.0[lane]))
    }

    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|lane| lane << BITS))
    }

    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.map(|lane| lane >> BITS))
    }

    /// Moves each lane up by one and the last lane of `previous` into the first.
    pub fn shift_in(self, previous: Self) -> Self {
        Self([previous.0[3], self.0[0], self.0[1], self.0[2]])
    }

    /// Eight 32-bit lanes, all within 16 bits, as eight 16-bit lanes.
    pub fn pack(self, upper: Self) -> Self {
        let lane = |index: usize| {
            if index < 4 {
                self.0[index]
            } else {
                upper.0[index - 4]
            }
        };
        Self(core::array::from_fn(|pair| {
            join(lane(2 * pair), lane(2 * pair + 1))
        }))
    }

    /// In each lane, the sum of the products of the two pairs of 16-bit halves.
    pub fn dot(self, other: Self) -> Self {
        Self(core::array::from_fn(|lane| {
            let (a, b) = (halves(self.0[lane]), halves(other.0[lane]));
            a.0 * b.0 + a.1 * b.1
        }))
    }
}

fn halves(pair: i32) -> (i32, i32) {
    (pair << 16 >> 16, pair >> 16)
}

fn join(low: i32, high: i32) -> i32 {
    debug_assert!(
        i16::try_from(low).is_ok() && i16::try_from(high).is_ok(),
        "a digit fits 16 bits"
    );
    low & 0xffff | high << 16
}
