//! Keys as people have them at hand: JWK, JWK set, PEM, certificate, or the base64 of one of these without its armour.
//! What comes back is a JWK set of public keys; of a private key only the public part is taken, and it is said.

mod asn1;
mod json;
mod pem;
mod private;
mod texts;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::prelude::*;

/// The form in which a key was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeyForm {
    /// One JWK (RFC 7517).
    Jwk,
    /// A key of a JWK set.
    Jwks,
    /// `SubjectPublicKeyInfo`: `BEGIN PUBLIC KEY`.
    Spki,
    /// `RSAPublicKey` or `RSAPrivateKey`: `BEGIN RSA PUBLIC KEY`.
    Pkcs1,
    /// An X.509 certificate.
    Certificate,
    /// The first certificate of an `x5c` list.
    X5c,
    /// `PrivateKeyInfo`: `BEGIN PRIVATE KEY`.
    Pkcs8,
    /// `ECPrivateKey`: `BEGIN EC PRIVATE KEY`.
    Sec1,
}

/// What was found out about one key.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeyFound {
    /// Its place among the keys.
    pub index: usize,
    /// How it was given.
    pub form: KeyForm,
    /// It stood without BEGIN and END.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub without_armour: bool,
    /// It was a private key; only the public part was taken.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub is_private: bool,
    /// It is a shared secret.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub is_secret: bool,
    /// Whom a certificate names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Until when a certificate is valid, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<u64>,
}

/// Something that could not be read as a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Dotted.
    pub reason: &'static str,
    /// What is wrong.
    pub text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'static str>,
}

/// What a text with keys holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct KeysRead {
    /// The keys as a JWK set; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<KeySet>,
    /// One entry for each key.
    pub found: Vec<KeyFound>,
    /// One entry for each part that is no key.
    pub problems: Vec<Problem>,
}

/// A JWK set.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct KeySet {
    /// Its keys.
    pub keys: Vec<Value>,
}

/// A key on its way into the set.
struct Reading {
    form: KeyForm,
    jwk: Map<String, Value>,
    is_private: bool,
    is_secret: bool,
    subject: Option<String>,
    not_after: Option<u64>,
}

impl Reading {
    fn public(form: KeyForm, jwk: Map<String, Value>) -> Self {
        Self {
            form,
            jwk,
            is_private: false,
            is_secret: false,
            subject: None,
            not_after: None,
        }
    }

    fn of_private(form: KeyForm, jwk: Map<String, Value>) -> Self {
        Self {
            is_private: true,
            ..Self::public(form, jwk)
        }
    }
}

impl KeysRead {
    fn add(&mut self, reading: Reading, without_armour: bool) {
        let set = self.jwks.get_or_insert_with(KeySet::default);
        self.found.push(KeyFound {
            index: set.keys.len(),
            form: reading.form,
            without_armour,
            is_private: reading.is_private,
            is_secret: reading.is_secret,
            subject: reading.subject,
            not_after: reading.not_after,
        });
        set.keys.push(Value::Object(reading.jwk));
    }

    fn add_outcome(&mut self, outcome: Result<Reading, Problem>, without_armour: bool) {
        match outcome {
            Ok(reading) => self.add(reading, without_armour),
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// Reads every key in `text`.
pub fn read_keys(text: &str) -> KeysRead {
    let text = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{feff}' | '"' | '\'' | ',')
    });
    let mut read = KeysRead::default();
    if text.is_empty() {
        read.problems.push(texts::problem("keys.empty", &[]));
    } else if text.starts_with('{') || text.starts_with('[') {
        json::read(text, &mut read);
    } else if text.contains(pem::BEGIN) {
        pem::read(text, &mut read);
    } else if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
        read.problems.push(texts::problem("keys.ssh", &[]));
    } else {
        let outcome = asn1::of_base64(text);
        read.add_outcome(outcome, true);
    }
    read
}
