//! The bounds the kernels rely on, exercised with digits no arithmetic would produce: every digit at its extreme, in
//! every sign pattern that lines up the products of a column. Overflow checks, and the assertions of the plain lanes,
//! are what fails here.

use super::dot::Dot;
use super::fma::Fma;
use super::fold::{Key, Workspace};
use super::limbs::{load_be, LIMBS};
use super::portable::Portable;
use super::radix::{digits_for, load_digits, Radix};
use super::{MAX_BITS, MIN_BITS};
use crate::prelude::*;

/// A modulus without pattern; which one does not matter.
fn modulus(bits: usize) -> Vec<u8> {
    (0..bits / 8)
        .map(|index| (index * index * 151 + 7) as u8 | 0x81)
        .collect()
}

fn key<R: Radix>(bits: usize) -> Box<Key<R>> {
    let mut key = Box::new(Key::EMPTY);
    assert!(key.import(&modulus(bits), &mut Workspace::new()));
    key
}

/// Digits of magnitude `extreme` with the sign that `sign` gives, except in the spare bits at the top, where the value
/// of a residue leaves none.
fn extreme_number<R: Radix>(digits: usize, extreme: i64, sign: impl Fn(usize) -> i64) -> R::Number {
    let mut number = R::ZERO_NUMBER;
    let spare = 32_usize.div_ceil(R::WIDTH as usize) + 1;
    for index in 0..digits - spare {
        R::set_digit(&mut number, index, extreme * sign(index));
    }
    number
}

fn squares_and_products_stay_in_bounds<R: Radix>(extreme: i64) {
    let signs: [fn(usize) -> i64; 4] = [
        |_| 1,
        |_| -1,
        |index| if index % 2 == 0 { 1 } else { -1 },
        |index| if index / 16 % 2 == 0 { 1 } else { -1 },
    ];
    for bits in [MIN_BITS, 3072, MAX_BITS] {
        let mut key = key::<R>(bits);
        let digits = digits_for::<R>(bits);
        for sign in signs {
            let number = extreme_number::<R>(digits, extreme, sign);
            // The fold multiplies by a constant of the key: an extreme one, too.
            R::spread(&number, 1, digits, &mut key.fold_columns);
            let mut work = Workspace::<R>::new();
            work.power = number.clone();
            key.square(&mut work);
            for other in signs {
                let mut columns = R::ZERO_COLUMNS;
                R::spread(
                    &extreme_number::<R>(digits, extreme, other),
                    1,
                    digits,
                    &mut columns,
                );
                work.power = number.clone();
                key.multiply(&columns, &mut work);
            }
        }
    }
}

/// Nothing is held over from one key to the next, in particular not from a longer one.
fn keys_and_workspaces_are_reusable<R: Radix>() {
    let mut work = Workspace::<R>::new();
    let mut reusing = Box::new(Key::<R>::EMPTY);
    for bits in [MAX_BITS, 3072, MIN_BITS, 2080, 3072] {
        let modulus = modulus(bits);
        assert!(reusing.import(&modulus, &mut work));
        let base = vec![0x77; bits / 8];
        let (mut block, mut expected) = (vec![0; bits / 8], vec![0; bits / 8]);
        assert!(reusing.power(&base, &mut block, &mut work));
        let mut fresh = Box::new(Key::<R>::EMPTY);
        assert!(fresh.import(&modulus, &mut Workspace::new()));
        assert!(fresh.power(&base, &mut expected, &mut Workspace::new()));
        assert_eq!(block, expected, "{bits} bits");
    }
}

#[test]
fn memory_is_reusable() {
    keys_and_workspaces_are_reusable::<Portable>();
    keys_and_workspaces_are_reusable::<Dot>();
    keys_and_workspaces_are_reusable::<Fma>();
}

/// Products seldom leave the range `[0, N)` by much, so the exact fix is asked directly: multiples of the modulus and their
/// neighbours, of either sign, in digits that are not carried (the modulus' own, times a factor, plus a small one).
fn the_range_fix_is_exact<R: Radix>() {
    let bits = 2080;
    let key = key::<R>(bits);
    let bytes = modulus(bits);
    let mut limbs = [0; LIMBS];
    load_be(&bytes, &mut limbs);
    let mut digits = R::ZERO_NUMBER;
    load_digits::<R>(&limbs, digits_for::<R>(bits), &mut digits);
    for factor in [-1, 0, 1] {
        for offset in [-2, -1, 0, 1, 2] {
            let mut number = R::ZERO_NUMBER;
            for index in 0..digits_for::<R>(bits) {
                let extra = if index == 0 { offset } else { 0 };
                R::set_digit(
                    &mut number,
                    index,
                    factor * R::digit(&digits, index) + extra,
                );
            }
            let mut expected = vec![0; bits / 8];
            if offset < 0 {
                // The modulus is odd and ends in more than 2.
                expected.copy_from_slice(&bytes);
            }
            let last = expected.len() - 1;
            expected[last] = expected[last].wrapping_add_signed(offset as i8);
            let mut block = vec![0; bits / 8];
            key.store_residue(&number, &mut block);
            assert_eq!(block, expected, "{factor} * N + {offset}");
        }
    }
}

#[test]
fn range_fixes_are_exact() {
    the_range_fix_is_exact::<Portable>();
    the_range_fix_is_exact::<Dot>();
    the_range_fix_is_exact::<Fma>();
}

#[test]
fn portable_digits() {
    squares_and_products_stay_in_bounds::<Portable>(1 << 28);
}

#[test]
fn dot_digits() {
    squares_and_products_stay_in_bounds::<Dot>((1 << 12) + 33);
}

#[test]
fn fma_digits() {
    squares_and_products_stay_in_bounds::<Fma>((1 << 50) + (1 << 8));
}

/// The smallest excess over the bounds that must be noticed: twice the digit is four times the product.
#[test]
#[should_panic(expected = "overflow")]
fn portable_digits_out_of_bounds() {
    squares_and_products_stay_in_bounds::<Portable>(1 << 29);
}

#[test]
#[should_panic(expected = "overflow")]
fn dot_digits_out_of_bounds() {
    squares_and_products_stay_in_bounds::<Dot>(1 << 13);
}

#[test]
#[should_panic(expected = "binade")]
fn fma_digits_out_of_bounds() {
    squares_and_products_stay_in_bounds::<Fma>(1 << 51);
}

#[test]
fn the_fused_multiply_check_passes_where_it_is_fused() {
    assert!(Fma::is_supported());
}
