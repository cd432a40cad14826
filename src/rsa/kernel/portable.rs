//! Digits of 29 bits in `i64`, plain scalar arithmetic: the kernel that runs anywhere.
//!
//! Bounds. A carried digit is balanced exactly, `|d| <= 2^28`, so a product of two is at most `2^56` and a column
//! of an `i64` holds 127 of them. [`COLUMN_LIMIT`](Radix::COLUMN_LIMIT) is 124, which leaves `2^58` for what a
//! carry adds on top (at most `2^35`).

use super::radix::{digits_for, Radix};
use super::MAX_BITS;

/// Rows multiplied at once.
const ROWS: usize = 4;
const WIDTH: u32 = 29;
const HALF: i64 = 1 << (WIDTH - 1);
const MAX_DIGITS: usize = digits_for::<Portable>(MAX_BITS);
/// Zeros on both sides of the digits, so that the columns at the edges need no special case.
const PAD: usize = ROWS;

/// The scalar radix.
pub struct Portable;

/// A number, with zeros on both sides.
type Digits = [i64; PAD + MAX_DIGITS + PAD];

impl Radix for Portable {
    const WIDTH: u32 = WIDTH;
    const ROWS: usize = ROWS;
    const COLUMN_LIMIT: usize = 124;

    type Number = Digits;
    type Columns = Digits;
    type Block = [i64; ROWS];
    type Accumulator = [i64; 2 * MAX_DIGITS];

    const ZERO_NUMBER: Digits = [0; PAD + MAX_DIGITS + PAD];
    const ZERO_COLUMNS: Digits = [0; PAD + MAX_DIGITS + PAD];
    const ZERO_ACCUMULATOR: Self::Accumulator = [0; 2 * MAX_DIGITS];

    fn set_digit(number: &mut Digits, index: usize, digit: i64) {
        number[PAD + index] = digit;
    }

    fn digit(number: &Digits, index: usize) -> i64 {
        number[PAD + index]
    }

    fn block(number: &Digits, at: usize) -> Self::Block {
        core::array::from_fn(|row| number[PAD + at + row])
    }

    fn block_is_zero(block: &Self::Block) -> bool {
        *block == [0; ROWS]
    }

    fn spread(number: &Digits, factor: i64, digits: usize, columns: &mut Digits) {
        for index in PAD..PAD + digits {
            columns[index] = factor * number[index];
        }
    }

    fn spread_block(number: &Digits, at: usize, columns: &mut Digits) {
        columns[PAD + at..PAD + at + ROWS].copy_from_slice(&number[PAD + at..PAD + at + ROWS]);
    }

    fn clear_block(columns: &mut Digits, at: usize) {
        columns[PAD + at..PAD + at + ROWS].fill(0);
    }

    fn open(accumulator: &mut Self::Accumulator, at: usize, _row_blocks: usize) {
        accumulator[at..at + ROWS].fill(0);
    }

    fn accumulate(
        accumulator: &mut Self::Accumulator,
        at: usize,
        columns: &Digits,
        from: usize,
        [a0, a1, a2, a3]: Self::Block,
        length: usize,
    ) {
        let first = PAD + from - (ROWS - 1);
        let windows = columns[first..first + length + ROWS - 1]
            .windows(ROWS + 1)
            .step_by(2);
        for (pair, window) in accumulator[at..at + length]
            .chunks_exact_mut(2)
            .zip(windows)
        {
            let &[b3, b2, b1, b0, next] = window else {
                unreachable!("a window of ROWS + 1 digits")
            };
            pair[0] += a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3;
            pair[1] += a0 * next + a1 * b0 + a2 * b1 + a3 * b2;
        }
    }

    fn carry(accumulator: &mut Self::Accumulator, from: usize, to: usize) {
        let carry = carry_through(&mut accumulator[from..to]);
        debug_assert_eq!(carry, 0, "the top columns are all but empty");
    }

    fn take_block(accumulator: &mut Self::Accumulator, at: usize) -> Self::Block {
        let mut block = core::array::from_fn(|row| accumulator[at + row]);
        accumulator[at + ROWS] += carry_through(&mut block);
        block
    }

    fn put_block(accumulator: &mut Self::Accumulator, at: usize, block: &Self::Block) {
        accumulator[at..at + ROWS].copy_from_slice(block);
    }

    fn finish(accumulator: &mut Self::Accumulator, at: usize, digits: usize, number: &mut Digits) {
        let result = &mut number[PAD..PAD + digits];
        result.copy_from_slice(&accumulator[at..at + digits]);
        let carry = carry_through(result);
        debug_assert_eq!(carry, 0, "a result fits its digits");
    }
}

/// Balances each digit in turn; returns the carry out of the last.
fn carry_through(digits: &mut [i64]) -> i64 {
    let mut carry = 0;
    for digit in digits {
        let value = *digit + carry;
        carry = (value + HALF) >> WIDTH;
        *digit = value - (carry << WIDTH);
    }
    carry
}
