//! Every kernel, and the plain arithmetic beside them, against the integers of the crate `rsa`.
//!
//! An input is four bytes that choose (size, kind of modulus, kind of signature, exponent), then bytes that are laid over
//! the modulus, and after a half of them over the signature: the fuzzer starts at the edges and leaves them bit by bit.

use claimgate::rsa::{plain_power, PowerKernel, PublicKey, RsaAlgorithm, EMULATED, PORTABLE};
use rsa::BigUint;

const KERNELS: [&dyn PowerKernel; 3] = [PORTABLE, EMULATED[0], EMULATED[1]];
/// Most inputs are of the size in use; the others stand around the limits of limbs, digits and row blocks.
const SIZES: [usize; 8] = [2048, 2049, 2056, 2142, 3072, 4095, 4096, 4104];
const EXPONENTS: [u64; 8] = [
    65_537,
    65_537,
    65_537,
    3,
    17,
    65_539,
    (1 << 32) + 1,
    (1 << 33) - 1,
];
/// Bits of a digit in each radix.
const WIDTHS: [usize; 3] = [13, 29, 51];

/// Moduli and signatures at the edges of digits; `s` = 0, 1, n - 1, n and n + 1 among them.
pub fn kernels(data: &[u8]) {
    let Some((&[size, modulus, signature, exponent], rest)) = data.split_first_chunk() else {
        return;
    };
    let bits = SIZES[usize::from(size) % SIZES.len()];
    let exponent = EXPONENTS[usize::from(exponent) % EXPONENTS.len()];
    let (over_modulus, over_signature) = rest.split_at(rest.len() / 2);
    let one = BigUint::from(1_u8);
    let modulus = (shape(modulus, bits) ^ overlay(over_modulus, bits)) | &one << (bits - 1) | &one;
    let signature = match signature % 16 {
        0 => BigUint::from(0_u8),
        1 => one.clone(),
        2 => &modulus - &one,
        3 => modulus.clone(),
        4 => &modulus + &one,
        kind => shape(kind, bits) ^ overlay(over_signature, bits),
    };
    if signature >= modulus {
        return refuses(&modulus, exponent, &signature);
    }
    let expected = padded(&signature.modpow(&exponent.into(), &modulus), bits);
    let signature = padded(&signature, bits);
    let mut block = vec![0xa5; expected.len()];
    plain_power(&modulus.to_bytes_be(), exponent, &signature, &mut block);
    assert!(block == expected, "plain: {modulus:x}");
    if exponent != EXPONENTS[0] || bits > 4096 {
        return;
    }
    for kernel in KERNELS {
        let key = kernel.prepare(&modulus.to_bytes_be());
        block.fill(0xa5);
        let served = key.is_some_and(|key| key.power(&signature, &mut block));
        assert!(
            served && block == expected,
            "{}: {modulus:x}",
            kernel.name()
        );
    }
}

/// A signature that is not below the modulus is refused, and by the rule for it: nothing computes with it.
fn refuses(modulus: &BigUint, exponent: u64, signature: &BigUint) {
    let Ok(key) = PublicKey::from_components(&modulus.to_bytes_be(), &exponent.to_be_bytes())
    else {
        return;
    };
    for algorithm in [RsaAlgorithm::Rs256, RsaAlgorithm::Ps256] {
        assert!(!key.verify(algorithm, b"", &signature.to_bytes_be()));
    }
}

/// A number below `2^bits` of one of a few kinds.
fn shape(kind: u8, bits: usize) -> BigUint {
    let one = BigUint::from(1_u8);
    let all_ones = (&one << bits) - &one;
    let width = WIDTHS[usize::from(kind) % WIDTHS.len()];
    let half_digits: BigUint = (0..bits)
        .step_by(width)
        .map(|position| &one << (position + width - 1))
        .sum();
    match kind % 5 {
        0 => BigUint::from(0_u8),
        1 => all_ones,
        2 => half_digits & all_ones,
        3 => (&half_digits - (&half_digits >> (width - 1))) & all_ones,
        _ => all_ones >> 1_usize,
    }
}

/// The bytes, repeated up to the whole size.
fn overlay(bytes: &[u8], bits: usize) -> BigUint {
    let repeated: Vec<u8> = bytes.iter().copied().cycle().take(bits / 8).collect();
    BigUint::from_bytes_be(&repeated)
}

fn padded(number: &BigUint, bits: usize) -> Vec<u8> {
    let digits = number.to_bytes_be();
    [vec![0; bits.div_ceil(8) - digits.len()], digits].concat()
}
