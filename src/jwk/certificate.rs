//! The RSA key of a certificate (`x5c`, RFC 7517 section 4.7). The certificate is only a container here: the set that
//! holds it is what is trusted, so neither its chain nor its dates are looked at.

use base64ct::{Base64, Encoding};
use rsa::pkcs1::{der::Decode, RsaPublicKey};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::Certificate;

use super::Unusable;
use crate::rsa::PublicKey;

/// rsaEncryption (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// Reads a base64 (not base64url) DER certificate and imports its key.
pub(super) fn public_key(base64_der: &str) -> Result<PublicKey, Unusable> {
    let malformed = Unusable("key.certificate");
    let der = Base64::decode_vec(base64_der).map_err(|_| malformed)?;
    let certificate = Certificate::from_der(&der).map_err(|_| malformed)?;
    let info = certificate.tbs_certificate.subject_public_key_info;
    if info.algorithm.oid != RSA_ENCRYPTION {
        return Err(Unusable("key.type"));
    }
    let bits = info.subject_public_key.as_bytes().ok_or(malformed)?;
    let key = RsaPublicKey::from_der(bits).map_err(|_| malformed)?;
    PublicKey::from_components(key.modulus.as_bytes(), key.public_exponent.as_bytes())
        .map_err(|error| Unusable(error.reason()))
}
