//! The reference engine: the modular power of the crate `rsa`'s integers, for every modulus and exponent that a
//! [`PublicKey`](super::PublicKey) may have. Slow and simple; it serves the sizes and exponents that the kernels do
//! not, and any call in which a kernel fails.

use rsa::BigUint;

/// `signature^exponent mod modulus` over the whole of `block`, big-endian. The caller has checked that the modulus
/// is odd and above the signature, and that `block` is as long as the modulus.
pub(super) fn power(modulus: &[u8], exponent: u64, signature: &[u8], block: &mut [u8]) {
    let modulus = BigUint::from_bytes_be(modulus);
    let result = BigUint::from_bytes_be(signature)
        .modpow(&BigUint::from(exponent), &modulus)
        .to_bytes_be();
    let (zeros, value) = block.split_at_mut(block.len() - result.len());
    zeros.fill(0);
    value.copy_from_slice(&result);
}
