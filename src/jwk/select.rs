//! Which key of a set checks a token (RFC 7515 section 6): by `kid`, else by `x5t`, else the only one there is.

use super::{Jwk, JwkSet, Unusable};
use crate::algorithm::Algorithm;
use crate::error::{Error, ErrorCode};
use crate::header::Header;
use crate::key::VerifyingKey;

/// The key that was chosen.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'k> {
    /// The set's entry.
    pub jwk: &'k Jwk,
    /// Its key.
    pub key: &'k VerifyingKey,
}

impl JwkSet {
    /// Chooses the key that `header` names, for `algorithm`.
    ///
    /// A `kid` is compared exactly; where there is one, `x5t` is ignored. Usable keys of the same numbers count once.
    ///
    /// # Errors
    ///
    /// `ERR_KEY_NOT_FOUND` when no key answers to the name, `ERR_KEY_UNUSABLE` when those that do may not be used,
    /// `ERR_KEY_AMBIGUOUS` when usable keys of different numbers answer to it.
    pub fn select(&self, header: &Header, algorithm: Algorithm) -> Result<Selected<'_>, Error> {
        let named = |jwk: &&Jwk| match (&header.kid, &header.x5t) {
            (Some(kid), _) => jwk.kid.as_ref() == Some(kid),
            (None, Some(x5t)) => jwk.x5t.as_ref() == Some(x5t),
            (None, None) => true,
        };
        let error = |code| Error::new(code).kid(header.kid.as_deref());
        let mut chosen: Option<Selected<'_>> = None;
        let mut refused: Option<Unusable> = None;
        for jwk in self.keys().iter().filter(named) {
            match (jwk.key_for(algorithm), chosen) {
                (Err(unusable), _) => refused = refused.or(Some(unusable)),
                (Ok(key), None) => chosen = Some(Selected { jwk, key }),
                (Ok(_), Some(other)) if jwk.thumbprint() == other.jwk.thumbprint() => {}
                (Ok(_), Some(_)) => {
                    return Err(error(ErrorCode::KeyAmbiguous).reason("key.ambiguous"))
                }
            }
        }
        match (chosen, refused) {
            (Some(selected), _) => Ok(selected),
            (None, Some(Unusable(reason))) => Err(error(ErrorCode::KeyUnusable).reason(reason)),
            (None, None) => Err(error(ErrorCode::KeyNotFound).reason("key.kid_not_found")),
        }
    }
}
