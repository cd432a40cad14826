//! The RSA key of a certificate (`x5c`, RFC 7517 section 4.7). The certificate is only a container here: the set that
//! holds it is what is trusted, so neither its chain nor its dates are looked at, and only what stands around the key
//! is typed.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag, TagNumber, Tagged};

use super::Unusable;
use crate::base64url;
use crate::rsa::PublicKey;

/// rsaEncryption (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The explicit tag of the version.
const VERSION: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber::N0,
};

/// Reads a base64 (not base64url) DER certificate and imports its key.
pub(super) fn public_key(base64_der: &str) -> Result<PublicKey, Unusable> {
    let malformed = Unusable("key.certificate");
    let der = base64url::decode_standard(base64_der).ok_or(malformed)?;
    let info = subject_public_key_info(&der).map_err(|_| malformed)?;
    let (algorithm, key) = algorithm_and_key(info).map_err(|_| malformed)?;
    if algorithm != RSA_ENCRYPTION.as_bytes() {
        return Err(Unusable("key.type"));
    }
    let (modulus, exponent) = numbers(key).map_err(|_| malformed)?;
    PublicKey::from_components(modulus, exponent).map_err(Unusable::from)
}

/// Walks `Certificate` (RFC 5280 section 4.1), and `TBSCertificate` up to the key: version, serial number, signature, issuer,
/// validity, subject, subject public key.
fn subject_public_key_info(der: &[u8]) -> der::Result<&[u8]> {
    let mut document = SliceReader::new(der)?;
    let mut certificate = SliceReader::new(value(&mut document, Tag::Sequence)?)?;
    let signed = value(&mut certificate, Tag::Sequence)?;
    value(&mut certificate, Tag::Sequence)?;
    value(&mut certificate, Tag::BitString)?;
    document.finish(())?;
    certificate.finish(())?;
    let mut fields = SliceReader::new(signed)?;
    if fields.peek_byte() == Some(VERSION.octet()) {
        fields.decode::<AnyRef<'_>>()?;
    }
    for tag in [
        Tag::Integer,
        Tag::Sequence,
        Tag::Sequence,
        Tag::Sequence,
        Tag::Sequence,
    ] {
        value(&mut fields, tag)?;
    }
    value(&mut fields, Tag::Sequence)
}

/// Takes `SubjectPublicKeyInfo` (RFC 5280 section 4.1) apart: the object identifier of the algorithm, and the key's DER.
fn algorithm_and_key(info: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut info = SliceReader::new(info)?;
    let mut identifier = SliceReader::new(value(&mut info, Tag::Sequence)?)?;
    let algorithm = value(&mut identifier, Tag::ObjectIdentifier)?;
    if !identifier.is_finished() {
        identifier.decode::<AnyRef<'_>>()?;
    }
    identifier.finish(())?;
    let bits = value(&mut info, Tag::BitString)?;
    info.finish(())?;
    // The first byte counts the bits that are not used: none.
    match bits.split_first() {
        Some((0, key)) => Ok((algorithm, key)),
        _ => Err(ErrorKind::Value {
            tag: Tag::BitString,
        }
        .into()),
    }
}

/// `RSAPublicKey` (RFC 8017 appendix A.1.1): modulus and exponent, big-endian.
fn numbers(der: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut document = SliceReader::new(der)?;
    let mut key = SliceReader::new(value(&mut document, Tag::Sequence)?)?;
    document.finish(())?;
    let numbers = (unsigned(&mut key)?, unsigned(&mut key)?);
    key.finish(numbers)
}

/// A whole number that is not negative, in the shortest form (X.690 section 8.3).
fn unsigned<'a>(reader: &mut SliceReader<'a>) -> der::Result<&'a [u8]> {
    let number = value(reader, Tag::Integer)?;
    match number {
        [0, 0x80..=0xff, ..] | [0..=0x7f] | [1..=0x7f, ..] => Ok(number),
        _ => Err(ErrorKind::Noncanonical { tag: Tag::Integer }.into()),
    }
}

/// The content of the next element, which has this tag.
fn value<'a>(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<&'a [u8]> {
    let element = AnyRef::decode(reader)?;
    if element.tag() != tag {
        return Err(tag.value_error());
    }
    Ok(element.value())
}
