//! Digits of 51 bits in `f64`, multiplied by fused multiply-add: the kernel for wasm with `relaxed-simd`.
//!
//! A product `a * b` of two digits has up to 102 bits. With the constants `SPLIT = 1.5 * 2^103` and
//! `OFFSET = 1.5 * 2^52` it falls into two integers, `a * b = 2^51 * h + l`, without any rounding error:
//!
//! ```text
//! high = fma(a, b, SPLIT)                       = SPLIT  + 2^51 * h
//! low  = fma(a, b, (SPLIT + OFFSET) - high)     = OFFSET + l
//! ```
//!
//! and because both lie in one binade each, their bit patterns are `bits(SPLIT) + h` and `bits(OFFSET) + l`: columns
//! are sums of bit patterns, as integers. How often a column is added to is known beforehand, so the offsets come
//! off when it is opened.
//!
//! Bounds. A carried digit is `|d| <= 2^50 + 2^8` (shown at [`carry_pair`]), a doubled one twice that, so
//! `|a * b| < 2^102`.
//! - `high` lies in `[2^103, 2^104)`, where the spacing is `2^51`: `h` is `a * b / 2^51` to the nearest, `|h| < 2^51`.
//! - `(SPLIT + OFFSET) - high = OFFSET - 2^51 * h` is a multiple of `2^51` below `2^103`: exact.
//! - `|l| = |a * b - 2^51 * h| <= 2^50`, so `low` lies in `[2^52, 2^53)`, where the spacing is 1: exact.
//! - `|h| + |l| < 2^51` for two plain digits (a doubled one counts as two products), so a column of 256 products
//!   stays below `2^59`.

use core::cell::Cell;
use core::hint::black_box;

use super::super::lanes::{F64x2, I64x2};
use super::radix::{digits_for, Radix};
use super::MAX_BITS;

/// Rows multiplied at once.
const ROWS: usize = 6;
const WIDTH: u32 = 51;
const MAX_DIGITS: usize = digits_for::<Fma>(MAX_BITS);
/// Zeros on both sides of the digits, so that the columns at the edges need no special case.
const PAD: usize = 8;
/// Lanes of a vector.
const LANES: usize = 2;
/// Column digits that a step of the inner loop reads: its own and one below for each row but the first.
const WINDOW: usize = LANES + ROWS - 1;

const BINADE_OF_SPLIT: f64 = power_of_two(103);
const BINADE_OF_OFFSET: f64 = power_of_two(52);
const SPLIT: f64 = 1.5 * BINADE_OF_SPLIT;
const OFFSET: f64 = 1.5 * BINADE_OF_OFFSET;

/// A square needs `2 * digits` of the limit (a doubled digit counts twice), its reduction another `digits`.
const _: () = assert!(
    3 * MAX_DIGITS <= Fma::COLUMN_LIMIT,
    "columns never need a carry in between"
);

const fn power_of_two(exponent: u64) -> f64 {
    f64::from_bits((1023 + exponent) << 52)
}

/// The floating-point radix.
pub struct Fma;

/// A number, with zeros on both sides.
type Digits = [f64; PAD + MAX_DIGITS + PAD];

/// Columns of a product.
#[derive(Clone)]
pub struct Accumulator {
    /// The sums of `l`; column `k` has weight `2^(51 k)`.
    low: [I64x2; 2 * MAX_DIGITS / LANES],
    /// The sums of `h`; column `k` has weight `2^(51 (k + 1))`.
    high: [I64x2; 2 * MAX_DIGITS / LANES],
}

impl Radix for Fma {
    const WIDTH: u32 = WIDTH;
    const ROWS: usize = ROWS;
    const COLUMN_LIMIT: usize = 256;

    type Number = Digits;
    type Columns = Digits;
    type Block = [f64; ROWS];
    type Accumulator = Accumulator;

    const ZERO_NUMBER: Digits = [0.0; PAD + MAX_DIGITS + PAD];
    const ZERO_COLUMNS: Digits = [0.0; PAD + MAX_DIGITS + PAD];
    const ZERO_ACCUMULATOR: Accumulator = Accumulator {
        low: [I64x2::ZERO; 2 * MAX_DIGITS / LANES],
        high: [I64x2::ZERO; 2 * MAX_DIGITS / LANES],
    };

