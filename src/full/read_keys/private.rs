//! Private keys in DER, read for their public part alone: what follows it is only walked over.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, TagNumber};

use crate::asn1::{unsigned, value, whole, whole_bytes, AlgorithmIdentifier};

/// `PrivateKeyInfo` (RFC 5208 section 5; RFC 5958 adds a public key at the end).
pub(super) struct PrivateKeyInfo<'a> {
    pub(super) algorithm: AlgorithmIdentifier<'a>,
    pub(super) key: &'a [u8],
}

impl<'a> PrivateKeyInfo<'a> {
    pub(super) fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut fields = SliceReader::new(whole(der, Tag::Sequence)?)?;
        value(&mut fields, Tag::Integer)?;
        let algorithm = AlgorithmIdentifier::decode(&mut fields)?;
        let key = value(&mut fields, Tag::OctetString)?;
        walk(fields)?;
        Ok(Self { algorithm, key })
    }
}

/// The modulus and the public exponent of an `RSAPrivateKey` (RFC 8017 appendix A.1.2).
pub(super) fn rsa_numbers_of_private(der: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut fields = SliceReader::new(whole(der, Tag::Sequence)?)?;
    value(&mut fields, Tag::Integer)?;
    let numbers = (unsigned(&mut fields)?, unsigned(&mut fields)?);
    // The private exponent, two primes, two exponents and the coefficient; more primes may follow.
    for _ in 0..6 {
        unsigned(&mut fields)?;
    }
    walk(fields)?;
    Ok(numbers)
}

/// `ECPrivateKey` (RFC 5915 section 3).
pub(super) struct EcPrivateKey<'a> {
    pub(super) number: &'a [u8],
    /// The named curve, where it stands here and not around the key.
    pub(super) curve: Option<ObjectIdentifier>,
    /// The point, where somebody computed it.
    pub(super) point: Option<&'a [u8]>,
}

impl<'a> EcPrivateKey<'a> {
    pub(super) fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut fields = SliceReader::new(whole(der, Tag::Sequence)?)?;
        value(&mut fields, Tag::Integer)?;
        let number = value(&mut fields, Tag::OctetString)?;
        let curve = explicit(&mut fields, TagNumber::N0)?
            .map(ObjectIdentifier::from_der)
            .transpose()?;
        let point = explicit(&mut fields, TagNumber::N1)?
            .map(|der| whole(der, Tag::BitString).and_then(whole_bytes))
            .transpose()?;
        fields.finish(Self {
            number,
            curve,
            point,
        })
    }
}

/// The DER inside the next element, if that has this explicit tag.
fn explicit<'a>(fields: &mut SliceReader<'a>, number: TagNumber) -> der::Result<Option<&'a [u8]>> {
    let tag = Tag::ContextSpecific {
        constructed: true,
        number,
    };
    if fields.peek_byte() != Some(tag.octet()) {
        return Ok(None);
    }
    value(fields, tag).map(Some)
}

fn walk(mut fields: SliceReader<'_>) -> der::Result<()> {
    while !fields.is_finished() {
        AnyRef::decode(&mut fields)?;
    }
    Ok(())
}
