//! HMAC with SHA-2 (RFC 7518 section 3.2).

use core::fmt;

use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::base64;
use crate::base64url;
use crate::prelude::*;

/// The hash behind an HS algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HmacHash {
    /// `HS256`.
    Sha256,
    /// `HS384`.
    Sha384,
    /// `HS512`.
    Sha512,
}

impl HmacHash {
    /// The length of the hash, and the least that a secret should have (RFC 7518 section 3.2), in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// Secrets of the best known examples.
const KNOWN: [&str; 10] = [
    "secret",
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least-256-bits-long",
    "changeme",
    "password",
    "test",
    "key",
    "supersecret",
];

/// A shared secret. Whoever can check a signature with it can also make one.
pub struct Secret(Vec<u8>);

impl Secret {
    /// A secret of at least one byte.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    /// Its length in bytes.
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether it is a secret of tutorials and test suites, which an attacker tries first.
    pub fn is_widely_known(&self) -> bool {
        KNOWN.iter().any(|known| known.as_bytes() == self.0)
    }

    /// The bytes, for the thumbprint alone.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secrets that somebody may have meant: the bytes that this text is the base64 of, the text that these bytes are
    /// decoded from, and the same without white space at the ends. Each with what it is.
    pub(crate) fn other_readings(&self) -> Vec<(&'static str, Self)> {
        let text = core::str::from_utf8(&self.0).unwrap_or_default();
        let trimmed = text.trim();
        let decoded = base64::decode(trimmed);
        let readings = [
            (
                "without the white space around it",
                trimmed.as_bytes().to_vec(),
            ),
            (
                "the bytes that it is the base64 of",
                decoded.unwrap_or_default(),
            ),
            (
                "its base64 text",
                base64::encode_standard(&self.0).into_bytes(),
            ),
            (
                "its base64url text",
                base64url::encode(&self.0).into_bytes(),
            ),
        ];
        readings
            .into_iter()
            .filter(|(_, bytes)| *bytes != self.0)
            .filter_map(|(reading, bytes)| Some((reading, Self::new(bytes)?)))
            .collect()
    }

    /// Whether `signature` is the whole code of `message`; compared in constant time.
    pub fn verify(&self, hash: HmacHash, message: &[u8], signature: &[u8]) -> bool {
        match hash {
            HmacHash::Sha256 => matches::<Hmac<Sha256>>(&self.0, message, signature),
            HmacHash::Sha384 => matches::<Hmac<Sha384>>(&self.0, message, signature),
            HmacHash::Sha512 => matches::<Hmac<Sha512>>(&self.0, message, signature),
        }
    }
}

fn matches<M: Mac + hmac::digest::KeyInit>(
    secret: &[u8],
    message: &[u8],
    signature: &[u8],
) -> bool {
    <M as Mac>::new_from_slice(secret)
        .is_ok_and(|code| code.chain_update(message).verify_slice(signature).is_ok())
}

/// Shows the length only.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({} bytes)", self.0.len())
    }
}
