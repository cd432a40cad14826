//! Which RSA keys are imported, and which refused with what reason.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::cast_possible_truncation)]

use claimgate::rsa::{KeyError, PublicKey};

const EXPONENT: [u8; 3] = [1, 0, 1];

/// An odd number of `bits` bits, neither a product of known primes nor of the ROCA shape.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..bits.div_ceil(8))
        .map(|index| (index * 151 % 251) as u8)
        .collect();
    let top_bit = (bits - 1) % 8;
    bytes[0] = bytes[0] & ((1 << top_bit) - 1) | 1 << top_bit;
    *bytes.last_mut().expect("bytes") |= 1;
    bytes
}

fn error(n: &[u8], e: &[u8]) -> KeyError {
    PublicKey::from_components(n, e).expect_err("an unusable key")
}

#[test]
fn sizes_by_bit_length() {
    for bits in [2048, 2049, 2055, 2056, 2057, 3072, 4096, 4097, 8191, 8192] {
        let key = PublicKey::from_components(&modulus(bits), &EXPONENT).expect("a usable key");
        assert_eq!((key.modulus_bits(), key.exponent()), (bits, 65_537));
        assert_eq!(key.modulus_bytes(), modulus(bits));
    }
    for bits in [1, 1024, 2047] {
        assert_eq!(
            error(&modulus(bits), &EXPONENT),
            KeyError::ModulusTooSmall { bits }
        );
    }
    for bits in [8193, 16_384] {
        assert_eq!(
            error(&modulus(bits), &EXPONENT),
            KeyError::ModulusTooLarge { bits }
        );
    }
    for empty in [&[][..], &[0], &[0; 300]] {
        assert_eq!(
            error(empty, &EXPONENT),
            KeyError::ModulusTooSmall { bits: 0 }
        );
    }
}

#[test]
fn leading_zeros_change_nothing() {
    let key = PublicKey::from_components(
        &[&[0, 0], &modulus(2048)[..]].concat(),
        &[0, 0, 0, 0, 0, 0, 1, 0, 1],
    );
    let key = key.expect("a usable key");
    assert_eq!((key.modulus_bits(), key.exponent()), (2048, 65_537));
    assert_eq!(key.modulus_bytes(), modulus(2048));
    let mut short = modulus(2047);
    short.insert(0, 0);
    assert_eq!(
        error(&short, &EXPONENT),
        KeyError::ModulusTooSmall { bits: 2047 }
    );
}

#[test]
fn an_even_modulus() {
    let mut even = modulus(2048);
    *even.last_mut().expect("bytes") &= 0xfe;
    assert_eq!(error(&even, &EXPONENT), KeyError::ModulusEven);
}

#[test]
fn exponents() {
    let n = modulus(2048);
    for (bytes, value) in [
        (&[3][..], 3),
        (&[17], 17),
        (&[1, 0, 0, 0, 1], (1 << 32) + 1),
        (&[1, 255, 255, 255, 255], (1 << 33) - 1),
    ] {
        assert_eq!(
            PublicKey::from_components(&n, bytes)
                .expect("a usable key")
                .exponent(),
            value
        );
    }
    let too_long = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    for bytes in [
        &[][..],
        &[0],
        &[1],
        &[2],
        &[4],
        &[1, 0, 0],
        &[2, 0, 0, 0, 0],
        &[2, 0, 0, 0, 1],
        &too_long,
    ] {
        assert_eq!(error(&n, bytes), KeyError::ExponentInvalid, "{bytes:?}");
    }
}

#[test]
fn the_roca_shape() {
    // 65537^200 has the shape: it is a power of 65537 modulo anything. 3201 bits.
    let mut power = vec![1_u8];
    for _ in 0..200 {
        power = times_65537(&power);
    }
    assert_eq!(error(&power, &EXPONENT), KeyError::WeakShape);
    // Two more, and it is another number.
    let last = power.last_mut().expect("bytes");
    *last = last.wrapping_add(2);
    assert!(PublicKey::from_components(&power, &EXPONENT).is_ok());
}

/// Big-endian `number * 2^16 + number`.
fn times_65537(number: &[u8]) -> Vec<u8> {
    let mut product = [&[0], number, &[0, 0]].concat();
    let mut carry = 0;
    for (offset, &byte) in number.iter().rev().chain(&[0, 0, 0]).enumerate() {
        let at = product.len() - 1 - offset;
        let sum = u16::from(product[at]) + u16::from(byte) + u16::from(carry);
        [product[at], carry] = [sum.to_le_bytes()[0], sum.to_le_bytes()[1]];
    }
    product
}

#[test]
fn debug_is_short() {
    let key = PublicKey::from_components(&modulus(2048), &EXPONENT).expect("a usable key");
    assert_eq!(format!("{key:?}"), "PublicKey(2048 bits, e = 65537)");
}
