//! JSON Web Keys that are not RSA (RFC 7518 sections 6.2 and 6.4, RFC 8037 section 2).

use super::{Curve, EcKey, EdKey, Secret};
use crate::base64url;
use crate::json::Object;
use crate::jwk::Unusable;
use crate::key::VerifyingKey;
use crate::prelude::*;

/// The reason that a report shows as "cannot check" instead of a failure.
pub(crate) const UNSUPPORTED_CURVE: &str = "key.curve_unsupported";

/// Members of private keys of these types; `d` of both.
const PRIVATE: &str = "d";

/// The key of a JWK of type EC, OKP or oct; `None` for other types.
pub(crate) fn key_of(members: &Object<'_>) -> Option<Result<VerifyingKey, Unusable>> {
    let key = match members.get_str("kty")? {
        "EC" => public(members, elliptic),
        "OKP" => public(members, edwards),
        "oct" => secret(members),
        _ => return None,
    };
    Some(key)
}

fn public(
    members: &Object<'_>,
    import: fn(&Object<'_>) -> Result<VerifyingKey, Unusable>,
) -> Result<VerifyingKey, Unusable> {
    if members.get(PRIVATE).is_some() {
        return Err(Unusable("key.private"));
    }
    import(members)
}

fn elliptic(members: &Object<'_>) -> Result<VerifyingKey, Unusable> {
    let curve = curve(members)?;
    let curve = Curve::from_name(curve).ok_or_else(|| unknown_curve(curve))?;
    let (x, y) = (bytes(members, "x")?, bytes(members, "y")?);
    EcKey::from_coordinates(curve, &x, &y)
        .map(VerifyingKey::Ec)
        .ok_or(Unusable("key.point"))
}

fn edwards(members: &Object<'_>) -> Result<VerifyingKey, Unusable> {
    let curve = curve(members)?;
    if curve != "Ed25519" {
        return Err(unknown_curve(curve));
    }
    EdKey::from_bytes(&bytes(members, "x")?)
        .map(VerifyingKey::Ed)
        .ok_or(Unusable("key.point"))
}

fn curve<'m>(members: &'m Object<'_>) -> Result<&'m str, Unusable> {
    members.get_str("crv").ok_or(Unusable("key.member_type"))
}

/// A curve of the registry that signs, and that this build has no code for, says nothing against the key.
fn unknown_curve(name: &str) -> Unusable {
    Unusable(match name {
        "Ed448" | "secp256k1" => UNSUPPORTED_CURVE,
        _ => "key.curve",
    })
}

fn secret(members: &Object<'_>) -> Result<VerifyingKey, Unusable> {
    Secret::new(bytes(members, "k")?)
        .map(VerifyingKey::Secret)
        .ok_or(Unusable("key.too_small"))
}

fn bytes(members: &Object<'_>, name: &str) -> Result<Vec<u8>, Unusable> {
    let text = members.get_str(name).ok_or(Unusable("key.member_type"))?;
    base64url::decode(text).map_err(|_| Unusable("key.base64url"))
}
