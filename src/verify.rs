//! The signature check, behind `jwt-compact`'s [`Algorithm`](jwt_compact::Algorithm) trait, so that anything written
//! against that trait (and that crate's own full path, the reference in our tests) runs on the same code.

use alloc::borrow::Cow;
use core::convert::Infallible;
use core::fmt;

use jwt_compact::AlgorithmSignature;

use crate::algorithm::Algorithm;
use crate::error::{Error, ErrorCode, Segment};
use crate::key::VerifyingKey;
use crate::prelude::*;
use crate::token::UnverifiedToken;

/// Checks the signature of a decoded token with one key.
///
/// # Errors
///
/// `ERR_SIGNATURE_INVALID`.
pub fn check_signature(
    token: &UnverifiedToken<'_>,
    algorithm: Algorithm,
    key: &VerifyingKey,
) -> Result<(), Error> {
    use jwt_compact::Algorithm as _;
    if algorithm.verify_signature(token.signature(), key, token.signing_input().as_bytes()) {
        Ok(())
    } else {
        Err(Error::new(ErrorCode::SignatureInvalid)
            .segment(Segment::Signature)
            .reason("sig.invalid"))
    }
}

/// The bytes of a signature; any length, since a wrong one is an invalid signature and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// Wraps signature bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

/// Shows the length only: with the signature, a redacted token becomes a credential again.
impl fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signature")
            .field("bytes", &self.0.len())
            .finish()
    }
}

impl AlgorithmSignature for Signature {
    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(slice.to_vec()))
    }

    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }
}

impl jwt_compact::Algorithm for Algorithm {
    /// Nothing here can sign.
    type SigningKey = Infallible;
    type VerifyingKey = VerifyingKey;
    type Signature = Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.as_str())
    }

    fn sign(&self, signing_key: &Infallible, _message: &[u8]) -> Signature {
        match *signing_key {}
    }

    fn verify_signature(
        &self,
        signature: &Signature,
        verifying_key: &VerifyingKey,
        message: &[u8],
    ) -> bool {
        verifying_key.verify(*self, message, signature.as_slice())
    }
}
