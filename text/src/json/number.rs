//! Numbers (RFC 8259 section 6), kept as their text and converted where somebody asks for the value: a verdict asks for
//! two or three of a token, and reading the others would be for nothing.

// Limbs are halves of wider values all the time.
#![allow(clippy::cast_possible_truncation)]

use alloc::vec;
use alloc::vec::Vec;

/// Decimal digits that always fit a `u64`.
const U64_DIGITS: usize = 19;
/// Significant digits beyond which a double can only ask whether any of the rest is not zero (767 decide at most).
const DECIDING_DIGITS: usize = 800;
/// The largest power of ten that is a double exactly.
const EXACT_POWER: u32 = 22;
/// The largest power of five that fits 32 bits.
const FIVES: u32 = 13;

/// A number, as the text that names it.
#[derive(Clone, Copy, Debug)]
pub struct Number<'a>(&'a str);

impl<'a> Number<'a> {
    /// Wraps a text that has the grammar of a number.
    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text, as it was written.
    pub const fn text(self) -> &'a str {
        self.0
    }

    /// The double that JavaScript would read: the nearest one, ties to even; infinite beyond the range of doubles.
    pub fn as_f64(self) -> f64 {
        let magnitude = Decimal::of(self.0).to_double();
        if self.0.starts_with('-') {
            -magnitude
        } else {
            magnitude
        }
    }
}

/// Equal as JavaScript reads them: `1e1` is `10.0`.
impl PartialEq for Number<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_f64().to_bits() == other.as_f64().to_bits()
    }
}

/// The digits of a number without sign and leading zeros, and the power of ten of the last one.
struct Decimal<'a> {
    mantissa: &'a str,
    exponent: i32,
}

impl<'a> Decimal<'a> {
    fn of(text: &'a str) -> Self {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let fraction = mantissa
            .split_once('.')
            .map_or("", |(_, fraction)| fraction);
        Self {
            mantissa,
            exponent: saturating_integer(exponent).saturating_sub(length(fraction)),
        }
    }

    /// The significant digits, most significant first.
    fn digits(&self) -> impl Iterator<Item = u32> + 'a {
        self.mantissa
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|byte| u32::from(byte - b'0'))
            .skip_while(|digit| *digit == 0)
    }

    #[allow(clippy::cast_precision_loss)] // exact up to 2^53
    fn to_double(&self) -> f64 {
        let (mut count, mut value) = (0, 0_u64);
        for digit in self.digits() {
            count += 1;
            // Means nothing where there are more digits than fit.
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        if count <= U64_DIGITS {
            if value == 0 {
                return 0.0;
            }
            // Both operands are exact, so the one operation rounds correctly (Clinger 1990).
            let places = self.exponent.unsigned_abs();
            if value <= 1 << 53 && places <= EXACT_POWER {
                let power = (0..places).fold(1.0, |power, _| power * 10.0);
                return if self.exponent < 0 {
                    value as f64 / power
                } else {
                    value as f64 * power
                };
            }
        }
        self.to_double_exactly(count)
    }

    /// By arithmetic on whole numbers. Slow: only for what is not a usual number.
    fn to_double_exactly(&self, count: usize) -> f64 {
        let dropped = count.saturating_sub(DECIDING_DIGITS);
        let exponent = self.exponent.saturating_add(narrow(dropped));
        let size = exponent.saturating_add(narrow(count - dropped));
        // Below 5e-324 and above 1.8e308, with room.
        if size < -330 {
            return 0.0;
        }
        if size > 310 {
            return f64::INFINITY;
        }
        let mut value = Whole::default();
        let mut inexact = false;
        for (index, digit) in self.digits().enumerate() {
            if index < DECIDING_DIGITS {
                value.multiply_add(10, digit);
            } else {
                inexact |= digit != 0;
            }
        }
        // 10^k is 5^k * 2^k: the fives are multiplied or divided, the twos are counted.
        let mut binary_exponent = exponent;
        let mut fives = exponent.unsigned_abs();
        if exponent < 0 {
            // 5^k has fewer than 2.33 k bits; the quotient keeps 64 and more.
            let limbs = fives * 7 / 96 + 3;
            value.shift_left_by_limbs(limbs as usize);
            binary_exponent -= narrow(32 * limbs as usize);
        }
        while fives > 0 {
            let step = fives.min(FIVES);
            let power = 5_u32.pow(step);
            if exponent < 0 {
                inexact |= value.divide(power) != 0;
            } else {
                value.multiply_add(power, 0);
            }
            fives -= step;
        }
        let (top, shift, rest) = value.top();
        round(top, binary_exponent + shift, inexact || rest)
    }
}

/// The double nearest to `mantissa * 2^exponent`, a little more where `inexact`. The top bit of `mantissa` is set.
fn round(mantissa: u64, exponent: i32, inexact: bool) -> f64 {
    let magnitude = exponent + 63;
    if magnitude > 1023 {
        return f64::INFINITY;
    }
    // 53 bits stay, below the normal range fewer.
    let dropped = 11 + (-1022 - magnitude).max(0).unsigned_abs();
    if dropped > 64 {
        return 0.0;
    }
    let kept = mantissa.checked_shr(dropped).unwrap_or_default();
    let rest = mantissa << (64 - dropped);
    let half = 1 << 63;
    let up = rest > half || (rest == half && (inexact || kept & 1 == 1));
    // A carry out of the mantissa is the next exponent, and out of the largest exponent it is infinity.
    let biased = u64::try_from(magnitude + 1022).unwrap_or_default();
    f64::from_bits((biased << 52) + kept + u64::from(up))
}

