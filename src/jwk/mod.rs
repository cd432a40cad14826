//! JWK sets (RFC 7517): reading them, deciding which keys are usable, and choosing the key of a token.

mod certificate;
mod import;
mod select;

use alloc::borrow::Cow;

use jwt_compact::jwk::JsonWebKey;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::algorithm::Algorithm;
use crate::base64url;
use crate::error::{Error, ErrorCode};
use crate::json::{self, FaultKind};
use crate::key::VerifyingKey;
use crate::prelude::*;
use crate::rsa::{KeyError, PublicKey};

pub use select::Selected;

/// The default bound on the number of keys of a set.
pub const DEFAULT_MAX_KEYS: usize = 64;

/// A key set: every key of the document, usable or not, in its order.
#[derive(Debug, Default)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a JWK set, or a single JWK as a set of one.
    ///
    /// A key that cannot be used does not spoil the set (RFC 7517 section 5): it is kept with the reason, to be named
    /// when a token asks for it.
    ///
    /// # Errors
    ///
    /// `ERR_JWKS_INVALID` for text that is not strict JSON, that has no `keys` array, or that has more than `max_keys` keys.
    pub fn parse(text: &[u8], max_keys: usize) -> Result<Self, Error> {
        let document = json::parse_object(text).map_err(|fault| {
            let reason = match fault.kind {
                FaultKind::DuplicateMember => "jwks.duplicate_member",
                FaultKind::NotAnObject => "jwks.not_an_object",
                _ => "jwks.json",
            };
            invalid(reason).offset(fault.offset)
        })?;
        let keys = match document.get("keys") {
            None if document.get("kty").is_some() => vec![import::from_object(&document)],
            None => return Err(invalid("jwks.no_keys")),
            Some(keys) => {
                let keys = keys
                    .as_array()
                    .ok_or_else(|| invalid("jwks.keys_not_an_array"))?;
                if keys.len() > max_keys {
                    return Err(invalid("jwks.too_many_keys"));
                }
                keys.iter().map(import::from_value).collect()
            }
        };
        Ok(Self { keys })
    }

    /// The keys, in the order of the document.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }
}

fn invalid(reason: &'static str) -> Error {
    Error::new(ErrorCode::JwksInvalid).reason(reason)
}

/// One key of a set, with what is needed to decide whether it may check a token.
#[derive(Debug)]
pub struct Jwk {
    /// `kid` (RFC 7517 section 4.5).
    pub kid: Option<String>,
    /// `alg`: the one algorithm that the key is for (RFC 7517 section 4.4).
    pub alg: Option<String>,
    /// `use` (RFC 7517 section 4.2).
    pub public_key_use: Option<String>,
    /// `key_ops` (RFC 7517 section 4.3).
    pub key_operations: Option<Vec<String>>,
    /// `x5t`: the SHA-1 thumbprint of the certificate, base64url, as the set gives it.
    pub x5t: Option<String>,
    /// `issuer`: Microsoft's extension that ties a key to an issuer.
    pub issuer: Option<String>,
    /// `cloud_instance_name`: Microsoft's extension that ties a key to a cloud.
    pub cloud_instance_name: Option<String>,
    /// The key itself, or the dotted reason why it is not used.
    material: Material,
}

/// The outcome of importing a key.
type Material = Result<Imported, Unusable>;

/// Why a key is not used, as a dotted reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable(pub &'static str);

impl From<KeyError> for Unusable {
    fn from(error: KeyError) -> Self {
        Self(match error {
            KeyError::ModulusTooSmall { .. } => "key.too_small",
            KeyError::ModulusTooLarge { .. } => "key.too_large",
            KeyError::ModulusEven => "key.modulus_even",
            KeyError::ExponentInvalid => "key.exponent",
            KeyError::WeakShape => "key.weak_shape",
        })
    }
}

/// A usable key.
#[derive(Debug)]
struct Imported {
    key: VerifyingKey,
    thumbprint: String,
}

impl Jwk {
    /// The key.
    ///
    /// # Errors
    ///
    /// Why the key is not used.
    pub fn key(&self) -> Result<&VerifyingKey, Unusable> {
        self.material
            .as_ref()
            .map(|material| &material.key)
            .map_err(|unusable| *unusable)
    }

    /// The key, where it is an RSA key.
    ///
    /// # Errors
    ///
    /// Why the key is not used, or that it is of another type.
    pub fn public_key(&self) -> Result<&PublicKey, Unusable> {
        self.key()?.rsa().ok_or(Unusable("key.type"))
    }

