//! Digits of 13 bits in `i16`, multiplied by `i32x4.dot_i16x8_s`: the kernel for wasm with `simd128`.
//!
//! One instruction makes four columns of two products: the rows are pairs `(a_2r, a_2r+1)`, the same in all four
//! lanes, and the columns are pairs `(b_j, b_j-1)`, so that `a_2r * b_j + a_2r+1 * b_j-1` belongs to column `2r + j`.
//!
//! Bounds. A carried digit is `|d| <= 2^12 + 33 = 4129` (shown at [`balance`]); a doubled one is below `2^14`. A column
//! of 112 products is at most `112 * 4129^2 = 1.91 * 10^9`, and what one carry pass leaves in it is below
//! `2^18 + 2^13`: together less than `2^31 - 2^27`.

use super::super::lanes::I32x4;
use super::radix::{digits_for, Radix};
use super::MAX_BITS;

/// Rows multiplied at once, as pairs.
const ROWS: usize = 16;
const PAIRS: usize = ROWS / 2;
const WIDTH: u32 = 13;
const HALF: i32 = 1 << (WIDTH - 1);
const MAX_DIGITS: usize = digits_for::<Dot>(MAX_BITS);
/// Zeros on both sides of the digits, so that the columns at the edges need no special case.
const PAD: usize = ROWS;
/// Lanes of a vector.
const LANES: usize = 4;
/// Columns of one step of the inner loop.
const STEP: usize = 2 * LANES;
/// Column entries that a step reads: its own and two below for each pair of rows but the first.
const WINDOW: usize = STEP + 2 * (PAIRS - 1);

/// The radix of 16-bit digits.
pub struct Dot;

/// A number or its pairs, with zeros on both sides.
type Digits = [i32; PAD + MAX_DIGITS + PAD];

impl Radix for Dot {
    const WIDTH: u32 = WIDTH;
    const ROWS: usize = ROWS;
    const COLUMN_LIMIT: usize = 112;

    type Number = Digits;
    /// Entry `j` is the pair `(b_j, b_j-1)`.
    type Columns = Digits;
    type Block = [i32; PAIRS];
    type Accumulator = [I32x4; 2 * MAX_DIGITS / LANES];

    const ZERO_NUMBER: Digits = [0; PAD + MAX_DIGITS + PAD];
    const ZERO_COLUMNS: Digits = [0; PAD + MAX_DIGITS + PAD];
    const ZERO_ACCUMULATOR: Self::Accumulator = [I32x4::ZERO; 2 * MAX_DIGITS / LANES];

    fn set_digit(number: &mut Digits, index: usize, digit: i64) {
        number[PAD + index] = digit as i32;
    }

    fn digit(number: &Digits, index: usize) -> i64 {
        i64::from(number[PAD + index])
    }

    fn block(number: &Digits, at: usize) -> Self::Block {
        pack(core::array::from_fn(|vector| {
            I32x4::load(lanes_at(number, PAD + at + LANES * vector))
        }))
    }

    fn block_is_zero(block: &Self::Block) -> bool {
        *block == [0; PAIRS]
    }

    fn spread(number: &Digits, factor: i64, digits: usize, columns: &mut Digits) {
        // The entry above the last digit holds that digit as its lower one.
        for index in (PAD..=PAD + digits).step_by(LANES) {
            let (own, lower) = (
                I32x4::load(lanes_at(number, index)),
                I32x4::load(lanes_at(number, index - 1)),
            );
            let entries = if factor == 2 {
                pair(own.add(own), lower.add(lower))
            } else {
                pair(own, lower)
            };
            entries.store(lanes_at_mut(columns, index));
        }
    }

    fn spread_block(number: &Digits, at: usize, columns: &mut Digits) {
        for index in (PAD + at..PAD + at + ROWS).step_by(LANES) {
            let (own, lower) = (
                I32x4::load(lanes_at(number, index)),
                I32x4::load(lanes_at(number, index - 1)),
            );
            pair(own, lower).store(lanes_at_mut(columns, index));
        }
        // What is below the block is zero by now, and the digit above it is doubled.
        columns[PAD + at] &= 0xffff;
        let above = PAD + at + ROWS;
        columns[above] = number[above] << 1 & 0xffff | number[above - 1] << 16;
    }

    fn clear_block(columns: &mut Digits, at: usize) {
        // The entry above holds the block's last digit as its lower one.
        columns[PAD + at..=PAD + at + ROWS].fill(0);
    }

    fn open(accumulator: &mut Self::Accumulator, at: usize, _row_blocks: usize) {
        accumulator[at / LANES..(at + ROWS) / LANES].fill(I32x4::ZERO);
    }

    fn accumulate(
        accumulator: &mut Self::Accumulator,
        at: usize,
        columns: &Digits,
        from: usize,
        rows: Self::Block,
        length: usize,
    ) {
        let first = PAD + from - 2 * (PAIRS - 1);
        let columns = &columns[first..first + length + 2 * (PAIRS - 1)];
        add_rows(
            &mut accumulator[at / LANES..(at + length) / LANES],
            columns,
            &rows,
        );
    }

    fn carry(accumulator: &mut Self::Accumulator, from: usize, to: usize) {
        let mut carries = I32x4::ZERO;
        for column in &mut accumulator[from / LANES..to / LANES] {
            *column = balance_once(*column, &mut carries);
        }
        debug_assert_eq!(carries.last(), 0, "the top columns are all but empty");
    }

