//! Shared secrets as people write them: the characters themselves, or the base64 of bytes.

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};

use crate::base64url;
use crate::error::{Error, ErrorCode};

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
        "text" => Ok(secret.as_bytes().to_vec()),
        "base64" => Base64::decode_vec(compact).or_else(|_| Base64Unpadded::decode_vec(compact)),
        "base64url" => {
            Base64Url::decode_vec(compact).or_else(|_| Base64UrlUnpadded::decode_vec(compact))
        }
        _ => return Err(Error::config("encoding", "config.unknown")),
    }
    .map_err(|_| unusable("key.base64url"))?;
    if bytes.is_empty() {
        return Err(unusable("key.too_small"));
    }
    Ok(format!(
        r#"{{"kty":"oct","k":"{}"}}"#,
        base64url::encode(&bytes)
    ))
}