    /// The key, if it may check signatures made with `algorithm`.
    ///
    /// # Errors
    ///
    /// Why it may not.
    pub fn key_for(&self, algorithm: Algorithm) -> Result<&VerifyingKey, Unusable> {
        let key = self.key()?;
        if !key.suits(algorithm) {
            return Err(Unusable("key.type"));
        }
        match &self.alg {
            Some(alg) if !names(alg, algorithm) => Err(Unusable("key.alg_mismatch")),
            _ => Ok(key),
        }
    }

    /// The RFC 7638 thumbprint with SHA-256, base64url. Keys of the same numbers have the same thumbprint.
    pub fn thumbprint(&self) -> Option<&str> {
        self.material
            .as_ref()
            .ok()
            .map(|material| material.thumbprint.as_str())
    }

    /// The members that verification needs and no others, as JSON text: what a cache may keep. A secret is not for
    /// keeping.
    pub fn to_minimal_json(&self) -> Option<String> {
        let minimal = MinimalJwk {
            kid: self.kid.as_deref(),
            alg: self.alg.as_deref(),
            public_key_use: self.public_key_use.as_deref(),
            key_operations: self.key_operations.as_deref(),
            x5t: self.x5t.as_deref(),
            issuer: self.issuer.as_deref(),
            cloud_instance_name: self.cloud_instance_name.as_deref(),
            ..MinimalJwk::of_key(self.key().ok()?)?
        };
        json::to_text(&minimal).ok()
    }
}

#[derive(Default, Serialize)]
struct MinimalJwk<'a> {
    kty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<&'static str>,
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'a str>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    public_key_use: Option<&'a str>,
    #[serde(rename = "key_ops", skip_serializing_if = "Option::is_none")]
    key_operations: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x5t: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_instance_name: Option<&'a str>,
}

impl MinimalJwk<'_> {
    /// The members that are the key itself; none for a secret.
    // The edge build has keys of one kind only.
    #[cfg_attr(not(feature = "full"), allow(clippy::unnecessary_wraps))]
    fn of_key(key: &VerifyingKey) -> Option<Self> {
        Some(match key {
            VerifyingKey::Rsa(key) => Self {
                kty: "RSA",
                n: Some(base64url::encode(key.modulus_bytes())),
                e: Some(base64url::encode(&exponent_bytes(key))),
                ..Self::default()
            },
            #[cfg(feature = "full")]
            VerifyingKey::Ec(key) => Self {
                kty: "EC",
                crv: Some(key.curve().as_str()),
                x: Some(base64url::encode(key.coordinates().0)),
                y: Some(base64url::encode(key.coordinates().1)),
                ..Self::default()
            },
            #[cfg(feature = "full")]
            VerifyingKey::Ed(key) => Self {
                kty: "OKP",
                crv: Some("Ed25519"),
                x: Some(base64url::encode(key.as_bytes())),
                ..Self::default()
            },
            #[cfg(feature = "full")]
            VerifyingKey::Secret(_) => return None,
        })
    }
}

/// Whether the `alg` of a JWK allows `algorithm`.
fn names(alg: &str, algorithm: Algorithm) -> bool {
    #[cfg(feature = "full")]
    if algorithm == Algorithm::Ed25519 && alg == Algorithm::EdDsa.as_str() {
        // RFC 9864 section 2.2: the old name of the same algorithm.
        return true;
    }
    alg == algorithm.as_str()
}

impl Imported {
    fn new(key: VerifyingKey) -> Self {
        let thumbprint = match &key {
            VerifyingKey::Rsa(key) => rsa_thumbprint(key),
            #[cfg(feature = "full")]
            other => crate::full::thumbprint(other),
        };
        Self { key, thumbprint }
    }
}

fn rsa_thumbprint(key: &PublicKey) -> String {
    // RFC 7638 section 3.2: the required members in the order of their names, without space.
    let mut hash = Sha256::new();
    hash.update("{\"e\":\"");
    hash.update(base64url::encode(&exponent_bytes(key)));
    hash.update("\",\"kty\":\"RSA\",\"n\":\"");
    hash.update(base64url::encode(key.modulus_bytes()));
    hash.update("\"}");
    base64url::encode(&hash.finalize())
}

/// The exponent, big-endian, without leading zeros (RFC 7518 section 6.3.1).
fn exponent_bytes(key: &PublicKey) -> Vec<u8> {
    let bytes = key.exponent().to_be_bytes();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// The key in the form in which `jwt-compact` exchanges keys.
impl<'k> From<&'k PublicKey> for JsonWebKey<'k> {
    fn from(key: &'k PublicKey) -> Self {
        Self::Rsa {
            modulus: Cow::Borrowed(key.modulus_bytes()),
            public_exponent: Cow::Owned(exponent_bytes(key)),
            private_parts: None,
        }
    }
}
