//! Opening a signature with the public key, for explanations alone: what it was made with, and over which hash value.
//!
//! Under the key that made it, the power of an RSA signature is a padded block whose shape does not depend on the message;
//! under any other key it is noise. So a signature that was refused tells a changed message from a wrong key. Nothing here
//! accepts a signature: the verdict is given before, by [`PublicKey::verify`].

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Sequence};

use super::hash::HashAlgorithm;
use super::{montgomery, pss, PublicKey};
use crate::prelude::*;

/// Shortest run of constant bytes that is taken for padding: eight fit by chance once in 2^64.
const MIN_RUN: usize = 8;

/// The padding of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1,
    /// RSASSA-PSS.
    Pss,
}

/// What a signature turned out to be under the key that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The padding.
    pub padding: Padding,
    /// The name of the hash, where it is one that is known here: `SHA-1` to `SHA-512`.
    pub hash: Option<&'static str>,
    /// The hash value inside; of PSS the salted one.
    pub digest: Vec<u8>,
}

impl Opened {
    /// The `alg` value for this padding and hash, where there is one.
    pub fn algorithm(&self) -> Option<&'static str> {
        Some(match (self.padding, self.hash?) {
            (Padding::Pkcs1, "SHA-256") => "RS256",
            (Padding::Pkcs1, "SHA-384") => "RS384",
            (Padding::Pkcs1, "SHA-512") => "RS512",
            (Padding::Pss, "SHA-256") => "PS256",
            (Padding::Pss, "SHA-384") => "PS384",
            (Padding::Pss, "SHA-512") => "PS512",
            _ => return None,
        })
    }
}

/// Opens `signature` with `key`. `None` if this key did not make it, as far as the padding tells.
pub fn open(key: &PublicKey, signature: &[u8]) -> Option<Opened> {
    let modulus = key.modulus_bytes();
    if signature.len() != modulus.len() || signature >= modulus {
        return None;
    }
    let mut block = vec![0; modulus.len()];
    montgomery::power(modulus, key.exponent(), signature, &mut block);
    open_pkcs1(&block).or_else(|| open_pss(key.modulus_bits(), &block))
}

/// `DigestInfo` (RFC 8017 section 9.2).
#[derive(Sequence)]
struct DigestInfo<'a> {
    algorithm: AlgorithmIdentifier<'a>,
    digest: OctetStringRef<'a>,
}

/// `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2).
#[derive(Sequence)]
struct AlgorithmIdentifier<'a> {
    algorithm: ObjectIdentifier,
    parameters: Option<AnyRef<'a>>,
}

/// RFC 8017 appendix B.1.
const HASHES: [(ObjectIdentifier, &str); 6] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.2.5"), "MD5"),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.26"), "SHA-1"),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4"),
        "SHA-224",
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        "SHA-256",
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        "SHA-384",
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        "SHA-512",
    ),
];

/// 00 01 FF .. FF 00, then `DigestInfo`; some signers leave that out and write the hash value alone.
fn open_pkcs1(block: &[u8]) -> Option<Opened> {
    let rest = block.strip_prefix(&[0, 1])?;
    let padding = rest.iter().take_while(|&&byte| byte == 0xff).count();
    if padding < MIN_RUN {
        return None;
    }
    let content = rest[padding..].strip_prefix(&[0])?;
    let (hash, digest) = match DigestInfo::from_der(content) {
        Ok(info) => {
            let known = HASHES
                .iter()
                .find(|(oid, _)| *oid == info.algorithm.algorithm);
            (known.map(|(_, name)| *name), info.digest.as_bytes())
        }
        Err(_) => (None, content),
    };
    Some(Opened {
        padding: Padding::Pkcs1,
        hash,
        digest: digest.to_vec(),
    })
}

/// The trailer BC and, unmasked, a run of zeros before the salt (RFC 8017 section 9.1.1), for each hash.
fn open_pss(modulus_bits: usize, block: &[u8]) -> Option<Opened> {
    [
        (HashAlgorithm::Sha256, "SHA-256"),
        (HashAlgorithm::Sha384, "SHA-384"),
        (HashAlgorithm::Sha512, "SHA-512"),
    ]
    .into_iter()
    .find_map(|(hash, name)| {
        let (data, digest) = pss::unmask(hash, modulus_bits, block)?;
        let zeros = data.iter().take_while(|&&byte| byte == 0).count();
        (zeros >= MIN_RUN && data.get(zeros) == Some(&1)).then_some(Opened {
            padding: Padding::Pss,
            hash: Some(name),
            digest,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_padding_of_pkcs1() {
        let block = |hash: &[u8]| [&[0, 1][..], &[0xff; 20], &[0], hash].concat();
        // DigestInfo of SHA-1 over a hash value of zeros.
        let info = [
            &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02][..],
            &[0x1a, 0x05, 0x00, 0x04, 0x14],
            &[0; 20],
        ]
        .concat();
        let opened = open_pkcs1(&block(&info)).unwrap();
        assert_eq!((opened.hash, opened.digest.len()), (Some("SHA-1"), 20));
        assert_eq!(opened.algorithm(), None);
        assert_eq!(open_pkcs1(&block(&[7; 32])).unwrap().hash, None);
    }

    #[test]
    fn noise_is_not_padding() {
        assert_eq!(open_pkcs1(&[0, 1, 0xff, 0xff, 0, 1, 2, 3]), None);
        assert_eq!(open_pkcs1(&[0, 2, 0xff, 0xff, 0xff, 0xff]), None);
        let noise: Vec<u8> = (0..=255).collect();
        assert_eq!(open_pss(2048, &noise), None);
    }
}
