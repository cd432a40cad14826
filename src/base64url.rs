//! Strict base64url without padding (RFC 7515 section 2), with the kind and the place of each fault.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::error::{Error, ErrorCode, Segment};

/// A fault in base64url text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Index of the offending byte within the text.
    pub offset: usize,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What can be wrong with base64url text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// A character outside `A-Z a-z 0-9 - _`.
    Character,
    /// `=`, which JWS leaves out (RFC 7515 section 2).
    Padding,
    /// A length that no number of bytes encodes to: the text was cut.
    Length,
    /// The last character carries bits that are not zero: another text would decode to the same bytes (RFC 4648 section 3.5).
    TrailingBits,
}

impl FaultKind {
    /// The dotted reason used in errors and reports.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Character => "base64url.character",
            Self::Padding => "base64url.padding",
            Self::Length => "base64url.length",
            Self::TrailingBits => "base64url.trailing_bits",
        }
    }
}

impl Fault {
    /// The token error that this fault is when found in `segment`.
    pub fn into_error(self, segment: Segment) -> Error {
        Error::new(ErrorCode::TokenBase64url)
            .segment(segment)
            .offset(self.offset)
            .reason(self.kind.reason())
    }
}

/// Decodes strict base64url.
///
/// # Errors
///
/// The first [`Fault`], by position.
pub fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| explain(text.as_bytes()))
}

/// Encodes without padding.
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Names the fault of a text that did not decode. A foreign character is the best explanation there is; without one,
/// the length or the bits of the last character are what is left.
fn explain(text: &[u8]) -> Fault {
    let foreign = text
        .iter()
        .copied()
        .enumerate()
        .find(|(_, byte)| !is_base64url(*byte));
    let last = text.len().saturating_sub(1);
    match foreign {
        Some((offset, b'=')) => Fault {
            offset,
            kind: FaultKind::Padding,
        },
        Some((offset, _)) => Fault {
            offset,
            kind: FaultKind::Character,
        },
        None if text.len() % 4 == 1 => Fault {
            offset: last,
            kind: FaultKind::Length,
        },
        None => Fault {
            offset: last,
            kind: FaultKind::TrailingBits,
        },
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, offset: usize, kind: FaultKind) {
        assert_eq!(decode(text), Err(Fault { offset, kind }), "{text:?}");
    }

    #[test]
    fn decodes_every_length() {
        assert_eq!(decode("").unwrap(), b"");
        assert_eq!(decode("_-8").unwrap(), [0xff, 0xef]);
        assert_eq!(decode("AAEC_w").unwrap(), [0, 1, 2, 0xff]);
        assert_eq!(decode("Zm9vYmFy").unwrap(), b"foobar");
    }

    #[test]
    fn only_one_text_decodes_to_the_same_bytes() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let decodable = |prefix: &str| {
            alphabet
                .chars()
                .filter(|last| decode(&format!("{prefix}{last}")).is_ok())
                .count()
        };
        // One byte leaves two significant bits in the last character, two bytes leave four.
        assert_eq!(
            (decodable("A"), decodable("AA"), decodable("AAA")),
            (4, 16, 64)
        );
        for bytes in [
            vec![],
            vec![0xfb],
            vec![1, 0xff],
            vec![0, 16, 131],
            vec![255; 40],
        ] {
            assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn names_kind_and_place_of_each_fault() {
        refused("Zm9v+mFy", 4, FaultKind::Character);
        refused("Zm9/", 3, FaultKind::Character);
        refused("Zm 9v", 2, FaultKind::Character);
        refused("Zm9vYg==", 6, FaultKind::Padding);
        refused("Zm9vY", 4, FaultKind::Length);
        refused("Zm9vYh", 5, FaultKind::TrailingBits);
        refused("Zm9vYmF\u{e9}", 7, FaultKind::Character);
    }
}
