//! Montgomery arithmetic with lazy carries and a reduction by folding, over any [`Radix`].
//!
//! A number is `digits` balanced (signed) digits of radix `B = 2^WIDTH`; `R = B^digits`. Values between two
//! multiplications are residues of either sign, a little beyond `(-N, N)`, and are brought into `[0, N)` once, at
//! the very end.
//!
//! Products are summed by columns, [`Radix::ROWS`] rows at a time, and nothing is carried until a column could
//! overflow. A reduction takes the lowest `ROWS` columns, `T = T_high * B^ROWS + T_low`, and uses
//! `Q = B^-ROWS mod N`:
//!
//! ```text
//! T * B^-ROWS = T_high + T_low * Q   (mod N)
//! ```
//!
//! which needs no quotient. Folding alone would leave a value near `N * B^ROWS / 2`, so the last block is reduced
//! by a classic Montgomery step: `m = T_low * (-N^-1) mod B^ROWS`, add `m * N`, and the low block is zero.
//!
//! Why the values stay small. [`SPARE_BITS`](super::radix) of room means `N < R * 2^-32`. A block of carried digits is at most
//! `B^ROWS * (1/2 + 2^-7)`: a digit exceeds half the radix by 33 in 4096 at most (in `dot`).
//! With `|a|, |b| <= c * N` and `0 <= Q < N` the folds therefore leave at most
//! `c^2 * N^2 / B^(digits - ROWS) + N * B^ROWS * (1/2 + 2^-7) * (1 + 2^-13)`, the classic step adds `|m * N|` and divides by
//! `B^ROWS`, and the result is below `N * (1 + 2^-5)`. `c = 1 + 2^-5` reproduces itself.

use super::limbs::{
    add, deposit_at, double_mod, halve_mod, is_negative, less_than, load_be, store_be, subtract,
    LIMBS,
};
use super::radix::{digits_for, load_digits, spread_limbs, Radix};
use super::{MAX_BITS, MIN_BITS};

/// `R^2 mod N` is made from `R * 2^k` by this many squarings.
const KEY_SQUARINGS: u32 = 5;

/// Squarings in a power: `65537 = 2^16 + 1`.
const POWER_SQUARINGS: u32 = 16;

/// A modulus and the constants that depend on it alone.
#[derive(Clone)]
pub struct Key<R: Radix> {
    modulus_bytes: usize,
    digits: usize,
    modulus: [u32; LIMBS],
    modulus_columns: R::Columns,
    /// `Q = B^-ROWS mod N`.
    pub(super) fold_columns: R::Columns,
    /// `-N^-1 mod B^ROWS`.
    inverse_columns: R::Columns,
    /// `R^2 mod N`.
    r_squared_columns: R::Columns,
}

/// Scratch space of a power; its content between calls has no meaning.
#[derive(Clone)]
pub struct Workspace<R: Radix> {
    base: R::Number,
    pub(super) power: R::Number,
    columns: R::Columns,
    product: R::Accumulator,
    quotient: R::Accumulator,
}

impl<R: Radix> Workspace<R> {
    /// A fresh workspace, usable in statics.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            base: R::ZERO_NUMBER,
            power: R::ZERO_NUMBER,
            columns: R::ZERO_COLUMNS,
            product: R::ZERO_ACCUMULATOR,
            quotient: R::ZERO_ACCUMULATOR,
        }
    }
}

impl<R: Radix> Default for Workspace<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Radix> Key<R> {
    /// A key that no modulus was imported into.
    pub const EMPTY: Self = Self {
        modulus_bytes: 0,
        digits: 0,
        modulus: [0; LIMBS],
        modulus_columns: R::ZERO_COLUMNS,
        fold_columns: R::ZERO_COLUMNS,
        inverse_columns: R::ZERO_COLUMNS,
        r_squared_columns: R::ZERO_COLUMNS,
    };

    /// Imports an odd modulus of [`MIN_BITS`] to [`MAX_BITS`] bits, big-endian, without leading zero bytes. Returns
    /// whether the modulus was one and the engine can run the kernel.
    pub fn import(&mut self, modulus: &[u8], work: &mut Workspace<R>) -> bool {
        *self = Self::EMPTY;
        let (Some(&first), Some(&last)) = (modulus.first(), modulus.last()) else {
            return false;
        };
        let bits = (8 * modulus.len()).saturating_sub(first.leading_zeros() as usize);
        if !R::is_supported()
            || first == 0
            || last & 1 == 0
            || !(MIN_BITS..=MAX_BITS).contains(&bits)
        {
            return false;
        }
        self.modulus_bytes = modulus.len();
        self.digits = digits_for::<R>(bits);
        load_be(modulus, &mut self.modulus);
        spread_limbs::<R>(
            &self.modulus,
            self.digits,
            &mut work.base,
            &mut self.modulus_columns,
        );
        self.set_fold(work);
        self.set_r_squared(bits, work);
        true
    }