/// A whole number of any size, its least significant limb first.
#[derive(Default)]
struct Whole(Vec<u32>);

impl Whole {
    fn multiply_add(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift_left_by_limbs(&mut self, count: usize) {
        let mut shifted = vec![0; count];
        shifted.extend_from_slice(&self.0);
        self.0 = shifted;
    }

    /// Divides and returns the remainder.
    fn divide(&mut self, divisor: u32) -> u32 {
        let mut remainder = 0;
        for limb in self.0.iter_mut().rev() {
            let value = remainder << 32 | u64::from(*limb);
            *limb = (value / u64::from(divisor)) as u32;
            remainder = value % u64::from(divisor);
        }
        remainder as u32
    }

    /// The highest 64 bits from the first that is set, how far up they stand, and whether any bit below is set.
    fn top(mut self) -> (u64, i32, bool) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        let mut limbs = self.0.iter().rev().copied();
        let mut next = || u64::from(limbs.next().unwrap_or_default());
        let (first, second) = (next() << 32 | next(), next());
        let unused = first.leading_zeros();
        let below = second << unused;
        let rest = below as u32 != 0 || limbs.any(|limb| limb != 0);
        let position = narrow(32 * self.0.len()) - 64 - narrow(unused as usize);
        (first << unused | below >> 32, position, rest)
    }
}

fn length(text: &str) -> i32 {
    narrow(text.len())
}

/// Sizes of a text, which are far below 2^31.
fn narrow(size: usize) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}

fn saturating_integer(text: &str) -> i32 {
    let value = text
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |value: i32, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i32::from(digit - b'0'))
        });
    if text.starts_with('-') {
        -value
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use std::{format, string::ToString};

    use super::*;

    #[track_caller]
    fn same_as_the_standard_library(text: &str) {
        let expected: f64 = text.parse().expect("a number");
        let read = Number::new(text).as_f64();
        assert_eq!(read.to_bits(), expected.to_bits(), "{text}: {read:e}");
    }

    #[test]
    fn reads_doubles_at_their_limits() {
        for text in [
            "0",
            "-0",
            "0.0",
            "-0e400",
            "1",
            "-2.5e1",
            "1700000000",
            "1700000000.25",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0000000000000000000000000000001",
            "9007199254740995",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "1e22",
            "1e23",
            "8.988465674311579e307",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1.797693134862315708145274237317043567981e308",
            "1e309",
            "1e400",
            "-1E+999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            // The exponent saturates, and the places of the fraction are taken off it.
            "1.003e-36854775808",
            "1.5e-2147483647",
            "1.5e-2147483648",
            "1.5e+2147483648",
            "15.003e-2147483645",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201136057409796709131975934819546351645648023426109724822222021076945516529523908135087914149158913039621106870086438694594645527657207407820621743379988141063267329253552286881372149012981122451451889849057222307285255133155755015914397476397983411801999323962548289017107081850690630666655994938275772572015763062690663332647565300009245888316433037779791869612049497390377829704905051080609940730262937128958950003583799967207254304360284078895771796150945516748243471030702609144621572289880258182545180325707018860872113128079512233426288368622321503775666622503982534335974568884423900265498198385487948292206894721689831099698365846814022854243330660339850886445804001034933970427567186443383770486037861622771738545623065874679014086723327636718749999999e-308",
            "5e-324",
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.470328229206232720e-324",
            "1e-323",
            "0.1e-400",
            "7.2057594037927933e16",
            "3.0e-310",
        ] {
            same_as_the_standard_library(text);
        }
        same_as_the_standard_library(&"9".repeat(400));
        same_as_the_standard_library(&format!("0.{}1", "0".repeat(400)));
        same_as_the_standard_library(&format!("9007199254740993.{}1", "0".repeat(900)));
        same_as_the_standard_library(&format!("9007199254740993.{}", "0".repeat(900)));
        same_as_the_standard_library(&format!("1{}e-20000", "0".repeat(20_000)));
    }

    #[test]
    fn reads_what_doubles_are_written_as_and_the_middle_between_them() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..3_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let double = f64::from_bits(state);
            if !double.is_finite() {
                continue;
            }
            same_as_the_standard_library(&format!("{double:e}"));
            same_as_the_standard_library(&format!("{double:.3e}"));
            same_as_the_standard_library(&format!("{double:.25e}"));
            // Exactly between two doubles: all digits count.
            let next = f64::from_bits(state.wrapping_add(1));
            let digits = format!("{double:.800e}");
            same_as_the_standard_library(&digits);
            if next.is_finite() && (double.abs() > 1e-290) && double.abs() < 1e290 {
                let middle = format!("{:.60e}", double / 2.0 + next / 2.0);
                same_as_the_standard_library(&middle);
            }
            #[allow(clippy::cast_precision_loss)]
            same_as_the_standard_library(&format!("{}.5", state >> 10));
            same_as_the_standard_library(&state.to_string());
        }
    }
}
