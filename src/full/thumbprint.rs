//! Thumbprints of the keys that are not RSA (RFC 7638, RFC 8037 section 2).

use alloc::borrow::Cow;

use jwt_compact::alg::SecretBytes;
use jwt_compact::jwk::JsonWebKey;
use sha2::Sha256;

use crate::base64url;
use crate::key::VerifyingKey;
use crate::prelude::*;

/// The thumbprint with SHA-256, base64url.
pub(crate) fn thumbprint(key: &VerifyingKey) -> String {
    base64url::encode(&exchange_form(key).thumbprint::<Sha256>())
}

/// The key in the form in which `jwt-compact` exchanges keys.
fn exchange_form(key: &VerifyingKey) -> JsonWebKey<'_> {
    match key {
        VerifyingKey::Rsa(key) => key.into(),
        VerifyingKey::Ec(key) => {
            let (x, y) = key.coordinates();
            JsonWebKey::EllipticCurve {
                curve: key.curve().as_str().into(),
                x: Cow::Borrowed(x),
                y: Cow::Borrowed(y),
                secret: None,
            }
        }
        VerifyingKey::Ed(key) => JsonWebKey::KeyPair {
            curve: "Ed25519".into(),
            x: Cow::Borrowed(key.as_bytes()),
            secret: None,
        },
        VerifyingKey::Secret(secret) => JsonWebKey::Symmetric {
            secret: SecretBytes::borrowed(secret.as_bytes()),
        },
    }
}