    /// `Q` and `-N^-1` from one loop. Halving 1 modulo N some `k` times adds the modulus at each odd step; with
    /// those steps as the bits of `m`: `2^k * (2^-k mod N) = 1 + m * N`, so `m = -N^-1 mod 2^k`.
    fn set_fold(&mut self, work: &mut Workspace<R>) {
        let (mut fold, mut inverse) = ([0; LIMBS], [0; LIMBS]);
        fold[0] = 1;
        for position in 0..R::ROWS * R::WIDTH as usize {
            let odd = halve_mod(&mut fold, &self.modulus);
            deposit_at(&mut inverse, position, u64::from(odd));
        }
        spread_limbs::<R>(&fold, self.digits, &mut work.base, &mut self.fold_columns);
        spread_limbs::<R>(&inverse, R::ROWS, &mut work.base, &mut self.inverse_columns);
    }

    /// `R^2` with this key's own Montgomery product, which takes `R * 2^a` and `R * 2^b` to `R * 2^(a+b)`: with
    /// `R = 2^t` and `t = q * 2^5 + r`, square `R * 2^q` five times and multiply by `R * 2^r`.
    fn set_r_squared(&mut self, bits: usize, work: &mut Workspace<R>) {
        let radix_bits = self.digits * R::WIDTH as usize;
        let (quotient, remainder) = (
            radix_bits >> KEY_SQUARINGS,
            radix_bits % (1 << KEY_SQUARINGS),
        );
        // 2^bits - N lies in [0, N), since N has exactly `bits` bits.
        let mut value = [0; LIMBS];
        deposit_at(&mut value, bits, 1);
        subtract(&mut value, &self.modulus);
        for _ in bits..radix_bits + remainder {
            double_mod(&mut value, &self.modulus);
        }
        let mut remainder_columns = R::ZERO_COLUMNS;
        spread_limbs::<R>(&value, self.digits, &mut work.power, &mut remainder_columns);
        // At least 2048 / 32 = 64 more than the remainder, which is below 32.
        for _ in remainder..quotient {
            double_mod(&mut value, &self.modulus);
        }
        load_digits::<R>(&value, self.digits, &mut work.power);
        for _ in 0..KEY_SQUARINGS {
            self.square(work);
        }
        self.multiply(&remainder_columns, work);
        R::spread(&work.power, 1, self.digits, &mut self.r_squared_columns);
    }

    /// `signature^65537 mod N`, written big-endian over the whole of `block`, which is as long as the modulus.
    /// Returns whether key and lengths allowed it; the caller has checked that the signature is below the modulus.
    pub fn power(&self, signature: &[u8], block: &mut [u8], work: &mut Workspace<R>) -> bool {
        let usable = self.modulus_bytes != 0 && self.digits <= digits_for::<R>(MAX_BITS);
        if !usable || signature.len() != self.modulus_bytes || block.len() != self.modulus_bytes {
            return false;
        }
        let mut value = [0; LIMBS];
        load_be(signature, &mut value);
        load_digits::<R>(&value, self.digits, &mut work.base);
        work.power = work.base.clone();
        self.multiply(&self.r_squared_columns, work);
        for _ in 0..POWER_SQUARINGS {
            self.square(work);
        }
        // The plain base: the product takes the factor R off again.
        let mut base_columns = R::ZERO_COLUMNS;
        R::spread(&work.base, 1, self.digits, &mut base_columns);
        self.multiply(&base_columns, work);
        self.store_residue(&work.power, block);
        true
    }

    /// `power = power * columns * R^-1 mod N`.
    pub(super) fn multiply(&self, columns: &R::Columns, work: &mut Workspace<R>) {
        let (n, blocks) = (self.digits, self.digits / R::ROWS);
        for block in 0..2 * blocks {
            R::open(
                &mut work.product,
                block * R::ROWS,
                product_rows(block, blocks) + fold_rows(block, blocks),
            );
        }
        let mut pending = 0;
        for at in (0..n).step_by(R::ROWS) {
            make_room::<R>(&mut work.product, 0, at + n, &mut pending, R::ROWS);
            R::accumulate(
                &mut work.product,
                at,
                columns,
                0,
                R::block(&work.power, at),
                n + R::ROWS,
            );
        }
        self.reduce(pending, work);
    }

