//! `EdDSA` over Ed25519 (RFC 8037 section 3.1, RFC 8032). Ed448 is not in this build.

use core::fmt;

use ed25519_dalek::{Signature, VerifyingKey};

/// An Ed25519 public key.
pub struct EdKey(VerifyingKey);

impl EdKey {
    /// Imports the 32 bytes of `x`. `None` for another length, for bytes that are no point of the curve, and for a point
    /// of small order, under which one signature fits many messages.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
        (!key.is_weak()).then_some(Self(key))
    }

    /// The 32 bytes of `x`.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether `signature` is a signature of `message`; only the canonical form is (RFC 8032 section 5.1.7).
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Debug for EdKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EdKey(Ed25519)")
    }
}
