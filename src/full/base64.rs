//! Base64 as people have it at hand: of either alphabet (RFC 4648 sections 4 and 5), padded or not.

use crate::base64url;
use crate::prelude::*;

/// Decodes either alphabet, but not a mixture.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    decode_standard(text).or_else(|| decode_url(text))
}

/// Decodes the alphabet with `+` and `/`.
pub(super) fn decode_standard(text: &str) -> Option<Vec<u8>> {
    if text.len().is_multiple_of(4) {
        return base64url::decode_standard(text);
    }
    let padding = "=".repeat(4 - text.len() % 4);
    let is_padded = text.ends_with('=');
    (!is_padded).then(|| base64url::decode_standard(&(text.to_string() + &padding)))?
}

/// Decodes the alphabet with `-` and `_`.
pub(super) fn decode_url(text: &str) -> Option<Vec<u8>> {
    let bare = text.trim_end_matches('=');
    let is_whole =
        text.len() == bare.len() || text.len().is_multiple_of(4) && text.len() - bare.len() <= 2;
    is_whole.then(|| base64url::decode(bare).ok())?
}

/// Encodes with `+` and `/`, padded.
pub(super) fn encode_standard(bytes: &[u8]) -> String {
    let text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    let padding = "=".repeat((4 - text.len() % 4) % 4);
    text + &padding
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};

    use super::*;

    #[test]
    fn agrees_with_the_crate_base64ct() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length)
                .map(|index| index.wrapping_mul(151) ^ 0xa5)
                .collect();
            assert_eq!(encode_standard(&bytes), Base64::encode_string(&bytes));
            for text in [
                Base64::encode_string(&bytes),
                Base64Unpadded::encode_string(&bytes),
            ] {
                assert_eq!(decode_standard(&text).as_ref(), Some(&bytes), "{text}");
            }
            for text in [
                Base64Url::encode_string(&bytes),
                Base64UrlUnpadded::encode_string(&bytes),
            ] {
                assert_eq!(decode_url(&text).as_ref(), Some(&bytes), "{text}");
                assert_eq!(decode(&text).as_ref(), Some(&bytes), "{text}");
            }
        }
    }

    #[test]
    fn refuses_what_is_neither() {
        for text in [
            "+_", "+A-A", "A", "AA=", "AA===", "AAA==", "AB==", "AB", "=", "====", "A A=", "AA=A",
            "AAAAA",
        ] {
            assert_eq!(decode(text), None, "{text}");
            let oracles = [
                Base64::decode_vec(text).is_ok(),
                Base64Unpadded::decode_vec(text).is_ok(),
                Base64Url::decode_vec(text).is_ok(),
                Base64UrlUnpadded::decode_vec(text).is_ok(),
            ];
            assert_eq!(oracles, [false; 4], "{text}");
        }
    }
}
