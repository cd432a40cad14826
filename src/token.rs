//! From text to the three decoded segments of a compact JWS (RFC 7515 section 7.1). Nothing here is trusted yet.

use core::fmt;
use core::ops::Range;

use crate::base64url;
use crate::error::{Error, ErrorCode, Segment};
use crate::json::{self, FaultKind, Object};
use crate::prelude::*;
use crate::verify::Signature;

/// The default bound on a token's length, in bytes.
pub const DEFAULT_MAX_TOKEN_BYTES: usize = 16_384;

/// A compact JWS whose segments are decoded and whose signature nobody has looked at.
pub struct UnverifiedToken<'a> {
    /// The text that the signature covers: first segment, dot, second segment.
    signing_input: &'a str,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
}

impl<'a> UnverifiedToken<'a> {
    /// Splits and decodes `token`.
    ///
    /// An empty third segment passes: it is a signature that cannot be valid, and the verdict names the algorithm first.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_TOO_LARGE` above `max_bytes`, `ERR_TOKEN_EMPTY`, `ERR_TOKEN_MALFORMED`, `ERR_TOKEN_ENCRYPTED` for five
    /// segments with a readable header, `ERR_TOKEN_BASE64URL`.
    pub fn decode(token: &'a str, max_bytes: usize) -> Result<Self, Error> {
        if token.len() > max_bytes {
            return Err(ErrorCode::TokenTooLarge.into());
        }
        let split = split(token)?;
        let decode = |segment, text: &str| decode_segment(text, segment);
        Ok(Self {
            signing_input: split.signing_input,
            header: decode(Segment::Header, split.header)?,
            payload: decode(Segment::Payload, split.payload)?,
            signature: Signature::new(decode(Segment::Signature, split.signature)?),
        })
    }

    /// The ASCII text that the signature covers (RFC 7515 section 5.2, step 8).
    pub fn signing_input(&self) -> &'a str {
        self.signing_input
    }

    /// The signature bytes.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The payload bytes; of a JWT they are a JSON object, of another JWS anything.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The header bytes.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// The members of the header.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_JSON`, `ERR_TOKEN_DUPLICATE_MEMBER`, and `ERR_HEADER_INVALID` for JSON that is not an object.
    pub fn header_object(&self) -> Result<Object<'_>, Error> {
        read_object(&self.header, Segment::Header)
    }

    /// The members of the payload.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_JSON`, `ERR_TOKEN_DUPLICATE_MEMBER`.
    pub fn claims_object(&self) -> Result<Object<'_>, Error> {
        read_object(&self.payload, Segment::Payload)
    }

    /// Takes the token apart into header and payload bytes.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        (self.header, self.payload)
    }
}

/// Shows sizes only: the contents are a credential.
impl fmt::Debug for UnverifiedToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnverifiedToken")
            .field("header_bytes", &self.header.len())
            .field("payload_bytes", &self.payload.len())
            .field("signature", &self.signature)
            .finish()
    }
}

/// The texts of the three segments.
struct Split<'a> {
    signing_input: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

fn split(token: &str) -> Result<Split<'_>, Error> {
    if token.is_empty() {
        return Err(ErrorCode::TokenEmpty.into());
    }
    let malformed = |reason| {
        Error::new(ErrorCode::TokenMalformed)
            .segment(Segment::Token)
            .reason(reason)
    };
    let mut dots = 0;
    let mut first_dots = [0; 2];
    for (place, byte) in token.bytes().enumerate() {
        if byte == b'.' {
            if let Some(dot) = first_dots.get_mut(dots) {
                *dot = place;
            }
            dots += 1;
        }
    }
    let [first, second] = first_dots;
    let part = |range: Range<usize>| token.get(range).unwrap_or_default();
    let header = part(0..first);
    if dots == 4 && has_readable_header(header) {
        return Err(ErrorCode::TokenEncrypted.into());
    }
    if dots != 2 {
        return Err(malformed("token.segments"));
    }
    let payload = part(first + 1..second);
    if header.is_empty() || payload.is_empty() {
        return Err(malformed("token.empty_segment"));
    }
    Ok(Split {
        signing_input: part(0..second),
        header,
        payload,
        signature: part(second + 1..token.len()),
    })
}

fn has_readable_header(header: &str) -> bool {
    base64url::decode(header).is_ok_and(|bytes| json::parse_object(&bytes).is_ok())
}

/// Decodes a segment and names a fault as the token error that it is.
pub(crate) fn decode_segment(text: &str, segment: Segment) -> Result<Vec<u8>, Error> {
    base64url::decode(text).map_err(|fault| {
        Error::new(ErrorCode::TokenBase64url)
            .segment(segment)
            .offset(fault.offset)
            .reason(fault.kind.reason())
    })
}

/// Reads a segment as a JSON object and names a fault as the token error that it is.
pub(crate) fn read_object(bytes: &[u8], segment: Segment) -> Result<Object<'_>, Error> {
    json::parse_object(bytes).map_err(|fault| {
        let code = match (fault.kind, segment) {
            (FaultKind::DuplicateMember, _) => ErrorCode::TokenDuplicateMember,
            (FaultKind::NotAnObject, Segment::Header) => ErrorCode::HeaderInvalid,
            _ => ErrorCode::TokenJson,
        };
        Error::new(code)
            .segment(segment)
            .offset(fault.offset)
            .reason(fault.kind.reason())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(token: &str) -> ErrorCode {
        UnverifiedToken::decode(token, 100)
            .expect_err("must be refused")
            .code()
    }

    #[test]
    fn decodes_three_segments() {
        let token = UnverifiedToken::decode("e30.eyJhIjoxfQ.AQI", 100).unwrap();
        assert_eq!(token.signing_input(), "e30.eyJhIjoxfQ");
        assert_eq!(token.signature().as_slice(), [1, 2]);
        assert!(token.claims_object().unwrap().get("a").is_some());
        assert!(UnverifiedToken::decode("e30.e30.", 100)
            .unwrap()
            .signature()
            .as_slice()
            .is_empty());
    }

    #[test]
    fn refuses_other_shapes() {
        assert_eq!(code(""), ErrorCode::TokenEmpty);
        for text in [
            "e30",
            "e30.e30",
            ".e30.AQ",
            "e30..AQ",
            "..",
            "e30.e30.AQ.AQ",
            "a.a.a.a.a",
            "e30.e30.a.a.a.a",
        ] {
            assert_eq!(code(text), ErrorCode::TokenMalformed, "{text}");
        }
        assert_eq!(code("e30.a.a.a.a"), ErrorCode::TokenEncrypted);
        assert_eq!(code("e30 .e30.AQ"), ErrorCode::TokenBase64url);
        assert_eq!(code("e30.e30.A"), ErrorCode::TokenBase64url);
        assert_eq!(code(&".".repeat(101)), ErrorCode::TokenTooLarge);
    }

    #[test]
    fn debug_and_errors_show_no_contents() {
        let token =
            UnverifiedToken::decode("eyJhIjoic2VjcmV0In0.eyJhIjoic2VjcmV0In0.AQI", 100).unwrap();
        let shown: String = format!("{token:?}");
        assert!(
            !shown.contains("eyJ") && !shown.contains("secret"),
            "{shown}"
        );
        let fault = UnverifiedToken::decode("e30.c2VjcmV0IQ.AQI", 100)
            .unwrap()
            .claims_object()
            .unwrap_err();
        assert_eq!(fault.code(), ErrorCode::TokenJson);
        assert!(!fault.to_string().contains("secret"));
    }
}
