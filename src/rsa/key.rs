//! RSA public keys: import rules, accessors and verification.

use core::fmt;

use super::engine::{self, PowerKernel, PreparedModulus};
use super::hash::HashAlgorithm;
use super::{
    kernel, montgomery, pkcs1, pss, weak, MAX_MODULUS_BITS, MAX_MODULUS_BYTES, MIN_MODULUS_BITS,
};
use crate::prelude::*;

/// Largest public exponent, `2^33 - 1`.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

/// The RSA signature algorithms of RFC 7518, sections 3.3 and 3.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    Ps384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
    Ps512,
}

/// Why a key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The modulus has fewer than 2048 bits.
    ModulusTooSmall {
        /// Its length.
        bits: usize,
    },
    /// The modulus has more than 8192 bits.
    ModulusTooLarge {
        /// Its length.
        bits: usize,
    },
    /// The modulus is even.
    ModulusEven,
    /// The exponent is even, below 3 or above `2^33 - 1`.
    ExponentInvalid,
    /// The modulus has the shape of keys that can be factored (ROCA, CVE-2017-15361).
    WeakShape,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ModulusTooSmall { bits } => {
                write!(
                    formatter,
                    "the RSA modulus has {bits} bits, fewer than {MIN_MODULUS_BITS}"
                )
            }
            Self::ModulusTooLarge { bits } => {
                write!(
                    formatter,
                    "the RSA modulus has {bits} bits, more than {MAX_MODULUS_BITS}"
                )
            }
            Self::ModulusEven => formatter.write_str("the RSA modulus is even"),
            Self::ExponentInvalid => {
                formatter.write_str("the RSA exponent is not odd and in 3 to 2^33 - 1")
            }
            Self::WeakShape => formatter.write_str("the RSA modulus has the shape of ROCA keys"),
        }
    }
}

impl core::error::Error for KeyError {}

/// An RSA public key with its precomputed constants. Importing costs about as much as a verification.
pub struct PublicKey {
    /// Big-endian, first byte not zero.
    modulus: Box<[u8]>,
    modulus_bits: usize,
    exponent: u64,
    /// Present for the sizes and the exponent that the kernels serve.
    prepared: Option<Box<dyn PreparedModulus>>,
}

impl PublicKey {
    /// Imports a key from its big-endian components (RFC 7518, section 6.3.1). Leading zero bytes are allowed.
    ///
    /// # Errors
    ///
    /// [`KeyError`], unless the modulus is odd, of 2048 to 8192 bits and not of the ROCA shape, and the exponent odd
    /// and in `3 ..= 2^33 - 1`.
    pub fn from_components(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let length = without_leading_zeros(n).len();
        Self::with_kernel(n, e, engine::current_for(length))
    }

    /// The same with a kernel of the caller's choice instead of the [installed](engine::install) one; with `None`,
    /// plain arithmetic.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::from_components`].
    pub fn with_kernel(
        n: &[u8],
        e: &[u8],
        kernel: Option<&dyn PowerKernel>,
    ) -> Result<Self, KeyError> {
        let modulus = without_leading_zeros(n);
        let modulus_bits = bit_length(modulus);
        if modulus_bits < MIN_MODULUS_BITS {
            return Err(KeyError::ModulusTooSmall { bits: modulus_bits });
        }
        if modulus_bits > MAX_MODULUS_BITS {
            return Err(KeyError::ModulusTooLarge { bits: modulus_bits });
        }
        if modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::ModulusEven);
        }
        let exponent = exponent_from(e).ok_or(KeyError::ExponentInvalid)?;
        if weak::is_roca_shaped(modulus) {
            return Err(KeyError::WeakShape);
        }
        let suits = exponent == kernel::EXPONENT && modulus_bits <= kernel::MAX_BITS;
        let prepared = kernel
            .filter(|_| suits)
            .and_then(|kernel| kernel.prepare(modulus));
        Ok(Self {
            modulus: modulus.into(),
            modulus_bits,
            exponent,
            prepared,
        })
    }

    /// Length of the modulus in bits.
    #[must_use]
    pub fn modulus_bits(&self) -> usize {
        self.modulus_bits
    }

    /// The modulus, big-endian, without leading zero bytes.
    #[must_use]
    pub fn modulus_bytes(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent.
    #[must_use]
    pub fn exponent(&self) -> u64 {
        self.exponent
    }

    /// Whether `signature` is a signature of `message` under this key (RFC 8017, sections 8.1.2 and 8.2.2). A
    /// signature of another length than the modulus, or not less than the modulus, is not.
    #[must_use]
    pub fn verify(&self, algorithm: RsaAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        // Of equal length, big-endian numbers compare as byte strings do.
        if signature.len() != self.modulus.len() || signature >= &*self.modulus {
            return false;
        }
        let mut buffer = [0; MAX_MODULUS_BYTES];
        let block = &mut buffer[..self.modulus.len()];
        let served = self
            .prepared
            .as_ref()
            .is_some_and(|prepared| prepared.power(signature, block));
        if !served {
            montgomery::power(&self.modulus, self.exponent, signature, block);
        }
        match algorithm {
            RsaAlgorithm::Rs256 => pkcs1::matches(HashAlgorithm::Sha256, message, block),
            RsaAlgorithm::Rs384 => pkcs1::matches(HashAlgorithm::Sha384, message, block),
            RsaAlgorithm::Rs512 => pkcs1::matches(HashAlgorithm::Sha512, message, block),
            RsaAlgorithm::Ps256 => {
                pss::matches(HashAlgorithm::Sha256, message, self.modulus_bits, block)
            }
            RsaAlgorithm::Ps384 => {
                pss::matches(HashAlgorithm::Sha384, message, self.modulus_bits, block)
            }
            RsaAlgorithm::Ps512 => {
                pss::matches(HashAlgorithm::Sha512, message, self.modulus_bits, block)
            }
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "PublicKey({} bits, e = {})",
            self.modulus_bits, self.exponent
        )
    }
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    &number[zeros..]
}

fn bit_length(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |first| 8 * number.len() - first.leading_zeros() as usize)
}

fn exponent_from(bytes: &[u8]) -> Option<u64> {
    let digits = without_leading_zeros(bytes);
    if digits.len() > size_of::<u64>() {
        return None;
    }
    let exponent = digits
        .iter()
        .fold(0, |value, &byte| value << 8 | u64::from(byte));
    (exponent % 2 == 1 && (3..=MAX_EXPONENT).contains(&exponent)).then_some(exponent)
}
