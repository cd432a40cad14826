//! Strict base64url without padding (RFC 7515 section 2), with the kind and the place of each fault.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

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

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// What stands for a byte that is not in the alphabet: no value of six bits.
const FOREIGN: u8 = 0x80;
/// The six bits of each byte.
const VALUES: [u8; 256] = values();

#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // evaluated by the compiler
const fn values() -> [u8; 256] {
    let mut values = [FOREIGN; 256];
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
}

fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(FOREIGN)
}

/// Decodes strict base64url.
///
/// # Errors
///
/// The first [`Fault`], by position.
pub fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    decode_bytes(text.as_bytes()).ok_or_else(|| explain(text.as_bytes()))
}

fn decode_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let whole = text.chunks_exact(4);
    let tail = whole.remainder();
    let mut bytes = vec![0; text.len() / 4 * 3];
    let mut seen = 0;
    for (characters, decoded) in whole.zip(bytes.chunks_exact_mut(3)) {
        if let (&[a, b, c, d], [x, y, z]) = (characters, decoded) {
            let (a, b, c, d) = (value(a), value(b), value(c), value(d));
            seen |= a | b | c | d;
            (*x, *y, *z) = (a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d);
        }
    }
    // Of the last character only the bits of whole bytes may be set.
    match *tail {
        [] => {}
        [a, b] => {
            let (a, b) = (value(a), value(b));
            seen |= a | b | left_over(b & 0x0f);
            bytes.push(a << 2 | b >> 4);
        }
        [a, b, c] => {
            let (a, b, c) = (value(a), value(b), value(c));
            seen |= a | b | c | left_over(c & 0x03);
            bytes.extend([a << 2 | b >> 4, b << 4 | c >> 2]);
        }
        _ => return None,
    }
    (seen & 0xc0 == 0).then_some(bytes)
}

/// Bits that no byte has a place for must be zero.
fn left_over(bits: u8) -> u8 {
    if bits == 0 {
        0
    } else {
        FOREIGN
    }
}

/// Encodes without padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=chunk.len() {
            let index = bits >> (18 - 6 * place) & 0x3f;
            text.push(char::from(*ALPHABET.get(index as usize).unwrap_or(&b'A')));
        }
    }
    text
}

/// Decodes base64 with padding (RFC 4648 section 4), which certificates in JSON are written in: nothing but the alphabet and
/// the padding that its length asks for.
pub fn decode_standard(text: &str) -> Option<Vec<u8>> {
    let unpadded = text.trim_end_matches('=');
    let padding = text.len() - unpadded.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut translated = unpadded.as_bytes().to_vec();
    for byte in &mut translated {
        *byte = match *byte {
            b'+' => b'-',
            b'/' => b'_',
            b'-' | b'_' => return None,
            other => other,
        };
    }
    decode_bytes(&translated)
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
    value(byte) != FOREIGN
}

#[cfg(test)]
mod tests {
    use std::format;

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
    fn agrees_with_base64ct() {
        use base64ct::{Base64, Base64UrlUnpadded, Encoding};
        let characters = b"ABYZaz019-_+/= .\n\x80";
        let mut state = 7_usize;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..50_000 {
            let length = next(10);
            // Mostly of the alphabet, so that some decode.
            let most = if next(3) == 0 { characters.len() } else { 9 };
            let text: Vec<u8> = (0..length).map(|_| characters[next(most)]).collect();
            let text = String::from_utf8_lossy(&text).into_owned();
            assert_eq!(
                decode(&text).ok(),
                Base64UrlUnpadded::decode_vec(&text).ok(),
                "{text:?}"
            );
            let padded = text.replace('-', "+").replace('_', "/") + ["", "=", "=="][next(3)];
            for text in [text, padded] {
                assert_eq!(
                    decode_standard(&text),
                    Base64::decode_vec(&text).ok(),
                    "{text:?}"
                );
            }
            let bytes: Vec<u8> = (0..length)
                .map(|_| u8::try_from(next(256)).unwrap())
                .collect();
            assert_eq!(encode(&bytes), Base64UrlUnpadded::encode_string(&bytes));
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
