//! Walking DER: what stands in a certificate and in a public key. The crate `der` reads the elements and holds them to the
//! shortest form; only what is wanted is typed. A slice is only ever cut from the input, so a length in it can ask for nothing.
//! Tested by `tests/jwk.rs`, by `tests/full/read_keys.rs` and by the fuzz target `x5c`.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag, TagNumber, Tagged};

/// rsaEncryption (RFC 8017 appendix A.1).
pub(crate) const RSA_ENCRYPTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The explicit tag of a certificate's version.
const VERSION: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber::N0,
};

/// What stands in a certificate (RFC 5280 section 4.1): validity, subject and subject public key, each as the content of
/// its sequence. The rest is only walked over.
pub(crate) struct Certificate<'a>([&'a [u8]; 3]);

impl<'a> Certificate<'a> {
    /// Walks `Certificate`, and `TBSCertificate` up to the key: version, serial number, signature, issuer, validity, subject,
    /// subject public key.
    pub(crate) fn read(der: &'a [u8]) -> der::Result<Self> {
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
        for tag in [Tag::Integer, Tag::Sequence, Tag::Sequence] {
            value(&mut fields, tag)?;
        }
        Ok(Self([
            value(&mut fields, Tag::Sequence)?,
            value(&mut fields, Tag::Sequence)?,
            value(&mut fields, Tag::Sequence)?,
        ]))
    }

    #[cfg(feature = "full")]
    pub(crate) fn validity(&self) -> &'a [u8] {
        self.0[0]
    }

    #[cfg(feature = "full")]
    pub(crate) fn subject(&self) -> &'a [u8] {
        self.0[1]
    }

    pub(crate) fn public_key(&self) -> der::Result<PublicKeyInfo<'a>> {
        PublicKeyInfo::read(self.0[2])
    }
}

/// `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2).
pub(crate) struct AlgorithmIdentifier<'a> {
    /// The object identifier's content.
    pub(crate) oid: &'a [u8],
    #[cfg_attr(not(feature = "full"), allow(dead_code))]
    pub(crate) parameters: Option<AnyRef<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    pub(crate) fn decode(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let mut identifier = SliceReader::new(value(reader, Tag::Sequence)?)?;
        let oid = value(&mut identifier, Tag::ObjectIdentifier)?;
        let parameters = if identifier.is_finished() {
            None
        } else {
            Some(identifier.decode()?)
        };
        identifier.finish(Self { oid, parameters })
    }
}

/// `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
pub(crate) struct PublicKeyInfo<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    pub(crate) key: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    /// Reads the content of its sequence.
    pub(crate) fn read(info: &'a [u8]) -> der::Result<Self> {
        let mut info = SliceReader::new(info)?;
        let algorithm = AlgorithmIdentifier::decode(&mut info)?;
        let key = whole_bytes(value(&mut info, Tag::BitString)?)?;
        info.finish(Self { algorithm, key })
    }
}

/// `RSAPublicKey` (RFC 8017 appendix A.1.1): modulus and exponent, big-endian.
pub(crate) fn rsa_numbers(der: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut key = SliceReader::new(whole(der, Tag::Sequence)?)?;
    let numbers = (unsigned(&mut key)?, unsigned(&mut key)?);
    key.finish(numbers)
}

/// A whole number that is not negative, in the shortest form (X.690 section 8.3).
pub(crate) fn unsigned<'a>(reader: &mut SliceReader<'a>) -> der::Result<&'a [u8]> {
    let number = value(reader, Tag::Integer)?;
    match number {
        [0, 0x80..=0xff, ..] | [0..=0x7f] | [1..=0x7f, ..] => Ok(number),
        _ => Err(ErrorKind::Noncanonical { tag: Tag::Integer }.into()),
    }
}

/// The bytes of a bit string: its first byte counts the bits at the end that are not used, none here.
pub(crate) fn whole_bytes(bits: &[u8]) -> der::Result<&[u8]> {
    match bits.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(ErrorKind::Value {
            tag: Tag::BitString,
        }
        .into()),
    }
}

/// The content of the one element that there is.
pub(crate) fn whole(der: &[u8], tag: Tag) -> der::Result<&[u8]> {
    let mut document = SliceReader::new(der)?;
    let content = value(&mut document, tag)?;
    document.finish(content)
}

/// The content of the next element, which has this tag.
pub(crate) fn value<'a>(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<&'a [u8]> {
    let element = AnyRef::decode(reader)?;
    if element.tag() != tag {
        return Err(tag.value_error());
    }
    Ok(element.value())
}
