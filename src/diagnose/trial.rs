//! What each key of the set has to do with a signature that was not accepted.

use super::case::Case;
use crate::algorithm::Algorithm;
use crate::jwk::Jwk;
use crate::key::VerifyingKey;
use crate::prelude::*;
use crate::rsa::open::{open, Opened};
use crate::token::UnverifiedToken;

/// The outcome for one key.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// The signature opened with this key: it made it. RSA only.
    pub(super) opened: Option<Opened>,
    /// The signature is good for the token as it is, with this algorithm.
    pub(super) verifies_as: Option<Algorithm>,
}

impl Trial {
    /// Whether this key made the signature.
    pub(super) fn made_it(&self) -> bool {
        self.opened.is_some() || self.verifies_as.is_some()
    }
}

/// Tries the signature with every key, one entry each. Empty where there are no keys or no signature to read.
pub(super) fn try_keys(case: &Case<'_>) -> Vec<Trial> {
    let Some(keys) = case.keys else {
        return Vec::new();
    };
    let Ok(token) = UnverifiedToken::decode(case.token, case.max_token_bytes()) else {
        return Vec::new();
    };
    keys.keys().iter().map(|jwk| try_key(&token, jwk)).collect()
}

fn try_key(token: &UnverifiedToken<'_>, jwk: &Jwk) -> Trial {
    let (message, signature) = (
        token.signing_input().as_bytes(),
        token.signature().as_slice(),
    );
    let Ok(key) = jwk.key() else {
        return Trial {
            opened: None,
            verifies_as: None,
        };
    };
    let opened = key.rsa().and_then(|key| open(key, signature));
    // Of RSA, only a signature that opens can be good with any algorithm.
    let candidates = opened.is_some() || !matches!(key, VerifyingKey::Rsa(_));
    let verifies_as = candidates
        .then(|| {
            Algorithm::ALL
                .iter()
                .copied()
                .find(|algorithm| key.verify(*algorithm, message, signature))
        })
        .flatten();
    Trial {
        opened,
        verifies_as,
    }
}
