//! Reading a token without judging it: whatever can be decoded is, and each fault is named with its place.

use crate::error::{Error, ErrorCode, Segment};
use crate::json;
use crate::prelude::*;
use crate::strings::split;
use crate::token::{decode_segment, read_object};

/// What could be read of a token. Nothing in it is verified.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// The header as JSON text, where it is a JSON object; possibly with faults that a verdict refuses.
    pub header_json: Option<String>,
    /// The payload as JSON text, where it is a JSON object.
    pub claims_json: Option<String>,
    /// The signature bytes.
    pub signature: Option<Vec<u8>>,
    /// Everything that is wrong, in the order of the text.
    pub faults: Vec<Error>,
}

/// Reads what can be read of `token`.
pub fn decode(token: &str) -> Decoded {
    let mut decoded = Decoded::default();
    let segments = split(token, ".");
    match segments.len() {
        _ if token.is_empty() => decoded.faults.push(ErrorCode::TokenEmpty.into()),
        3 => {}
        5 => decoded
            .faults
            .push(Error::new(ErrorCode::TokenEncrypted).segment(Segment::Token)),
        _ => decoded.faults.push(
            Error::new(ErrorCode::TokenMalformed)
                .segment(Segment::Token)
                .reason("token.segments"),
        ),
    }
    let segment = |index: usize| segments.get(index).copied().filter(|text| !text.is_empty());
    decoded.header_json =
        segment(0).and_then(|text| json_text(text, Segment::Header, &mut decoded.faults));
    if segments.len() == 5 {
        return decoded;
    }
    decoded.claims_json =
        segment(1).and_then(|text| json_text(text, Segment::Payload, &mut decoded.faults));
    decoded.signature =
        segment(2).and_then(|text| bytes(text, Segment::Signature, &mut decoded.faults));
    decoded
}

fn bytes(text: &str, segment: Segment, faults: &mut Vec<Error>) -> Option<Vec<u8>> {
    decode_segment(text, segment)
        .map_err(|fault| faults.push(fault))
        .ok()
}

fn json_text(text: &str, segment: Segment, faults: &mut Vec<Error>) -> Option<String> {
    let bytes = bytes(text, segment, faults)?;
    if let Err(fault) = read_object(&bytes, segment) {
        faults.push(fault);
    }
    let text = String::from_utf8(bytes).ok()?;
    json::has_grammar_of_object(&text).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(token: &str) -> Vec<&'static str> {
        decode(token)
            .faults
            .iter()
            .map(|fault| fault.code().as_str())
            .collect()
    }

    #[test]
    fn decodes_what_decodes() {
        let decoded = decode("eyJhIjoxfQ.eyJiIjoyfQ.AQI");
        assert_eq!(decoded.header_json.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(decoded.claims_json.as_deref(), Some(r#"{"b":2}"#));
        assert_eq!(decoded.signature.as_deref(), Some([1, 2].as_slice()));
        assert!(decoded.faults.is_empty());
    }

    #[test]
    fn names_faults_and_goes_on() {
        assert_eq!(decode(".eyJiIjoyfQ.AQI").header_json, None);
        assert_eq!(codes(""), ["ERR_TOKEN_EMPTY"]);
        assert_eq!(codes("eyJhIjoxfQ.eyJiIjoyfQ"), ["ERR_TOKEN_MALFORMED"]);
        assert_eq!(
            codes("e+J.eyJiIjoyfQ.AQ=="),
            ["ERR_TOKEN_BASE64URL", "ERR_TOKEN_BASE64URL"]
        );
        assert_eq!(
            decode("e+J.eyJiIjoyfQ.AQ==").claims_json.as_deref(),
            Some(r#"{"b":2}"#)
        );
        // {"a":1,"a":2} is readable, and says so.
        let duplicate = decode("e30.eyJhIjoxLCJhIjoyfQ.AQI");
        assert_eq!(duplicate.faults[0].code(), ErrorCode::TokenDuplicateMember);
        assert!(duplicate.claims_json.is_some());
        let encrypted = decode("e30.a.b.c.d");
        assert_eq!(encrypted.faults[0].code(), ErrorCode::TokenEncrypted);
        assert!(encrypted.header_json.is_some() && encrypted.claims_json.is_none());
    }
}