    /// `power = power^2 * R^-1 mod N`. Each product of two different digits is taken once, doubled: the rows of
    /// one block meet their own block once and everything above it twice.
    pub(super) fn square(&self, work: &mut Workspace<R>) {
        let (n, blocks) = (self.digits, self.digits / R::ROWS);
        for block in 0..2 * blocks {
            R::open(
                &mut work.product,
                block * R::ROWS,
                square_rows(block, blocks) + fold_rows(block, blocks),
            );
        }
        R::spread(&work.power, 2, n, &mut work.columns);
        let mut pending = 0;
        for at in (0..n).step_by(R::ROWS) {
            make_room::<R>(&mut work.product, 0, at + n, &mut pending, 2 * R::ROWS);
            R::spread_block(&work.power, at, &mut work.columns);
            let rows = R::block(&work.power, at);
            R::accumulate(
                &mut work.product,
                2 * at,
                &work.columns,
                at,
                rows,
                n - at + R::ROWS,
            );
            R::clear_block(&mut work.columns, at);
        }
        self.reduce(pending, work);
    }

    /// `power = product * R^-1 mod N`; `pending` products of carried digits are in each column.
    fn reduce(&self, mut pending: usize, work: &mut Workspace<R>) {
        let n = self.digits;
        let last = n - R::ROWS;
        for at in (0..last).step_by(R::ROWS) {
            make_room::<R>(&mut work.product, at, 2 * n, &mut pending, R::ROWS);
            let low = R::take_block(&mut work.product, at);
            R::accumulate(
                &mut work.product,
                at + R::ROWS,
                &self.fold_columns,
                0,
                low,
                n + R::ROWS,
            );
        }
        make_room::<R>(&mut work.product, last, 2 * n, &mut pending, R::ROWS);
        let low = R::take_block(&mut work.product, last);
        R::open(&mut work.quotient, 0, 1);
        R::accumulate(
            &mut work.quotient,
            0,
            &self.inverse_columns,
            0,
            low,
            R::ROWS,
        );
        let quotient = R::take_block(&mut work.quotient, 0);
        R::open(&mut work.product, last, 1);
        R::put_block(&mut work.product, last, &low);
        R::accumulate(
            &mut work.product,
            last,
            &self.modulus_columns,
            0,
            quotient,
            n + R::ROWS,
        );
        let zero = R::take_block(&mut work.product, last);
        debug_assert!(
            R::block_is_zero(&zero),
            "the classic step clears the low block"
        );
        R::finish(&mut work.product, n, n, &mut work.power);
    }

    /// The exact range fix: writes the residue in `[0, N)`.
    pub(super) fn store_residue(&self, number: &R::Number, block: &mut [u8]) {
        let mut value = [0; LIMBS];
        let mut carry = 0;
        for index in 0..self.digits {
            let digit = R::digit(number, index) + carry;
            carry = digit >> R::WIDTH;
            deposit_at(
                &mut value,
                index * R::WIDTH as usize,
                (digit & ((1 << R::WIDTH) - 1)) as u64,
            );
        }
        if carry < 0 {
            let mut power_of_radix = [0; LIMBS];
            deposit_at(&mut power_of_radix, self.digits * R::WIDTH as usize, 1);
            subtract(&mut value, &power_of_radix);
        }
        // |value| < 2 N, so two steps up and one down are enough; the bound keeps a broken engine from looping.
        for _ in 0..2 {
            if is_negative(&value) {
                add(&mut value, &self.modulus);
            }
        }
        if !less_than(&value, &self.modulus) {
            subtract(&mut value, &self.modulus);
        }
        debug_assert!(less_than(&value, &self.modulus), "a residue is reduced");
        store_be(&value, block);
    }
}

/// Counts the products in a column and carries before one more block of rows would exceed the limit.
fn make_room<R: Radix>(
    product: &mut R::Accumulator,
    from: usize,
    to: usize,
    pending: &mut usize,
    more: usize,
) {
    if *pending + more > R::COLUMN_LIMIT {
        R::carry(product, from, to);
        *pending = 0;
    }
    *pending += more;
}

/// Blocks of rows of a whole product that reach the block of columns `block`: those `i < blocks` with
/// `i <= block <= i + blocks`.
fn product_rows(block: usize, blocks: usize) -> usize {
    block.min(blocks - 1) + 1 - block.saturating_sub(blocks)
}

/// The same for a square, whose block `i` of rows reaches from `2 * i` to `i + blocks`.
fn square_rows(block: usize, blocks: usize) -> usize {
    (block / 2).min(blocks - 1) + 1 - block.saturating_sub(blocks)
}

/// The same for a reduction: folds into blocks `s ..= s + blocks` for each `s` in `1..blocks`, and above the middle
/// the classic step.
fn fold_rows(block: usize, blocks: usize) -> usize {
    let folds = (block.min(blocks - 1) + 1).saturating_sub(block.saturating_sub(blocks).max(1));
    folds + usize::from(block >= blocks)
}
