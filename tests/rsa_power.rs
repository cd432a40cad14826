//! Every kernel against the integers of the crate `rsa`, in a build that checks each operation for overflow.
//!
//! `CLAIMGATE_CASES=100000 cargo test --test rsa_power -- --nocapture` is the long run.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use claimgate::rsa::{PowerKernel, PreparedModulus};
use rsa::rand_core::RngCore;
use rsa::BigUint;
use support::{as_modulus, padded, structured, Sequence, KERNELS};

const EXPONENT: u32 = 65_537;
const SIZES: [usize; 13] = [
    2048, 2049, 2050, 2055, 2056, 2079, 2142, 3000, 3071, 3072, 4000, 4095, 4096,
];

fn assert_power(
    kernel: &dyn PowerKernel,
    prepared: &dyn PreparedModulus,
    modulus: &BigUint,
    base: &BigUint,
) {
    let length = modulus.bits().div_ceil(8);
    let mut block = vec![0xa5; length];
    assert!(
        prepared.power(&padded(base, length), &mut block),
        "{} serves",
        kernel.name()
    );
    let expected = base.modpow(&BigUint::from(EXPONENT), modulus);
    assert!(
        block == padded(&expected, length),
        "{}: {base:x} mod {modulus:x}",
        kernel.name()
    );
}

fn prepared(kernel: &dyn PowerKernel, modulus: &BigUint) -> Box<dyn PreparedModulus> {
    kernel
        .prepare(&modulus.to_bytes_be())
        .expect("a modulus of a size the kernel serves")
}

#[test]
fn structured_moduli_and_bases() {
    for bits in SIZES {
        for modulus in structured(bits)
            .iter()
            .map(|number| as_modulus(number, bits))
        {
            for kernel in KERNELS {
                let key = prepared(kernel, &modulus);
                for base in structured(bits) {
                    assert_power(kernel, &*key, &modulus, &(base % &modulus));
                }
                assert_power(kernel, &*key, &modulus, &(&modulus - 1_u8));
            }
        }
    }
}

#[test]
fn random_moduli_and_bases() {
    const BASES_PER_MODULUS: usize = 4;
    let cases = std::env::var("CLAIMGATE_CASES")
        .map_or(400, |text| text.parse().expect("a number of cases"));
    let mut sequence = Sequence::new(1);
    for round in 0..cases / BASES_PER_MODULUS {
        // Mostly the size in use, so that a long run is a long run of it.
        let bits = if round % 4 == 0 {
            *sequence.pick(&SIZES)
        } else {
            2048
        };
        // One modulus in four, and one base in four, is a structured number with a few bits changed.
        let number = if sequence.next_u32().is_multiple_of(4) {
            sequence.pick(&structured(bits)).clone()
                ^ (BigUint::from(1_u8) << (sequence.next_u32() as usize % bits))
        } else {
            sequence.number(bits)
        };
        let modulus = as_modulus(&number, bits);
        let keys = KERNELS.map(|kernel| prepared(kernel, &modulus));
        for turn in 0..BASES_PER_MODULUS {
            let base = if turn == 0 {
                sequence.pick(&structured(bits)).clone()
            } else {
                sequence.number(bits)
            };
            for (kernel, key) in KERNELS.iter().zip(&keys) {
                assert_power(*kernel, &**key, &modulus, &(&base % &modulus));
            }
        }
    }
    println!(
        "{} cases for each of {} kernels",
        cases / BASES_PER_MODULUS * BASES_PER_MODULUS,
        KERNELS.len()
    );
}

#[test]
fn a_kernel_refuses_what_it_does_not_serve() {
    let modulus = as_modulus(&BigUint::from(0_u8), 2048);
    for kernel in KERNELS {
        let bytes = modulus.to_bytes_be();
        let with_zero = [&[0], &bytes[..]].concat();
        let even = (&modulus - 1_u8).to_bytes_be();
        let small = as_modulus(&BigUint::from(0_u8), 2047).to_bytes_be();
        let large = as_modulus(&BigUint::from(0_u8), 4097).to_bytes_be();
        for refused in [&[][..], &[0], &with_zero, &even, &small, &large] {
            assert!(kernel.prepare(refused).is_none(), "{}", kernel.name());
        }
        let key = prepared(kernel, &modulus);
        assert!(
            !key.power(&bytes[1..], &mut vec![0; bytes.len()]),
            "a short base"
        );
        assert!(
            !key.power(&bytes, &mut vec![0; bytes.len() + 1]),
            "a long block"
        );
    }
}
