//! Keys of the crate `rsa`, for programs that have them already.

use ::rsa::traits::PublicKeyParts;
use ::rsa::RsaPublicKey;

use super::{KeyError, PublicKey};

impl TryFrom<&RsaPublicKey> for PublicKey {
    type Error = KeyError;

    fn try_from(key: &RsaPublicKey) -> Result<Self, KeyError> {
        Self::from_components(&key.n().to_bytes_be(), &key.e().to_bytes_be())
    }
}
