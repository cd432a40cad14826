//! Shared secrets as people write them: the characters themselves, or the base64 of bytes.

use super::base64;
use crate::base64url;
use crate::error::{Error, ErrorCode};
use crate::prelude::*;

/// A secret as a JWK (RFC 7518 section 6.4), in JSON text.
///
/// `encoding` says how the text stands for the bytes: `text` for its own characters, `base64` or `base64url`, padded or not.
///
/// # Errors
///
/// `ERR_KEY_UNUSABLE` for text that is not in that encoding, or that is empty; `ERR_CONFIG` for another encoding.
pub fn secret_jwk(secret: &str, encoding: &str) -> Result<String, Error> {
    let unusable = |reason| Error::new(ErrorCode::KeyUnusable).reason(reason);
    let compact = secret.trim();
    let bytes = match encoding {
        "text" => Some(secret.as_bytes().to_vec()),
        "base64" => base64::decode_standard(compact),
        "base64url" => base64::decode_url(compact),
        _ => return Err(Error::config("encoding", "config.unknown")),
    }
    .ok_or_else(|| unusable("key.base64url"))?;
    if bytes.is_empty() {
        return Err(unusable("key.too_small"));
    }
    Ok(format!(
        r#"{{"kty":"oct","k":"{}"}}"#,
        base64url::encode(&bytes)
    ))
}
