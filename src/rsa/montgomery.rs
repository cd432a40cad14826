//! Plain Montgomery arithmetic (CIOS, Koç, Acar and Kaliski 1996) on 32-bit limbs: every modulus and exponent that a
//! [`PublicKey`](super::PublicKey) may have, without precomputed state. It serves the sizes and exponents that the kernels do
//! not, and any call in which a kernel fails.

// Limbs are halves of wider values.
#![allow(clippy::cast_possible_truncation)]

use super::kernel::limbs::{double_mod, less_than, load_be, store_be, subtract};
use crate::prelude::*;

/// `R^2 mod N` is made from `R * 2^k` by this many squarings.
const SQUARINGS: u32 = 5;

/// `signature^exponent mod modulus` over the whole of `block`, big-endian. The caller has checked that the modulus
/// is odd and above the signature, its first byte not zero, and that `block` is as long as the modulus.
pub fn power(modulus: &[u8], exponent: u64, signature: &[u8], block: &mut [u8]) {
    let ring = Ring::new(modulus);
    let mut base = ring.zero();
    load_be(signature, &mut base);
    base = ring.multiply(&base, &ring.r_squared(modulus));
    let mut value = base.clone();
    let below_top = exponent.ilog2();
    for bit in (0..below_top).rev() {
        value = ring.multiply(&value, &value);
        if exponent >> bit & 1 == 1 {
            value = ring.multiply(&value, &base);
        }
    }
    let mut one = ring.zero();
    one[0] = 1;
    store_be(&ring.multiply(&value, &one), block);
}

/// Residues modulo an odd number, `R = 2^(32 * limbs)`. Numbers carry one limb more, which is zero between operations: the
/// room of a sum.
struct Ring {
    modulus: Vec<u32>,
    /// `-N^-1 mod 2^32`.
    inverse: u32,
}

impl Ring {
    fn new(bytes: &[u8]) -> Self {
        let mut modulus = vec![0; bytes.len().div_ceil(4) + 1];
        load_be(bytes, &mut modulus);
        // Newton: an odd number is its own inverse modulo 8, and each step doubles the bits.
        let inverse = (0..4).fold(modulus[0], |inverse: u32, _| {
            inverse.wrapping_mul(2_u32.wrapping_sub(modulus[0].wrapping_mul(inverse)))
        });
        Self {
            modulus,
            inverse: inverse.wrapping_neg(),
        }
    }

    fn zero(&self) -> Vec<u32> {
        vec![0; self.modulus.len()]
    }

    fn limbs(&self) -> usize {
        self.modulus.len() - 1
    }

    /// The product takes `R * 2^a` and `R * 2^b` to `R * 2^(a+b)`, and `R` is `2^(limbs * 2^5)`: five squarings of
    /// `R * 2^limbs`, which comes from doubling.
    fn r_squared(&self, modulus: &[u8]) -> Vec<u32> {
        let bits = 8 * modulus.len() - modulus[0].leading_zeros() as usize;
        // 2^bits - N lies in [0, N), since N has exactly `bits` bits.
        let mut value = self.zero();
        value[bits / 32] = 1 << (bits % 32);
        subtract(&mut value, &self.modulus);
        for _ in bits..33 * self.limbs() {
            double_mod(&mut value, &self.modulus);
        }
        (0..SQUARINGS).fold(value, |value, _| self.multiply(&value, &value))
    }

    /// `x * y * R^-1 mod N`.
    fn multiply(&self, x: &[u32], y: &[u32]) -> Vec<u32> {
        let limbs = self.limbs();
        let mut sum = vec![0; limbs + 2];
        for &digit in &x[..limbs] {
            add_product(&mut sum, &y[..limbs], digit);
            let quotient = sum[0].wrapping_mul(self.inverse);
            add_product(&mut sum, &self.modulus[..limbs], quotient);
            // The lowest limb is zero now.
            sum.copy_within(1.., 0);
            sum[limbs + 1] = 0;
        }
        sum.truncate(limbs + 1);
        if !less_than(&sum, &self.modulus) {
            subtract(&mut sum, &self.modulus);
        }
        sum
    }
}

/// `sum += factor * digit`. No step overflows: `(2^32 - 1)^2 + 2 * (2^32 - 1) < 2^64`.
fn add_product(sum: &mut [u32], factor: &[u32], digit: u32) {
    let (low, high) = sum.split_at_mut(factor.len());
    let mut carry = 0;
    for (limb, &other) in low.iter_mut().zip(factor) {
        carry += u64::from(*limb) + u64::from(other) * u64::from(digit);
        *limb = carry as u32;
        carry >>= 32;
    }
    for limb in high {
        carry += u64::from(*limb);
        *limb = carry as u32;
        carry >>= 32;
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use rsa::BigUint;

    use super::*;

    #[track_caller]
    fn agrees(modulus: &BigUint, exponent: u64, signature: &BigUint) {
        let bytes = modulus.to_bytes_be();
        let padded = |number: &BigUint| {
            let digits = number.to_bytes_be();
            [vec![0; bytes.len() - digits.len()], digits].concat()
        };
        let mut block = vec![0xaa; bytes.len()];
        power(&bytes, exponent, &padded(signature), &mut block);
        let expected = signature.modpow(&exponent.into(), modulus);
        assert_eq!(block, padded(&expected), "{modulus:x}^{exponent}");
    }

    #[test]
    fn agrees_with_the_crate_rsa() {
        let one = BigUint::from(1_u32);
        let mut state = 1_u32;
        let mut bytes = |length: usize| -> Vec<u8> {
            let next = |_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (state >> 24) as u8
            };
            (0..length).map(next).collect()
        };
        for bits in [
            2048, 2049, 2055, 2056, 2072, 2080, 3072, 4095, 4096, 4104, 7000, 8191, 8192,
        ] {
            let top = &one << (bits - 1);
            let all_ones = (&one << bits) - &one;
            let random = BigUint::from_bytes_be(&bytes(bits / 8)) % &top + &top;
            for modulus in [&top + &one, all_ones, random | &one] {
                let random = BigUint::from_bytes_be(&bytes(bits / 8)) % &modulus;
                for signature in [
                    BigUint::from(0_u32),
                    one.clone(),
                    BigUint::from(2_u32),
                    &modulus - &one,
                    modulus.clone() >> 1,
                    random,
                ] {
                    for exponent in [3, 17, 65_537, 65_539, (1 << 33) - 1, (1 << 32) + 1] {
                        agrees(&modulus, exponent, &signature);
                    }
                }
            }
        }
    }
}