    fn is_supported() -> bool {
        // Unfused, the square of 2^27 + 1 loses its last bit before the subtraction.
        let [root, square] =
            [power_of_two(27) + 1.0, power_of_two(54) + power_of_two(28)].map(black_box);
        let difference = F64x2::splat(root).multiply_add(F64x2::splat(root), F64x2::splat(-square));
        let mut lanes = [0.0; LANES];
        difference.store(&mut lanes);
        lanes.map(f64::to_bits) == [1.0_f64.to_bits(); LANES]
    }

    fn set_digit(number: &mut Digits, index: usize, digit: i64) {
        number[PAD + index] = digit as f64;
    }

    fn digit(number: &Digits, index: usize) -> i64 {
        number[PAD + index] as i64
    }

    fn block(number: &Digits, at: usize) -> Self::Block {
        core::array::from_fn(|row| number[PAD + at + row])
    }

    fn block_is_zero(block: &Self::Block) -> bool {
        block.iter().all(|digit| digit.to_bits() << 1 == 0)
    }

    fn spread(number: &Digits, factor: i64, digits: usize, columns: &mut Digits) {
        let range = PAD..PAD + digits;
        let pairs = columns[range.clone()]
            .as_chunks_mut()
            .0
            .iter_mut()
            .zip(number[range].as_chunks().0);
        for (column, digit) in pairs {
            F64x2::load(digit).scale(factor as f64).store(column);
        }
    }

    fn spread_block(number: &Digits, at: usize, columns: &mut Digits) {
        columns[PAD + at..PAD + at + ROWS].copy_from_slice(&number[PAD + at..PAD + at + ROWS]);
    }

    fn clear_block(columns: &mut Digits, at: usize) {
        columns[PAD + at..PAD + at + ROWS].fill(0.0);
    }

    fn open(accumulator: &mut Accumulator, at: usize, row_blocks: usize) {
        let additions = (row_blocks * ROWS) as i64;
        let start = |offset: f64| I64x2::splat((offset.to_bits() as i64).wrapping_mul(-additions));
        let range = at / LANES..(at + ROWS) / LANES;
        accumulator.low[range.clone()].fill(start(OFFSET));
        accumulator.high[range].fill(start(SPLIT));
    }

    fn accumulate(
        accumulator: &mut Accumulator,
        at: usize,
        columns: &Digits,
        from: usize,
        rows: Self::Block,
        length: usize,
    ) {
        let (at, steps) = (at / LANES, length / LANES);
        let low = Cell::from_mut(&mut accumulator.low[at..at + steps]).as_slice_of_cells();
        let high = Cell::from_mut(&mut accumulator.high[at..at + steps]).as_slice_of_cells();
        let first = PAD + from - (ROWS - 1);
        add_rows(low, high, &columns[first..first + length + ROWS - 1], &rows);
    }

    fn carry(_accumulator: &mut Accumulator, _from: usize, _to: usize) {
        unreachable!("COLUMN_LIMIT is more than any number of digits needs");
    }

    fn take_block(accumulator: &mut Accumulator, at: usize) -> Self::Block {
        let mut block = [0.0; ROWS];
        let mut state = CarryState::START;
        let columns = at / LANES..(at + ROWS) / LANES;
        for (index, digits) in columns.zip(block.as_chunks_mut().0) {
            carry_pair(accumulator, index, &mut state).store(digits);
        }
        // The column above gets the carry, less its offset, and the high half of this block's last column.
        let above = I64x2::ZERO
            .shift_in(state.carries.add(state.highs))
            .add(I64x2::new(-CARRY_OFFSET, 0));
        let next = &mut accumulator.low[(at + ROWS) / LANES];
        *next = next.add(above);
        block
    }

    fn put_block(accumulator: &mut Accumulator, at: usize, block: &Self::Block) {
        let columns = &mut accumulator.low[at / LANES..(at + ROWS) / LANES];
        for (column, &[first, second]) in columns.iter_mut().zip(block.as_chunks().0) {
            *column = column.add(I64x2::new(first as i64, second as i64));
        }
    }

    fn finish(accumulator: &mut Accumulator, at: usize, digits: usize, number: &mut Digits) {
        let mut state = CarryState::START;
        let columns = at / LANES..(at + digits) / LANES;
        for (index, digits) in columns.zip(number[PAD..].as_chunks_mut().0) {
            carry_pair(accumulator, index, &mut state).store(digits);
        }
    }
}

