//! Keys in DER, told apart by what they decode as and not by what a label says.

use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{Decode, Reader, SliceReader, Tag};
use serde_json::{Map, Value};

use super::private::{rsa_numbers_of_private, EcPrivateKey, PrivateKeyInfo};
use super::texts::problem;
use super::{KeyForm, Problem, Reading};
use crate::asn1::{
    rsa_numbers, value, whole, AlgorithmIdentifier, Certificate, PublicKeyInfo, RSA_ENCRYPTION,
};
use crate::base64url;
use crate::full::{base64, Curve, EcKey, EdKey};
use crate::prelude::*;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const ELLIPTIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P256,
    ),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

/// Reads base64 or base64url, padded or not, with line breaks or without.
pub(super) fn of_base64(text: &str) -> Result<Reading, Problem> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let der = base64::decode(&compact).ok_or_else(unrecognised)?;
    of_der(&der)
}

/// Reads whichever structure the bytes are.
pub(super) fn of_der(der: &[u8]) -> Result<Reading, Problem> {
    if let Ok(certificate) = Certificate::read(der) {
        return of_certificate(&certificate);
    }
    if let Ok(info) = whole(der, Tag::Sequence).and_then(PublicKeyInfo::read) {
        return Ok(Reading::public(KeyForm::Spki, of_public_info(&info)?));
    }
    if let Ok(info) = PrivateKeyInfo::read(der) {
        return Ok(Reading::of_private(KeyForm::Pkcs8, of_private_info(&info)?));
    }
    if let Ok((modulus, exponent)) = rsa_numbers(der) {
        return Ok(Reading::public(KeyForm::Pkcs1, rsa_jwk(modulus, exponent)));
    }
    if let Ok((modulus, exponent)) = rsa_numbers_of_private(der) {
        let jwk = rsa_jwk(modulus, exponent);
        return Ok(Reading::of_private(KeyForm::Pkcs1, jwk));
    }
    if let Ok(key) = EcPrivateKey::read(der) {
        let jwk = of_elliptic_private(&key, key.curve)?;
        return Ok(Reading::of_private(KeyForm::Sec1, jwk));
    }
    Err(unrecognised())
}

fn of_certificate(certificate: &Certificate<'_>) -> Result<Reading, Problem> {
    let info = certificate.public_key().map_err(|_| unrecognised())?;
    Ok(Reading {
        subject: common_names(certificate.subject()).map_err(|_| unrecognised())?,
        not_after: Some(not_after(certificate.validity()).map_err(|_| unrecognised())?),
        ..Reading::public(KeyForm::Certificate, of_public_info(&info)?)
    })
}

