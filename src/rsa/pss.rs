//! EMSA-PSS verification (RFC 8017, section 9.1.2) with MGF1 over the same hash and a salt as long as the hash, as
//! RFC 7518, section 3.5 requires.

use super::hash::HashAlgorithm;
use super::MAX_MODULUS_BYTES;

const TRAILER: u8 = 0xbc;

/// Whether `block`, the power of the signature over the whole modulus length, is a PSS encoding of the message for
/// a modulus of `modulus_bits` bits.
pub(super) fn matches(
    hash: HashAlgorithm,
    message: &[u8],
    modulus_bits: usize,
    block: &[u8],
) -> bool {
    // The encoded message has one bit less than the modulus; when that makes it a byte shorter, the byte is zero.
    let encoded_bits = modulus_bits - 1;
    let Some((surplus, encoded)) = block
        .len()
        .checked_sub(encoded_bits.div_ceil(8))
        .map(|at| block.split_at(at))
    else {
        return false;
    };
    if surplus.iter().any(|&byte| byte != 0) {
        return false;
    }
    // Steps 3 to 5: maskedDB, H, trailer.
    let salt_length = hash.length();
    if encoded.len() < hash.length() + salt_length + 2 || encoded.last() != Some(&TRAILER) {
        return false;
    }
    let (masked, tail) = encoded.split_at(encoded.len() - hash.length() - 1);
    let expected = &tail[..hash.length()];
    // Steps 6 to 9: the bits above the encoded message are zero before and after unmasking.
    let unused_bits = 8 * encoded.len() - encoded_bits;
    let top_mask = 0xff_u8 >> unused_bits;
    if masked[0] & !top_mask != 0 {
        return false;
    }
    let mut buffer = [0; MAX_MODULUS_BYTES];
    let data = &mut buffer[..masked.len()];
    data.copy_from_slice(masked);
    apply_mask(hash, expected, data);
    data[0] &= top_mask;
    // Steps 10 to 14: zeros, 01, salt.
    let (padding, salt) = data.split_at(masked.len() - salt_length);
    let Some((marker, zeros)) = padding.split_last() else {
        return false;
    };
    if *marker != 1 || zeros.iter().any(|&byte| byte != 0) {
        return false;
    }
    let message_digest = hash.digest(&[message]);
    hash.digest(&[&[0; 8], message_digest.as_bytes(), salt])
        .as_bytes()
        == expected
}

/// The unmasked data block and the salted hash of an encoding that ends as one of `hash` does, whatever the message.
#[cfg(feature = "diagnose")]
pub(super) fn unmask(
    hash: HashAlgorithm,
    modulus_bits: usize,
    block: &[u8],
) -> Option<(alloc::vec::Vec<u8>, alloc::vec::Vec<u8>)> {
    let encoded_bits = modulus_bits - 1;
    let surplus = block.len().checked_sub(encoded_bits.div_ceil(8))?;
    let encoded = block.get(surplus..)?.strip_suffix(&[TRAILER])?;
    let at = encoded.len().checked_sub(hash.length() + 1)?;
    let (masked, digest) = encoded.split_at(at + 1);
    let mut data = masked.to_vec();
    apply_mask(hash, digest, &mut data);
    *data.first_mut()? &= 0xff_u8 >> (8 * encoded_bits.div_ceil(8) - encoded_bits);
    Some((data, digest.to_vec()))
}

/// XORs MGF1 (RFC 8017, appendix B.2.1) of `seed` into `data`.
fn apply_mask(hash: HashAlgorithm, seed: &[u8], data: &mut [u8]) {
    for (counter, chunk) in (0_u32..).zip(data.chunks_mut(hash.length())) {
        let mask = hash.digest(&[seed, &counter.to_be_bytes()]);
        for (byte, mask) in chunk.iter_mut().zip(mask.as_bytes()) {
            *byte ^= mask;
        }
    }
}
