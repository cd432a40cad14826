//! The RSA key of a certificate (`x5c`, RFC 7517 section 4.7). The certificate is only a container here: the set that
//! holds it is what is trusted, so neither its chain nor its dates are looked at, and only what stands around the key
//! is typed.

use base64ct::{Base64, Encoding};
use der::asn1::{AnyRef, BitStringRef, ContextSpecific, ObjectIdentifier, UintRef};
use der::{Decode, Reader, Sequence, SliceReader, TagNumber};

use super::Unusable;
use crate::rsa::PublicKey;

/// rsaEncryption (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// `Certificate` (RFC 5280 section 4.1).
#[derive(Sequence)]
struct Certificate<'a> {
    to_be_signed: AnyRef<'a>,
    signature_algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

/// `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
#[derive(Sequence)]
struct SubjectPublicKeyInfo<'a> {
    algorithm: AlgorithmIdentifier<'a>,
    subject_public_key: BitStringRef<'a>,
}

/// `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2).
#[derive(Sequence)]
struct AlgorithmIdentifier<'a> {
    algorithm: ObjectIdentifier,
    parameters: Option<AnyRef<'a>>,
}

/// `RSAPublicKey` (RFC 8017 appendix A.1.1).
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

/// Reads a base64 (not base64url) DER certificate and imports its key.
pub(super) fn public_key(base64_der: &str) -> Result<PublicKey, Unusable> {
    let malformed = Unusable("key.certificate");
    let der = Base64::decode_vec(base64_der).map_err(|_| malformed)?;
    let info = subject_public_key_info(&der).map_err(|_| malformed)?;
    if info.algorithm.algorithm != RSA_ENCRYPTION {
        return Err(Unusable("key.type"));
    }
    let bits = info.subject_public_key.as_bytes().ok_or(malformed)?;
    let key = RsaPublicKey::from_der(bits).map_err(|_| malformed)?;
    PublicKey::from_components(key.modulus.as_bytes(), key.public_exponent.as_bytes())
        .map_err(|error| Unusable(error.reason()))
}

/// Walks `TBSCertificate` (RFC 5280 section 4.1) up to the key: version, serial number, signature, issuer, validity,
/// subject, subject public key.
fn subject_public_key_info(der: &[u8]) -> der::Result<SubjectPublicKeyInfo<'_>> {
    let certificate = Certificate::from_der(der)?;
    let mut fields = SliceReader::new(certificate.to_be_signed.value())?;
    ContextSpecific::<u8>::decode_explicit(&mut fields, TagNumber::N0)?;
    for _before in [
        "serial number",
        "signature",
        "issuer",
        "validity",
        "subject",
    ] {
        fields.decode::<AnyRef<'_>>()?;
    }
    fields.decode()
}
