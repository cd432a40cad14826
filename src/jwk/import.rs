//! From a JSON value to a [`Jwk`]: which members count, and which make a key unusable (RFC 7517 section 4, RFC 7518 section 6.3).

use super::{certificate, Imported, Jwk, Material, Unusable};
use crate::algorithm::Algorithm;
use crate::base64url;
use crate::json::{Object, Value};
use crate::key::VerifyingKey;
use crate::members::texts;
use crate::prelude::*;
use crate::rsa::PublicKey;

/// Members of private or symmetric keys (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). A set that publishes them is leaking.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Reads one element of a `keys` array.
pub(super) fn from_value(value: &Value<'_>) -> Jwk {
    match value {
        Value::Object(members) => from_object(members),
        _ => Jwk {
            material: Err(Unusable("key.not_an_object")),
            ..from_object(&Object::default())
        },
    }
}

/// Reads a key from its members.
pub(super) fn from_object(members: &Object<'_>) -> Jwk {
    let text = |name| members.get_str(name).map(ToString::to_string);
    Jwk {
        kid: text("kid"),
        alg: text("alg"),
        public_key_use: text("use"),
        key_operations: members.get("key_ops").and_then(texts),
        x5t: text("x5t"),
        issuer: text("issuer"),
        cloud_instance_name: text("cloud_instance_name"),
        material: material(members),
    }
}

fn material(members: &Object<'_>) -> Material {
    #[cfg(feature = "full")]
    if let Some(key) = crate::full::key_of(members) {
        let key = key?;
        check_texts(members)?;
        check_purpose(members)?;
        return Ok(Imported::new(key));
    }
    check_type(members)?;
    check_texts(members)?;
    check_purpose(members)?;
    let key = match (members.get("n"), members.get("e")) {
        (None, None) => certificate_key(members)?,
        (modulus, exponent) => {
            let (modulus, exponent) = (number(modulus)?, number(exponent)?);
            PublicKey::from_components(&modulus, &exponent).map_err(Unusable::from)?
        }
    };
    Ok(Imported::new(VerifyingKey::Rsa(key)))
}

fn check_type(members: &Object<'_>) -> Result<(), Unusable> {
    if members.get_str("kty") != Some("RSA") {
        return Err(Unusable("key.type"));
    }
    if PRIVATE_MEMBERS
        .iter()
        .any(|name| members.get(name).is_some())
    {
        return Err(Unusable("key.private"));
    }
    Ok(())
}

fn check_texts(members: &Object<'_>) -> Result<(), Unusable> {
    // Text members of another type would otherwise be read as absent, and absent is permissive.
    if ["kid", "issuer", "cloud_instance_name"]
        .iter()
        .any(|name| members.get(name).is_some_and(is_not_text))
    {
        return Err(Unusable("key.member_type"));
    }
    Ok(())
}

fn check_purpose(members: &Object<'_>) -> Result<(), Unusable> {
    let public_key_use = members.get("use");
    if public_key_use.is_some_and(|value| value.as_str() != Some("sig")) {
        return Err(Unusable("key.wrong_use"));
    }
    if let Some(value) = members.get("key_ops") {
        check_operations(value, public_key_use.is_some())?;
    }
    match members.get("alg") {
        Some(value) if value.as_str().and_then(Algorithm::from_name).is_none() => {
            Err(Unusable("key.alg"))
        }
        _ => Ok(()),
    }
}

/// `key_ops` names `verify`, nothing twice, and nothing that contradicts `use` (RFC 7517 section 4.3).
fn check_operations(value: &Value<'_>, for_signatures: bool) -> Result<(), Unusable> {
    let unusable = Unusable("key.wrong_operations");
    let operations = texts(value).ok_or(unusable)?;
    let twice = operations
        .iter()
        .enumerate()
        .any(|(index, name)| operations.iter().skip(index + 1).any(|other| other == name));
    let foreign = operations
        .iter()
        .any(|name| name != "verify" && name != "sign");
    let verifies = operations.iter().any(|name| name == "verify");
    if twice || !verifies || (for_signatures && foreign) {
        return Err(unusable);
    }
    Ok(())
}

fn certificate_key(members: &Object<'_>) -> Result<PublicKey, Unusable> {
    let chain = members
        .get("x5c")
        .and_then(Value::as_array)
        .ok_or(Unusable("key.modulus"))?;
    let leaf = chain
        .first()
        .and_then(Value::as_str)
        .ok_or(Unusable("key.certificate"))?;
    certificate::public_key(leaf)
}

/// `Base64urlUInt` (RFC 7518 section 2).
fn number(value: Option<&Value<'_>>) -> Result<Vec<u8>, Unusable> {
    let text = value
        .and_then(Value::as_str)
        .ok_or(Unusable("key.modulus"))?;
    base64url::decode(text).map_err(|_| Unusable("key.base64url"))
}

fn is_not_text(value: &Value<'_>) -> bool {
    value.as_str().is_none()
}
