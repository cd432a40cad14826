//! Everything that an explanation may look at.

use super::trial::Trial;
use crate::json::{Object, Value};
use crate::jwk::JwkSet;
use crate::policy::Policy;
use crate::prelude::*;
use crate::token::DEFAULT_MAX_TOKEN_BYTES;

/// The longest text of a token that is put into a sentence, in characters.
const LONGEST: usize = 120;

/// A token with what it was judged by.
pub(super) struct Case<'a> {
    pub(super) token: &'a str,
    pub(super) header: Option<&'a Object<'a>>,
    pub(super) claims: Option<&'a Object<'a>>,
    pub(super) keys: Option<&'a JwkSet>,
    pub(super) policy: Option<&'a Policy>,
    pub(super) now: f64,
    /// The structure was refused, so that most checks have nothing to look at.
    pub(super) is_unreadable: bool,
    /// What each key has to do with the signature; empty where nobody asked.
    pub(super) trials: Vec<Trial>,
}

impl Case<'_> {
    /// The bound on the token's length, in bytes.
    pub(super) fn max_token_bytes(&self) -> usize {
        self.policy
            .map_or(DEFAULT_MAX_TOKEN_BYTES, Policy::max_token_bytes)
    }

    /// A text member of the header.
    pub(super) fn header_text(&self, name: &str) -> Option<&str> {
        self.header?.get_str(name)
    }

    /// A text claim.
    pub(super) fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims?.get_str(name)
    }

    /// Whether there is such a claim, of any type.
    pub(super) fn has_claim(&self, name: &str) -> bool {
        self.claims.is_some_and(|claims| claims.get(name).is_some())
    }

    /// A claim that is a number.
    pub(super) fn claim_number(&self, name: &str) -> Option<f64> {
        self.claims?.get(name)?.as_f64()
    }

    /// Every text in `aud`.
    pub(super) fn audiences(&self) -> Vec<&str> {
        match self.claims.and_then(|claims| claims.get("aud")) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(elements)) => elements.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The application that asked for the token.
    pub(super) fn client(&self) -> Option<&str> {
        ["azp", "appid", "client_id"]
            .into_iter()
            .find_map(|name| self.claim_text(name))
    }

    /// `iss` for a sentence.
    pub(super) fn issuer_shown(&self) -> String {
        self.claim_text("iss")
            .map_or_else(|| "the issuer".to_string(), cut)
    }

    /// `alg` for a sentence.
    pub(super) fn alg_shown(&self) -> String {
        self.header_text("alg").map(cut).unwrap_or_default()
    }

    /// `kid` for a sentence.
    pub(super) fn kid_shown(&self) -> String {
        self.header_text("kid").map(cut).unwrap_or_default()
    }

    /// How many keys there are to choose from.
    pub(super) fn key_count(&self) -> usize {
        self.keys.map_or(0, |keys| keys.keys().len())
    }
}

/// A text of the token's, cut to what fits a sentence.
pub(super) fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_string();
    }
    let mut short: String = text.chars().take(LONGEST).collect();
    short.push('…');
    short
}
