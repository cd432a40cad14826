//! What a kernel is to the algorithm of [`fold`](super::fold): how numbers are cut into digits, and how those are multiplied
//! and carried.

use super::limbs::bits_at;

/// Bits of `R` above the modulus.
const SPARE_BITS: usize = 32;

/// How a number is cut into digits, and how those are multiplied and carried.
///
/// Digit positions (`at`, `from`, `index`) count from the least significant digit and are multiples of `ROWS`,
/// except `index`. A number is zero outside its digits, and columns may be read `ROWS` positions beyond both ends.
pub trait Radix {
    /// Bits of a digit.
    const WIDTH: u32;
    /// Rows multiplied at once; digit counts are a multiple of it.
    const ROWS: usize;
    /// Products of two carried digits that a column can hold between two carries.
    const COLUMN_LIMIT: usize;

    /// A number as it is carried along: the rows of the next product.
    type Number: Clone;
    /// A number as the columns of a product.
    type Columns: Clone;
    /// `ROWS` digits of a number.
    type Block: Copy;
    /// Columns of a product, `2 * digits` of them.
    type Accumulator: Clone;

    /// Zero.
    const ZERO_NUMBER: Self::Number;
    /// Zero.
    const ZERO_COLUMNS: Self::Columns;
    /// Zero, in no state of use: blocks are [opened](Radix::open) first.
    const ZERO_ACCUMULATOR: Self::Accumulator;

    /// Whether the engine computes as the kernel needs it to.
    fn is_supported() -> bool {
        true
    }
    /// Stores one balanced digit.
    fn set_digit(number: &mut Self::Number, index: usize, digit: i64);
    /// Reads one digit.
    fn digit(number: &Self::Number, index: usize) -> i64;
    /// Reads the block at `at`.
    fn block(number: &Self::Number, at: usize) -> Self::Block;
    /// Whether all digits of a block are zero.
    fn block_is_zero(block: &Self::Block) -> bool;

    /// Makes columns of `factor` (1 or 2) times a number.
    fn spread(number: &Self::Number, factor: i64, digits: usize, columns: &mut Self::Columns);
    /// In columns of twice the number that are zero below `at`: replaces the block at `at` by the number's own.
    fn spread_block(number: &Self::Number, at: usize, columns: &mut Self::Columns);
    /// Zeroes the block at `at`; after the last block, all columns are zero.
    fn clear_block(columns: &mut Self::Columns, at: usize);

    /// Empties the block of columns at `at`, which is to receive exactly `row_blocks` calls of `accumulate`
    /// before it is taken or finished.
    fn open(accumulator: &mut Self::Accumulator, at: usize, row_blocks: usize);
    /// Adds `rows` times the columns from `from` on into `length` columns at `at`.
    fn accumulate(
        accumulator: &mut Self::Accumulator,
        at: usize,
        columns: &Self::Columns,
        from: usize,
        rows: Self::Block,
        length: usize,
    );
    /// Makes room in columns `from..to` by carrying. There is no carry out of `to`.
    fn carry(accumulator: &mut Self::Accumulator, from: usize, to: usize);
    /// Carries the block at `at`, adds the carry out to the column above, and returns the digits.
    fn take_block(accumulator: &mut Self::Accumulator, at: usize) -> Self::Block;
    /// Adds digits to a freshly opened block.
    fn put_block(accumulator: &mut Self::Accumulator, at: usize, block: &Self::Block);
    /// Carries `digits` columns at `at` and stores them as a number. There is no carry out.
    fn finish(
        accumulator: &mut Self::Accumulator,
        at: usize,
        digits: usize,
        number: &mut Self::Number,
    );
}

/// Digits of a modulus of `bits` bits.
#[must_use]
pub const fn digits_for<R: Radix>(bits: usize) -> usize {
    (bits + SPARE_BITS)
        .div_ceil(R::WIDTH as usize)
        .div_ceil(R::ROWS)
        * R::ROWS
}

/// Cuts a non-negative number into balanced digits, with zeros above them whatever was there before.
pub(super) fn load_digits<R: Radix>(limbs: &[u32], digits: usize, number: &mut R::Number) {
    *number = R::ZERO_NUMBER;
    let half = 1 << (R::WIDTH - 1);
    let mut carry = 0;
    for index in 0..digits {
        let value = bits_at(limbs, index * R::WIDTH as usize, R::WIDTH) as i64 + carry;
        carry = i64::from(value >= half);
        R::set_digit(number, index, value - (carry << R::WIDTH));
    }
}

/// Columns of a non-negative number, by way of a scratch number.
pub(super) fn spread_limbs<R: Radix>(
    limbs: &[u32],
    digits: usize,
    scratch: &mut R::Number,
    columns: &mut R::Columns,
) {
    load_digits::<R>(limbs, digits, scratch);
    *columns = R::ZERO_COLUMNS;
    R::spread(scratch, 1, digits, columns);
}
