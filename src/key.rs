//! A key that checks signatures, of whichever kind this build knows. A key fits the algorithms of its own kind and no
//! others, so that a public key is never taken for a secret (RFC 8725 section 2.1).

use crate::algorithm::Algorithm;
#[cfg(feature = "full")]
use crate::full::{EcKey, EdKey, Secret};
use crate::rsa;

/// An imported key.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyingKey {
    /// For the RS and PS algorithms.
    Rsa(rsa::PublicKey),
    /// For the ES algorithm of its curve.
    #[cfg(feature = "full")]
    Ec(EcKey),
    /// For `EdDSA` and `Ed25519`.
    #[cfg(feature = "full")]
    Ed(EdKey),
    /// For the HS algorithms.
    #[cfg(feature = "full")]
    Secret(Secret),
}

impl VerifyingKey {
    /// The RSA key, if it is one.
    pub fn rsa(&self) -> Option<&rsa::PublicKey> {
        match self {
            Self::Rsa(key) => Some(key),
            #[cfg(feature = "full")]
            _ => None,
        }
    }

    /// Whether `algorithm` works with keys of this kind and, where it matters, of this curve.
    pub fn suits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa(_) => algorithm.rsa().is_some(),
            #[cfg(feature = "full")]
            Self::Ec(key) => key.suits(algorithm),
            #[cfg(feature = "full")]
            Self::Ed(_) => matches!(algorithm, Algorithm::EdDsa | Algorithm::Ed25519),
            #[cfg(feature = "full")]
            Self::Secret(_) => algorithm.hmac().is_some(),
        }
    }

    /// Whether `signature` is a signature of `message` with `algorithm` under this key. A key of another kind than the
    /// algorithm's answers no.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => algorithm
                .rsa()
                .is_some_and(|algorithm| key.verify(algorithm, message, signature)),
            #[cfg(feature = "full")]
            Self::Ec(key) => key.suits(algorithm) && key.verify(message, signature),
            #[cfg(feature = "full")]
            Self::Ed(key) => self.suits(algorithm) && key.verify(message, signature),
            #[cfg(feature = "full")]
            Self::Secret(secret) => algorithm
                .hmac()
                .is_some_and(|hash| secret.verify(hash, message, signature)),
        }
    }
}

impl From<rsa::PublicKey> for VerifyingKey {
    fn from(key: rsa::PublicKey) -> Self {
        Self::Rsa(key)
    }
}
