//! EMSA-PKCS1-v1_5 (RFC 8017, section 9.2).

use super::hash::HashAlgorithm;

/// Shortest run of padding bytes the encoding allows.
const MIN_PADDING: usize = 8;

/// Whether `block` is the one encoding of the message's hash. The whole block is compared with the block that
/// encoding produces, so no parser can be led astray (RFC 8017, section 8.2.2, step 4).
pub(super) fn matches(hash: HashAlgorithm, message: &[u8], block: &[u8]) -> bool {
    let info = digest_info(hash);
    let digest = hash.digest(&[message]);
    // 00 01 FF .. FF 00 DigestInfo
    let Some(padding) = block
        .len()
        .checked_sub(3 + info.len() + digest.as_bytes().len())
    else {
        return false;
    };
    if padding < MIN_PADDING {
        return false;
    }
    let (head, tail) = block.split_at(2);
    let (filling, tail) = tail.split_at(padding);
    let (separator, tail) = tail.split_at(1);
    let (identifier, value) = tail.split_at(info.len());
    head == [0, 1]
        && filling.iter().all(|&byte| byte == 0xff)
        && separator == [0]
        && identifier == info
        && value == digest.as_bytes()
}

/// The DER of `DigestInfo` up to the hash value, with the NULL parameters that signers must write (RFC 8017,
/// section 9.2, note 1).
fn digest_info(hash: HashAlgorithm) -> [u8; 19] {
    // The arc 2.16.840.1.101.3.4.2 ends in 1, 2 and 3 for the three hashes; lengths are of SEQUENCE and OCTET STRING.
    let (arc, length) = match hash {
        HashAlgorithm::Sha256 => (1, 32),
        HashAlgorithm::Sha384 => (2, 48),
        HashAlgorithm::Sha512 => (3, 64),
    };
    let total = 17 + length;
    [
        0x30, total, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc,
        0x05, 0x00, 0x04, length,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// An encoding for `length` bytes; the padding may be shorter than allowed.
    fn encoding(hash: HashAlgorithm, length: usize) -> Vec<u8> {
        let info = digest_info(hash);
        let digest = hash.digest(&[b"message"]);
        let padding = length - 3 - info.len() - digest.as_bytes().len();
        [
            &[0, 1],
            &vec![0xff; padding][..],
            &[0],
            &info,
            digest.as_bytes(),
        ]
        .concat()
    }

    #[test]
    fn every_byte_counts() {
        for hash in [
            HashAlgorithm::Sha256,
            HashAlgorithm::Sha384,
            HashAlgorithm::Sha512,
        ] {
            let mut block = encoding(hash, 256);
            assert!(matches(hash, b"message", &block));
            assert!(!matches(hash, b"massage", &block));
            for at in 0..block.len() {
                for bit in [0x01, 0x80] {
                    block[at] ^= bit;
                    assert!(!matches(hash, b"message", &block), "{hash:?} byte {at}");
                    block[at] ^= bit;
                }
            }
        }
    }

    #[test]
    fn short_blocks() {
        let hash = HashAlgorithm::Sha256;
        let shortest = 3 + MIN_PADDING + 19 + hash.length();
        assert!(matches(hash, b"message", &encoding(hash, shortest)));
        assert!(!matches(hash, b"message", &encoding(hash, shortest - 1)));
        assert!(!matches(hash, b"message", &[0, 1, 0]));
        assert!(!matches(hash, b"message", &[]));
    }
}
