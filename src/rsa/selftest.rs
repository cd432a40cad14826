//! The known-answer tests that a kernel passes before it serves.
//!
//! A kernel that computes wrongly cannot make a forged signature pass, short of hitting the padded block by chance;
//! it could refuse good ones. So this guards availability.

use super::engine::PowerKernel;
use super::hash::HashAlgorithm;

/// Modulus lengths in bytes with the SHA-256 of the power of [`sequence`]`(1)` modulo [`sequence`]`(2)`.
const ANSWERS: [(usize, [u8; 32]); 2] = [
    (
        256,
        [
            0xec, 0xe2, 0x33, 0x31, 0x3f, 0x55, 0x6c, 0x35, 0x56, 0xff, 0xc8, 0xee, 0xae, 0x2a,
            0xf2, 0x3c, 0x14, 0xa7, 0x7f, 0x23, 0x8e, 0x0c, 0x65, 0xd3, 0xa6, 0xdf, 0x15, 0x42,
            0xf1, 0x7c, 0xaf, 0xa2,
        ],
    ),
    (
        512,
        [
            0x51, 0x15, 0x78, 0x59, 0x10, 0x6e, 0xa2, 0x8e, 0xb8, 0xbd, 0xca, 0xef, 0x62, 0x30,
            0xf2, 0x16, 0xc1, 0xfe, 0xf0, 0xd3, 0x2c, 0xd5, 0x1a, 0xdc, 0xd8, 0x09, 0x86, 0x68,
            0x00, 0x47, 0x39, 0x29,
        ],
    ),
];

/// Whether the kernel computes the known answer for the size in use, 2048 bits.
pub fn passes(kernel: &dyn PowerKernel) -> bool {
    computes(kernel, &ANSWERS[0])
}

/// Whether it computes the one for its largest size, too: asked when the first larger key is imported, because the time it
/// takes (a key's import and a power, on code that the host has not compiled well yet) is most of what a start takes.
pub fn passes_for_large_keys(kernel: &dyn PowerKernel) -> bool {
    computes(kernel, &ANSWERS[1])
}

fn computes(kernel: &dyn PowerKernel, (length, answer): &(usize, [u8; 32])) -> bool {
    digest_of_power(kernel, *length).is_some_and(|digest| digest == *answer)
}

fn digest_of_power(kernel: &dyn PowerKernel, length: usize) -> Option<[u8; 32]> {
    let (mut modulus, mut signature, mut block) = (sequence(2), sequence(1), [0; MAX_LENGTH]);
    let (modulus, signature, block) = (
        &mut modulus[..length],
        &mut signature[..length],
        &mut block[..length],
    );
    // Odd, of full length, and above the signature.
    modulus[0] |= 0x80;
    modulus[length - 1] |= 1;
    signature[0] &= 0x7f;
    let prepared = kernel.prepare(modulus)?;
    if !prepared.power(signature, block) {
        return None;
    }
    HashAlgorithm::Sha256
        .digest(&[block])
        .as_bytes()
        .try_into()
        .ok()
}

const MAX_LENGTH: usize = 512;

/// Bytes without pattern (xorshift32), so that the answers need no stored moduli. Any odd modulus will do.
fn sequence(seed: u32) -> [u8; MAX_LENGTH] {
    let mut state = seed;
    core::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as u8
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use rsa::BigUint;

    use super::super::engine::{PreparedModulus, EMULATED, PORTABLE};
    use super::*;
    use crate::prelude::*;

    /// Under Miri the answer for 2048 bits takes minutes, and the one for 4096 bits would take an hour.
    const IS_INTERPRETED: bool = cfg!(miri);

    /// A kernel whose blocks have one bit wrong.
    struct Faulty;
    struct FaultyModulus(Box<dyn PreparedModulus>);

    impl PowerKernel for Faulty {
        fn name(&self) -> &'static str {
            "faulty"
        }

        fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
            Some(Box::new(FaultyModulus(PORTABLE.prepare(modulus)?)))
        }
    }

    impl PreparedModulus for FaultyModulus {
        fn power(&self, signature: &[u8], block: &mut [u8]) -> bool {
            let served = self.0.power(signature, block);
            block[17] ^= 1;
            served
        }
    }

    /// The reference arithmetic as a kernel: the answers are its answers.
    struct Reference;
    struct ReferenceModulus(Box<[u8]>);

    impl PowerKernel for Reference {
        fn name(&self) -> &'static str {
            "reference"
        }

        fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
            Some(Box::new(ReferenceModulus(modulus.into())))
        }
    }

    impl PreparedModulus for ReferenceModulus {
        fn power(&self, signature: &[u8], block: &mut [u8]) -> bool {
            let result = BigUint::from_bytes_be(signature)
                .modpow(&65_537_u32.into(), &BigUint::from_bytes_be(&self.0))
                .to_bytes_be();
            let (zeros, value) = block.split_at_mut(block.len() - result.len());
            zeros.fill(0);
            value.copy_from_slice(&result);
            true
        }
    }

    #[test]
    fn good_kernels_pass() {
        for kernel in [PORTABLE, EMULATED[0], EMULATED[1], &Reference] {
            let large = IS_INTERPRETED || passes_for_large_keys(kernel);
            assert!(passes(kernel) && large, "{}", kernel.name());
        }
    }

    #[test]
    fn a_faulty_kernel_fails() {
        assert!(!passes(&Faulty));
        assert!(IS_INTERPRETED || !passes_for_large_keys(&Faulty));
    }
}