/// The inner loop: adds `rows` times `columns` to the sums. The column digits of step `k` start at `LANES * k`.
///
/// The sums are cells for the compiler: as exclusive slices it stores the high sums first, which takes more registers than
/// there are (a fifth of the speed on some versions of V8).
#[inline(never)]
fn add_rows(
    low_sums: &[Cell<I64x2>],
    high_sums: &[Cell<I64x2>],
    mut columns: &[f64],
    rows: &[f64; ROWS],
) {
    debug_assert_eq!(
        columns.len() + LANES,
        LANES * low_sums.len() + WINDOW,
        "a window a step"
    );
    // From memory, not as literals: V8 rebuilds literal vectors inside the loop.
    let [split, both] = black_box([F64x2::splat(SPLIT), F64x2::splat(SPLIT + OFFSET)]);
    let rows = rows.map(F64x2::splat);
    for (low_sum, high_sum) in low_sums.iter().zip(high_sums) {
        let Some(window) = columns.first_chunk::<WINDOW>() else {
            break;
        };
        columns = &columns[LANES..];
        let (mut lows, mut highs) = (low_sum.get(), high_sum.get());
        for (row, multiplier) in rows.iter().enumerate() {
            let digits = F64x2::load(pair_at(window, ROWS - 1 - row));
            let high = multiplier.multiply_add(digits, split);
            let low = multiplier.multiply_add(digits, both.subtract(high));
            debug_assert!(
                high.within(BINADE_OF_SPLIT, 2.0 * BINADE_OF_SPLIT),
                "high is in its binade"
            );
            debug_assert!(
                low.within(BINADE_OF_OFFSET, 2.0 * BINADE_OF_OFFSET),
                "low is in its binade"
            );
            highs = highs.add(high.to_bits());
            lows = lows.add(low.to_bits());
        }
        low_sum.set(lows);
        high_sum.set(highs);
    }
}

/// Two digits of a window. Its length is a constant of the caller, and so is the offset.
#[inline(always)]
fn pair_at(window: &[f64; WINDOW], offset: usize) -> &[f64; 2] {
    match window[offset..].first_chunk() {
        Some(pair) => pair,
        None => unreachable!("a window holds ROWS + LANES - 1 digits"),
    }
}

/// Makes a column non-negative for its shift: `2^61` is more than any column, and `2^50` rounds to nearest.
const COLUMN_OFFSET: i64 = (1 << 61) + ROUNDING;
const ROUNDING: i64 = 1 << (WIDTH - 1);
/// `2^61`, seen in a carry.
const CARRY_OFFSET: i64 = 1 << (61 - WIDTH);
const DIGIT_MASK: i64 = (1 << WIDTH) - 1;

/// What passes from one pair of columns to the next.
struct CarryState {
    /// The carries out of the pair before, each with `CARRY_OFFSET` on it.
    carries: I64x2,
    /// The high sums of the pair before.
    highs: I64x2,
}

impl CarryState {
    const START: Self = Self {
        carries: I64x2::splat(CARRY_OFFSET),
        highs: I64x2::ZERO,
    };
}

/// The balanced digits of one pair of columns. One pass without a chain: the carry into a column comes from the
/// column below alone. With `|column| < 2^59` the carry is at most `2^8`, and so `|digit| <= 2^50 + 2^8`.
#[inline(always)]
fn carry_pair(accumulator: &Accumulator, index: usize, state: &mut CarryState) -> F64x2 {
    let highs = accumulator.high[index];
    let columns = accumulator.low[index].add(highs.shift_in(state.highs));
    debug_assert!(columns.within(1 << 59), "a column stays in its bounds");
    let shifted = columns.add(I64x2::splat(COLUMN_OFFSET));
    let carries = shifted.shift_right::<WIDTH>();
    let remainders = shifted.and(I64x2::splat(DIGIT_MASK));
    // An integer below 2^51 in magnitude, added to the bits of OFFSET, is the bits of OFFSET plus that integer.
    let to_float = I64x2::splat(OFFSET.to_bits() as i64 - ROUNDING - CARRY_OFFSET);
    let digits = remainders
        .add(carries.shift_in(state.carries))
        .add(to_float)
        .to_float_bits();
    *state = CarryState { carries, highs };
    digits.subtract(F64x2::splat(OFFSET))
}
