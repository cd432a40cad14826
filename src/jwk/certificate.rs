//! The RSA key of a certificate (`x5c`, RFC 7517 section 4.7). The certificate is only a container here: the set that
//! holds it is what is trusted, so neither its chain nor its dates are looked at.

use super::Unusable;
use crate::asn1::{rsa_numbers, Certificate, RSA_ENCRYPTION};
use crate::base64url;
use crate::rsa::PublicKey;

/// Reads a base64 (not base64url) DER certificate and imports its key.
pub(super) fn public_key(base64_der: &str) -> Result<PublicKey, Unusable> {
    let malformed = Unusable("key.certificate");
    let der = base64url::decode_standard(base64_der).ok_or(malformed)?;
    let info = Certificate::read(&der)
        .and_then(|certificate| certificate.public_key())
        .map_err(|_| malformed)?;
    if info.algorithm.oid != RSA_ENCRYPTION.as_bytes() {
        return Err(Unusable("key.type"));
    }
    let (modulus, exponent) = rsa_numbers(info.key).map_err(|_| malformed)?;
    PublicKey::from_components(modulus, exponent).map_err(Unusable::from)
}
