//! The signature algorithms that this build verifies (RFC 7518 section 3.1).

use core::fmt;

use crate::error::{Error, ErrorCode};
#[cfg(feature = "full")]
use crate::full::HmacHash;
use crate::lists::try_map;
use crate::prelude::*;
use crate::rsa::RsaAlgorithm;

/// Names of JWS algorithms that are sound and that some build does not verify; its reports call them unsupported, not invalid.
const KNOWN_ELSEWHERE: &[&str] = &[
    "HS256",
    "HS384",
    "HS512",
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 bytes.
    Ps256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, and a salt of 48 bytes.
    Ps384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512, and a salt of 64 bytes.
    Ps512,
    /// ECDSA over P-256 with SHA-256.
    #[cfg(feature = "full")]
    Es256,
    /// ECDSA over P-384 with SHA-384.
    #[cfg(feature = "full")]
    Es384,
    /// ECDSA over P-521 with SHA-512.
    #[cfg(feature = "full")]
    Es512,
    /// `EdDSA`; of its two curves, Ed25519 only (RFC 8037 section 3.1).
    #[cfg(feature = "full")]
    EdDsa,
    /// The same under the name that says the curve (RFC 9864 section 2.2).
    #[cfg(feature = "full")]
    Ed25519,
    /// HMAC with SHA-256.
    #[cfg(feature = "full")]
    Hs256,
    /// HMAC with SHA-384.
    #[cfg(feature = "full")]
    Hs384,
    /// HMAC with SHA-512.
    #[cfg(feature = "full")]
    Hs512,
}

impl Algorithm {
    /// Every algorithm of this build.
    pub const ALL: &'static [Self] = &[
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        #[cfg(feature = "full")]
        Self::Es256,
        #[cfg(feature = "full")]
        Self::Es384,
        #[cfg(feature = "full")]
        Self::Es512,
        #[cfg(feature = "full")]
        Self::EdDsa,
        #[cfg(feature = "full")]
        Self::Ed25519,
        #[cfg(feature = "full")]
        Self::Hs256,
        #[cfg(feature = "full")]
        Self::Hs384,
        #[cfg(feature = "full")]
        Self::Hs512,
    ];

    /// The `alg` value; compared exactly, with case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            #[cfg(feature = "full")]
            Self::Es256 => "ES256",
            #[cfg(feature = "full")]
            Self::Es384 => "ES384",
            #[cfg(feature = "full")]
            Self::Es512 => "ES512",
            #[cfg(feature = "full")]
            Self::EdDsa => "EdDSA",
            #[cfg(feature = "full")]
            Self::Ed25519 => "Ed25519",
            #[cfg(feature = "full")]
            Self::Hs256 => "HS256",
            #[cfg(feature = "full")]
            Self::Hs384 => "HS384",
            #[cfg(feature = "full")]
            Self::Hs512 => "HS512",
        }
    }

    /// The algorithm with exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.as_str() == name)
    }

    /// The algorithms that a configuration names.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for an empty list, and for a name that this build does not verify.
    pub fn from_names<T: AsRef<str>>(names: &[T]) -> Result<Vec<Self>, Error> {
        if names.is_empty() {
            return Err(Error::new(ErrorCode::Config)
                .claim("algorithms")
                .reason("config.empty"));
        }
        let unsupported = || {
            Error::new(ErrorCode::Config)
                .claim("algorithms")
                .reason("config.algorithm_unsupported")
        };
        try_map(names, |name| {
            Self::from_name(name.as_ref()).ok_or_else(unsupported)
        })
    }

    /// Whether `name` is a registered algorithm that another build or library could verify.
    pub fn is_known_elsewhere(name: &str) -> bool {
        Self::from_name(name).is_none() && KNOWN_ELSEWHERE.contains(&name)
    }

    /// The RSA operation behind the name, of the algorithms that are RSA's.
    #[cfg_attr(not(feature = "full"), allow(clippy::unnecessary_wraps))] // the edge build has no others
    pub(crate) const fn rsa(self) -> Option<RsaAlgorithm> {
        Some(match self {
            Self::Rs256 => RsaAlgorithm::Rs256,
            Self::Rs384 => RsaAlgorithm::Rs384,
            Self::Rs512 => RsaAlgorithm::Rs512,
            Self::Ps256 => RsaAlgorithm::Ps256,
            Self::Ps384 => RsaAlgorithm::Ps384,
            Self::Ps512 => RsaAlgorithm::Ps512,
            #[cfg(feature = "full")]
            _ => return None,
        })
    }

    /// The hash of an HS algorithm.
    #[cfg(feature = "full")]
    pub(crate) const fn hmac(self) -> Option<HmacHash> {
        match self {
            Self::Hs256 => Some(HmacHash::Sha256),
            Self::Hs384 => Some(HmacHash::Sha384),
            Self::Hs512 => Some(HmacHash::Sha512),
            _ => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
