//! Encodings and key sets.

use base64ct::{Base64, Encoding};
use claimgate::jwk::{JwkSet, DEFAULT_MAX_KEYS};
use claimgate::rsa::{MAX_MODULUS_BITS, MIN_MODULUS_BITS};

/// The decoder against [`reference_base64url`], and back.
pub fn base64url(data: &[u8]) {
    let encoded = claimgate::base64url::encode(data);
    let decoded = claimgate::base64url::decode(&encoded).expect("what was encoded");
    assert_eq!(decoded, data);
    assert_eq!(
        reference_base64url(encoded.as_bytes()).as_deref(),
        Some(data)
    );

    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let decoded = claimgate::base64url::decode(text);
    assert_eq!(decoded.as_ref().ok(), reference_base64url(data).as_ref());
    match decoded {
        Ok(bytes) => assert_eq!(claimgate::base64url::encode(&bytes), text),
        Err(fault) => assert!(fault.offset < text.len()),
    }
}

/// Bit by bit, from RFC 4648 section 5, without padding.
fn reference_base64url(text: &[u8]) -> Option<Vec<u8>> {
    let alphabet: Vec<u8> = (b'A'..=b'Z')
        .chain(b'a'..=b'z')
        .chain(b'0'..=b'9')
        .chain([b'-', b'_'])
        .collect();
    let mut bits = Vec::new();
    for character in text {
        let value = alphabet.iter().position(|known| known == character)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1 == 1));
    }
    let (bytes, rest) = bits.split_at(bits.len() / 8 * 8);
    let clean = rest.len() < 6 && rest.iter().all(|bit| !bit);
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    clean.then(|| bytes.chunks(8).map(byte).collect())
}

/// A key set, and the form of it that a cache keeps.
pub fn jwks(data: &[u8]) {
    let Ok(set) = JwkSet::parse(data, DEFAULT_MAX_KEYS) else {
        return;
    };
    assert!(set.keys().len() <= DEFAULT_MAX_KEYS);
    check_keys(&set);
}

fn check_keys(set: &JwkSet) {
    for jwk in set.keys() {
        let minimal = jwk.to_minimal_json();
        let Ok(key) = jwk.public_key() else {
            assert_eq!((minimal, jwk.thumbprint()), (None, None));
            continue;
        };
        assert!((MIN_MODULUS_BITS..=MAX_MODULUS_BITS).contains(&key.modulus_bits()));
        assert!(key.modulus_bytes().last().is_some_and(|byte| byte & 1 == 1));
        assert!(key.exponent() & 1 == 1 && key.exponent() > 1);
        let again = JwkSet::parse(minimal.expect("a usable key").as_bytes(), 1);
        let again = again.expect("the form that a cache keeps");
        assert_eq!(format!("{:?}", again.keys()), format!("{:?}", [jwk]));
    }
}

/// A certificate: as the DER that it is, and as the text of an `x5c` element.
pub fn x5c(data: &[u8]) {
    let as_der = Base64::encode_string(data);
    let as_text = String::from_utf8_lossy(data).into_owned();
    for element in [as_der, as_text] {
        let element = serde_json::to_string(&element).expect("a string");
        let document = format!(r#"{{"keys":[{{"kty":"RSA","x5c":[{element}]}}]}}"#);
        let set = JwkSet::parse(document.as_bytes(), 1).expect("a set");
        check_keys(&set);
    }
}
