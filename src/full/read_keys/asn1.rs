//! Keys in DER, told apart by what they decode as and not by what a label says.

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Map, Value};
use spki::SubjectPublicKeyInfoRef;
use x509_cert::name::Name;
use x509_cert::Certificate;

use super::texts::problem;
use super::{KeyForm, Problem, Reading};
use crate::base64url;
use crate::full::{Curve, EcKey, EdKey};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
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
    let der = Base64::decode_vec(&compact)
        .or_else(|_| Base64Unpadded::decode_vec(&compact))
        .or_else(|_| Base64Url::decode_vec(&compact))
        .or_else(|_| Base64UrlUnpadded::decode_vec(&compact))
        .map_err(|_| problem("keys.unrecognised", &[]))?;
    of_der(&der)
}

/// Reads whichever structure the bytes are.
pub(super) fn of_der(der: &[u8]) -> Result<Reading, Problem> {
    if let Ok(certificate) = Certificate::from_der(der) {
        return of_certificate(&certificate);
    }
    if let Ok(info) = SubjectPublicKeyInfoRef::from_der(der) {
        return Ok(Reading::public(KeyForm::Spki, of_public_info(&info)?));
    }
    if let Ok(info) = pkcs8::PrivateKeyInfo::try_from(der) {
        return Ok(Reading::of_private(KeyForm::Pkcs8, of_private_info(&info)?));
    }
    if let Ok(key) = pkcs1::RsaPublicKey::from_der(der) {
        let jwk = rsa_jwk(key.modulus.as_bytes(), key.public_exponent.as_bytes());
        return Ok(Reading::public(KeyForm::Pkcs1, jwk));
    }
    if let Ok(key) = pkcs1::RsaPrivateKey::from_der(der) {
        let jwk = rsa_jwk(key.modulus.as_bytes(), key.public_exponent.as_bytes());
        return Ok(Reading::of_private(KeyForm::Pkcs1, jwk));
    }
    if let Ok(key) = sec1::EcPrivateKey::from_der(der) {
        let curve = key.parameters.and_then(sec1::EcParameters::named_curve);
        return Ok(Reading::of_private(
            KeyForm::Sec1,
            of_elliptic_private(&key, curve)?,
        ));
    }
    Err(problem("keys.unrecognised", &[]))
}

fn of_certificate(certificate: &Certificate) -> Result<Reading, Problem> {
    let content = &certificate.tbs_certificate;
    let unreadable = || problem("keys.unrecognised", &[]);
    let der = content
        .subject_public_key_info
        .to_der()
        .map_err(|_| unreadable())?;
    let info = SubjectPublicKeyInfoRef::from_der(&der).map_err(|_| unreadable())?;
    Ok(Reading {
        subject: subject_of(&content.subject),
        not_after: Some(content.validity.not_after.to_unix_duration().as_secs()),
        ..Reading::public(KeyForm::Certificate, of_public_info(&info)?)
    })
}

/// The common names of a certificate's subject. The crate's own text of a name brings the names of every identifier there
/// is along, which is more than the rest of the reader.
fn subject_of(name: &Name) -> Option<String> {
    let values: Vec<String> = name
        .0
        .iter()
        .flat_map(|part| part.0.iter())
        .filter(|attribute| attribute.oid == COMMON_NAME)
        .map(|attribute| format!("CN={}", String::from_utf8_lossy(attribute.value.value())))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn of_public_info(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Map<String, Value>, Problem> {
    let bytes = info.subject_public_key.as_bytes().unwrap_or_default();
    match info.algorithm.oid {
        RSA | RSA_PSS => pkcs1::RsaPublicKey::from_der(bytes)
            .map(|key| rsa_jwk(key.modulus.as_bytes(), key.public_exponent.as_bytes()))
            .map_err(|_| problem("keys.unrecognised", &[])),
        ELLIPTIC => {
            let curve = info
                .algorithm
                .parameters
                .and_then(|parameters| parameters.decode_as().ok());
            elliptic_jwk(curve, bytes)
        }
        ED25519 => edwards_jwk(bytes),
        other => Err(unsupported(&other)),
    }
}

fn of_private_info(info: &pkcs8::PrivateKeyInfo<'_>) -> Result<Map<String, Value>, Problem> {
    let broken = || problem("keys.unrecognised", &[]);
    match info.algorithm.oid {
        RSA | RSA_PSS => pkcs1::RsaPrivateKey::from_der(info.private_key)
            .map(|key| rsa_jwk(key.modulus.as_bytes(), key.public_exponent.as_bytes()))
            .map_err(|_| broken()),
        ELLIPTIC => {
            let key = sec1::EcPrivateKey::from_der(info.private_key).map_err(|_| broken())?;
            let curve = info.algorithm.parameters_oid().ok();
            of_elliptic_private(&key, curve)
        }
        ED25519 => {
            let seed: der::asn1::OctetStringRef<'_> =
                Decode::from_der(info.private_key).map_err(|_| broken())?;
            let seed = seed.as_bytes().try_into().map_err(|_| broken())?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            edwards_jwk(key.verifying_key().as_bytes())
        }
        other => Err(unsupported(&other)),
    }
}

/// The public point stands beside the private number, or is computed from it.
fn of_elliptic_private(
    key: &sec1::EcPrivateKey<'_>,
    curve: Option<ObjectIdentifier>,
) -> Result<Map<String, Value>, Problem> {
    if let Some(point) = key.public_key {
        return elliptic_jwk(curve, point);
    }
    let named = curve.and_then(curve_of);
    let point = match named {
        Some(Curve::P256) => p256::SecretKey::from_slice(key.private_key)
            .map(|key| key.public_key().to_encoded_point(false).as_bytes().to_vec()),
        Some(Curve::P384) => p384::SecretKey::from_slice(key.private_key)
            .map(|key| key.public_key().to_encoded_point(false).as_bytes().to_vec()),
        Some(Curve::P521) => p521::SecretKey::from_slice(key.private_key)
            .map(|key| key.public_key().to_encoded_point(false).as_bytes().to_vec()),
        None => return Err(unsupported_curve(curve)),
    };
    let point = point.map_err(|_| problem("keys.unrecognised", &[]))?;
    elliptic_jwk(curve, &point)
}

fn curve_of(oid: ObjectIdentifier) -> Option<Curve> {
    CURVES
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| *curve)
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
    let key = EcKey::from_sec1(named, point).ok_or_else(|| problem("keys.unrecognised", &[]))?;
    let (x, y) = key.coordinates();
    Ok(jwk(&[
        ("kty", "EC"),
        ("crv", named.as_str()),
        ("x", &base64url::encode(x)),
        ("y", &base64url::encode(y)),
    ]))
}

fn edwards_jwk(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let key = EdKey::from_bytes(bytes).ok_or_else(|| problem("keys.unrecognised", &[]))?;
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