    fn take_block(accumulator: &mut Self::Accumulator, at: usize) -> Self::Block {
        let mut state = [I32x4::ZERO; 2];
        let first = at / LANES;
        let digits =
            core::array::from_fn(|vector| balance(accumulator[first + vector], &mut state));
        let above = &mut accumulator[first + ROWS / LANES];
        *above = above.add(I32x4::low_lane(state[0].add(state[1]).last()));
        pack(digits)
    }

    fn put_block(accumulator: &mut Self::Accumulator, at: usize, block: &Self::Block) {
        let columns = &mut accumulator[at / LANES..(at + ROWS) / LANES];
        for (column, &[first, second]) in columns.iter_mut().zip(block.as_chunks().0) {
            let digits = [
                first << 16 >> 16,
                first >> 16,
                second << 16 >> 16,
                second >> 16,
            ];
            *column = column.add(I32x4::load(&digits));
        }
    }

    fn finish(accumulator: &mut Self::Accumulator, at: usize, digits: usize, number: &mut Digits) {
        let mut state = [I32x4::ZERO; 2];
        let columns = &accumulator[at / LANES..(at + digits) / LANES];
        for (column, digits) in columns.iter().zip(number[PAD..].as_chunks_mut().0) {
            balance(*column, &mut state).store(digits);
        }
        debug_assert_eq!(state[0].add(state[1]).last(), 0, "a result fits its digits");
    }
}

/// The inner loop: adds `rows` times `columns` to the sums. The column entries of step `k` start at `STEP * k`.
///
/// Written out, because a loop over the rows is unrolled too late for LLVM to order the sums well (a quarter of the
/// speed on some versions of V8).
#[inline(never)]
fn add_rows(sums: &mut [I32x4], mut columns: &[i32], rows: &[i32; PAIRS]) {
    debug_assert_eq!(
        columns.len() + STEP,
        LANES * sums.len() + WINDOW,
        "a window a step"
    );
    let [a0, a1, a2, a3, a4, a5, a6, a7] = rows.map(I32x4::splat);
    for sums in sums.chunks_exact_mut(STEP / LANES) {
        let Some(window) = columns.first_chunk::<WINDOW>() else {
            break;
        };
        columns = &columns[STEP..];
        let entries = |offset| I32x4::load(lanes_at(window, offset));
        let [b0, b1, b2, b3, b4] = [0, 2, 4, 6, 8].map(entries);
        let [b5, b6, b7, b8, b9] = [10, 12, 14, 16, 18].map(entries);
        let (lower, upper) = (sums[0], sums[1]);
        let lower = lower
            .add(a0.dot(b7))
            .add(a1.dot(b6))
            .add(a2.dot(b5))
            .add(a3.dot(b4));
        let upper = upper
            .add(a0.dot(b9))
            .add(a1.dot(b8))
            .add(a2.dot(b7))
            .add(a3.dot(b6));
        sums[0] = lower
            .add(a4.dot(b3))
            .add(a5.dot(b2))
            .add(a6.dot(b1))
            .add(a7.dot(b0));
        sums[1] = upper
            .add(a4.dot(b5))
            .add(a5.dot(b4))
            .add(a6.dot(b3))
            .add(a7.dot(b2));
    }
}

/// Four neighbours in an array. Offset and length are constants of the caller, or cheap to check against a step.
#[inline(always)]
fn lanes_at(values: &[i32], offset: usize) -> &[i32; LANES] {
    match values[offset..].first_chunk() {
        Some(lanes) => lanes,
        None => unreachable!("the padding covers a whole vector"),
    }
}

#[inline(always)]
fn lanes_at_mut(values: &mut [i32], offset: usize) -> &mut [i32; LANES] {
    match values[offset..].first_chunk_mut() {
        Some(lanes) => lanes,
        None => unreachable!("the padding covers a whole vector"),
    }
}

/// Pairs of 16-bit halves, `own` low and `lower` high.
#[inline(always)]
fn pair(own: I32x4, lower: I32x4) -> I32x4 {
    own.and(I32x4::splat(0xffff)).or(lower.shift_left::<16>())
}

/// A block of digits as pairs of rows.
#[inline(always)]
fn pack(digits: [I32x4; ROWS / LANES]) -> [i32; PAIRS] {
    let mut block = [0; PAIRS];
    let [low, high] = [digits[0].pack(digits[1]), digits[2].pack(digits[3])];
    low.store(lanes_at_mut(&mut block, 0));
    high.store(lanes_at_mut(&mut block, LANES));
    block
}

/// One carry pass over four columns. The carry into a column comes from the column below alone, so there is no
/// chain; `carries` are those out of the four before. A column below `2^31` leaves a carry of at most `2^18`.
#[inline(always)]
fn balance_once(columns: I32x4, carries: &mut I32x4) -> I32x4 {
    let out = columns.add(I32x4::splat(HALF)).shift_right::<WIDTH>();
    let digits = columns
        .subtract(out.shift_left::<WIDTH>())
        .add(out.shift_in(*carries));
    *carries = out;
    digits
}

/// Two carry passes. The first leaves at most `2^12 + 2^18`, out of which the second carries at most 33: so a digit
/// is at most `2^12 + 33`.
#[inline(always)]
fn balance(columns: I32x4, carries: &mut [I32x4; 2]) -> I32x4 {
    let [first, second] = carries;
    balance_once(balance_once(columns, first), second)
}
