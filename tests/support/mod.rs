//! What the RSA tests share: the kernels, numbers to try, and a reproducible source of random ones.
#![allow(dead_code, clippy::cast_possible_truncation)]

use claimgate::rsa::{PowerKernel, EMULATED, PORTABLE};
use rsa::rand_core::{self, CryptoRng, RngCore};
use rsa::BigUint;

/// Every kernel that runs natively: the SIMD ones over plain lanes.
pub const KERNELS: [&dyn PowerKernel; 3] = [PORTABLE, EMULATED[0], EMULATED[1]];

/// xorshift64*: numbers that are the same in every run. Not for keys that anybody uses.
pub struct Sequence(u64);

impl Sequence {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number of at most `bits` bits.
    pub fn number(&mut self, bits: usize) -> BigUint {
        let mut bytes = vec![0; bits.div_ceil(8)];
        self.fill_bytes(&mut bytes);
        BigUint::from_bytes_be(&bytes) >> (8 * bytes.len() - bits)
    }

    /// One of `values`.
    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.next_u64() as usize % values.len()]
    }
}

impl RngCore for Sequence {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = (self.next_u64() >> 56) as u8;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Sequence {}

/// Numbers below `2^bits` that push a kernel to its edges: the ends of the range, all ones, and digits at half the
/// range for each radix, from both sides.
pub fn structured(bits: usize) -> Vec<BigUint> {
    let one = BigUint::from(1_u8);
    let all_ones = (&one << bits) - 1_u8;
    let mut values = vec![
        BigUint::from(0_u8),
        one.clone(),
        BigUint::from(2_u8),
        &all_ones >> 1_usize,
    ];
    for width in [13, 29, 51] {
        let half_digits: BigUint = (0..bits)
            .step_by(width)
            .map(|position| &one << (position + width - 1))
            .sum();
        let half_digits = half_digits & &all_ones;
        values.push(&half_digits - (&half_digits >> (width - 1)));
        values.push(half_digits);
    }
    values.push(all_ones);
    values
}

/// The nearest number that can be a modulus of exactly `bits` bits.
pub fn as_modulus(number: &BigUint, bits: usize) -> BigUint {
    number | (BigUint::from(1_u8) << (bits - 1)) | BigUint::from(1_u8)
}

/// Big-endian, `length` bytes.
pub fn padded(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut padded = vec![0; length];
    padded[length - bytes.len()..].copy_from_slice(&bytes);
    padded
}
