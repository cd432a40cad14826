//! RSA public keys and signature verification (RFC 8017, RFC 7518 sections 3.3 and 3.5).
//!
//! Everything here is public data: there is no secret to leak through time. A wrong computation could refuse a good
//! signature, never accept a forged one, since the whole encoded block is compared.

use std::fmt;

use ::rsa::signature::Verifier;
use ::rsa::traits::PublicKeyParts;
use ::rsa::{pkcs1v15, pss, BigUint, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

/// The smallest modulus that is accepted, in bits (RFC 7518 section 3.3).
pub const MIN_MODULUS_BITS: usize = 2048;
/// The largest modulus that is accepted, in bits: beyond it, a key set could make every verification slow (CVE-2023-29409).
pub const MAX_MODULUS_BITS: usize = 8192;

/// An RSA signature scheme with its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256 and a salt of the hash's length.
    Ps256,
    /// RSASSA-PSS with SHA-384 and a salt of the hash's length.
    Ps384,
    /// RSASSA-PSS with SHA-512 and a salt of the hash's length.
    Ps512,
}

/// Why numbers are not a key that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The modulus has fewer than [`MIN_MODULUS_BITS`] bits.
    ModulusTooSmall {
        /// Its bit length.
        bits: usize,
    },
    /// The modulus has more than [`MAX_MODULUS_BITS`] bits.
    ModulusTooLarge {
        /// Its bit length.
        bits: usize,
    },
    /// The modulus is even: no product of two odd primes.
    ModulusEven,
    /// The exponent is even, below 3, or above 2^33 - 1.
    ExponentInvalid,
}

impl KeyError {
    /// The dotted reason used in errors and reports.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::ModulusTooSmall { .. } => "key.too_small",
            Self::ModulusTooLarge { .. } => "key.too_large",
            Self::ModulusEven => "key.modulus_even",
            Self::ExponentInvalid => "key.exponent",
        }
    }
}

/// An RSA public key that passed the size and exponent rules.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: RsaPublicKey,
}

impl PublicKey {
    /// Makes a key from big-endian modulus and exponent; leading zero bytes are allowed.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names the broken rule.
    pub fn from_components(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let bits = bit_length(modulus);
        if bits < MIN_MODULUS_BITS {
            return Err(KeyError::ModulusTooSmall { bits });
        }
        if bits > MAX_MODULUS_BITS {
            return Err(KeyError::ModulusTooLarge { bits });
        }
        if modulus.last().is_none_or(|byte| byte & 1 == 0) {
            return Err(KeyError::ModulusEven);
        }
        // 2^33 - 1 is the limit of BoringSSL, ring and the crate `rsa`.
        let exponent_bits = bit_length(exponent);
        if !(2..=33).contains(&exponent_bits) || exponent.last().is_none_or(|byte| byte & 1 == 0) {
            return Err(KeyError::ExponentInvalid);
        }
        let (modulus, exponent) = (
            BigUint::from_bytes_be(modulus),
            BigUint::from_bytes_be(exponent),
        );
        RsaPublicKey::new_with_max_size(modulus, exponent, MAX_MODULUS_BITS)
            .map(|key| Self { key })
            .map_err(|_| KeyError::ExponentInvalid)
    }

    /// The bit length of the modulus.
    pub fn modulus_bits(&self) -> usize {
        self.key.n().bits()
    }

    /// The modulus, big-endian, without leading zeros.
    pub fn modulus(&self) -> Vec<u8> {
        self.key.n().to_bytes_be()
    }

    /// The exponent, big-endian, without leading zeros.
    pub fn exponent(&self) -> Vec<u8> {
        self.key.e().to_bytes_be()
    }

    /// Whether `signature` is this key's signature of `message`.
    ///
    /// The signature is as long as the modulus and less than it (RFC 8017 section 8.2.2, step 1).
    pub fn verify(&self, algorithm: RsaAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() != self.key.size() || BigUint::from_bytes_be(signature) >= *self.key.n()
        {
            return false;
        }
        match algorithm {
            RsaAlgorithm::Rs256 => check(
                &pkcs1v15::VerifyingKey::<Sha256>::new(self.key.clone()),
                message,
                signature,
            ),
            RsaAlgorithm::Rs384 => check(
                &pkcs1v15::VerifyingKey::<Sha384>::new(self.key.clone()),
                message,
                signature,
            ),
            RsaAlgorithm::Rs512 => check(
                &pkcs1v15::VerifyingKey::<Sha512>::new(self.key.clone()),
                message,
                signature,
            ),
            RsaAlgorithm::Ps256 => check(
                &pss::VerifyingKey::<Sha256>::new(self.key.clone()),
                message,
                signature,
            ),
            RsaAlgorithm::Ps384 => check(
                &pss::VerifyingKey::<Sha384>::new(self.key.clone()),
                message,
                signature,
            ),
            RsaAlgorithm::Ps512 => check(
                &pss::VerifyingKey::<Sha512>::new(self.key.clone()),
                message,
                signature,
            ),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PublicKey")
            .field("modulus_bits", &self.modulus_bits())
            .finish_non_exhaustive()
    }
}

fn check<S, K>(key: &K, message: &[u8], signature: &[u8]) -> bool
where
    S: for<'s> TryFrom<&'s [u8]>,
    K: Verifier<S>,
{
    S::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

/// The position of the highest set bit of a big-endian number, counted from one.
fn bit_length(number: &[u8]) -> usize {
    match number.iter().position(|byte| *byte != 0) {
        None => 0,
        Some(first) => {
            let rest = number.get(first..).unwrap_or_default();
            let top = rest.first().copied().unwrap_or_default();
            rest.len() * 8 - top.leading_zeros() as usize
        }
    }
}