/// The common names of a certificate's subject (RFC 5280 section 4.1.2.4).
fn common_names(subject: &[u8]) -> der::Result<Option<String>> {
    let mut names = Vec::new();
    let mut parts = SliceReader::new(subject)?;
    while !parts.is_finished() {
        let mut part = SliceReader::new(value(&mut parts, Tag::Set)?)?;
        while !part.is_finished() {
            let mut attribute = SliceReader::new(value(&mut part, Tag::Sequence)?)?;
            let kind = value(&mut attribute, Tag::ObjectIdentifier)?;
            let content = AnyRef::decode(&mut attribute)?;
            attribute.finish(())?;
            if kind == COMMON_NAME.as_bytes() {
                names.push(format!("CN={}", String::from_utf8_lossy(content.value())));
            }
        }
    }
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// The second of the two times of a validity (RFC 5280 section 4.1.2.5), in seconds since 1970.
fn not_after(validity: &[u8]) -> der::Result<u64> {
    let mut times = SliceReader::new(validity)?;
    AnyRef::decode(&mut times)?;
    let end = AnyRef::decode(&mut times)?;
    let moment = end
        .decode_as::<UtcTime>()
        .map(|time| time.to_unix_duration())
        .or_else(|_| {
            end.decode_as::<GeneralizedTime>()
                .map(|time| time.to_unix_duration())
        })?;
    times.finish(moment.as_secs())
}

fn of_public_info(info: &PublicKeyInfo<'_>) -> Result<Map<String, Value>, Problem> {
    match oid_of(&info.algorithm)? {
        RSA_ENCRYPTION | RSA_PSS => rsa_numbers(info.key)
            .map(|(modulus, exponent)| rsa_jwk(modulus, exponent))
            .map_err(|_| unrecognised()),
        ELLIPTIC => elliptic_jwk(curve_oid_of(&info.algorithm), info.key),
        ED25519 => edwards_jwk(info.key),
        other => Err(unsupported(&other)),
    }
}

fn of_private_info(info: &PrivateKeyInfo<'_>) -> Result<Map<String, Value>, Problem> {
    match oid_of(&info.algorithm)? {
        RSA_ENCRYPTION | RSA_PSS => rsa_numbers_of_private(info.key)
            .map(|(modulus, exponent)| rsa_jwk(modulus, exponent))
            .map_err(|_| unrecognised()),
        ELLIPTIC => {
            let key = EcPrivateKey::read(info.key).map_err(|_| unrecognised())?;
            of_elliptic_private(&key, curve_oid_of(&info.algorithm))
        }
        ED25519 => {
            let seed = whole(info.key, Tag::OctetString).map_err(|_| unrecognised())?;
            let seed = seed.try_into().map_err(|_| unrecognised())?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            edwards_jwk(key.verifying_key().as_bytes())
        }
        other => Err(unsupported(&other)),
    }
}

fn oid_of(algorithm: &AlgorithmIdentifier<'_>) -> Result<ObjectIdentifier, Problem> {
    ObjectIdentifier::from_bytes(algorithm.oid).map_err(|_| unrecognised())
}

fn curve_oid_of(algorithm: &AlgorithmIdentifier<'_>) -> Option<ObjectIdentifier> {
    algorithm.parameters?.decode_as().ok()
}

/// The public point stands beside the private number, or is computed from it.
fn of_elliptic_private(
    key: &EcPrivateKey<'_>,
    curve: Option<ObjectIdentifier>,
) -> Result<Map<String, Value>, Problem> {
    if let Some(point) = key.point {
        return elliptic_jwk(curve, point);
    }
    let named = curve
        .and_then(curve_of)
        .ok_or_else(|| unsupported_curve(curve))?;
    let key = EcKey::of_private(named, key.number);
    Ok(point_jwk(&key.ok_or_else(unrecognised)?))
}

fn curve_of(oid: ObjectIdentifier) -> Option<Curve> {
    CURVES
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| *curve)
}

fn unrecognised() -> Problem {
    problem("keys.unrecognised", &[])
}

fn unsupported(oid: &ObjectIdentifier) -> Problem {
    problem("keys.unsupported", &[("kind", &oid.to_string())])
}

fn unsupported_curve(curve: Option<ObjectIdentifier>) -> Problem {
    let kind = curve.map_or("an unnamed curve".to_string(), |oid| oid.to_string());
    problem("keys.unsupported", &[("kind", &kind)])
}

fn rsa_jwk(modulus: &[u8], exponent: &[u8]) -> Map<String, Value> {
    jwk(&[
        ("kty", "RSA"),
        ("n", &base64url::encode(modulus)),
        ("e", &base64url::encode(exponent)),
    ])
}

fn elliptic_jwk(
    curve: Option<ObjectIdentifier>,
    point: &[u8],
) -> Result<Map<String, Value>, Problem> {
    let named = curve
        .and_then(curve_of)
        .ok_or_else(|| unsupported_curve(curve))?;
    let key = EcKey::from_sec1(named, point).ok_or_else(unrecognised)?;
    Ok(point_jwk(&key))
}

fn point_jwk(key: &EcKey) -> Map<String, Value> {
    let (x, y) = key.coordinates();
    jwk(&[
        ("kty", "EC"),
        ("crv", key.curve().as_str()),
        ("x", &base64url::encode(x)),
        ("y", &base64url::encode(y)),
    ])
}

fn edwards_jwk(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let key = EdKey::from_bytes(bytes).ok_or_else(unrecognised)?;
    Ok(jwk(&[
        ("kty", "OKP"),
        ("crv", "Ed25519"),
        ("x", &base64url::encode(key.as_bytes())),
    ]))
}

fn jwk(members: &[(&str, &str)]) -> Map<String, Value> {
    members
        .iter()
        .map(|(name, value)| ((*name).to_string(), Value::String((*value).to_string())))
        .collect()
}
