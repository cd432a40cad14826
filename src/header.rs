//! The typed JOSE header and the rules that need nothing but the header (RFC 7515 section 4.1).

use crate::algorithm::Algorithm;
use crate::error::{Error, ErrorCode, Segment};
use crate::json::{Object, Value};
use crate::policy::Policy;
use crate::prelude::*;

/// The members of a JOSE header that a verdict depends on.
///
/// `jku`, `jwk`, `x5u` and `x5c` are not here on purpose: a key that a token brings along is never followed or trusted
/// (RFC 8725 section 3.10).
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// `alg`, as written.
    pub alg: String,
    /// `kid`, as written; compared exactly.
    pub kid: Option<String>,
    /// `typ`, as written.
    pub typ: Option<String>,
    /// `x5t`, used to find the key only where there is no `kid`.
    pub x5t: Option<String>,
    has_crit: bool,
    has_nonce: bool,
    /// `b64` is present and is not `true`.
    unencoded_payload: bool,
}

impl Header {
    /// Types the members of a header.
    ///
    /// # Errors
    ///
    /// `ERR_HEADER_INVALID` when `alg` is missing, when `alg`, `kid` or `typ` is not a string, and when `zip` is present
    /// (a JWS has no compression; RFC 8725 section 3.6).
    pub fn from_object(members: &Object<'_>) -> Result<Self, Error> {
        if members.get("zip").is_some() {
            return Err(invalid("zip", "header.zip"));
        }
        Ok(Self {
            alg: optional_string(members, "alg")?
                .ok_or_else(|| invalid("alg", "header.missing"))?,
            kid: optional_string(members, "kid")?,
            typ: optional_string(members, "typ")?,
            x5t: members.get_str("x5t").map(ToString::to_string),
            has_crit: members.get("crit").is_some(),
            has_nonce: members.get("nonce").is_some(),
            unencoded_payload: members
                .get("b64")
                .is_some_and(|value| !matches!(value, Value::Bool(true))),
        })
    }

    /// Whether there is a `nonce`, as in tokens for Microsoft Graph.
    pub(crate) fn has_nonce(&self) -> bool {
        self.has_nonce
    }

    /// Applies the policy's header rules and returns the algorithm that the policy allows under the header's name.
    ///
    /// # Errors
    ///
    /// `ERR_ALG_NOT_ALLOWED`, `ERR_HEADER_B64`, `ERR_HEADER_CRIT`, `ERR_HEADER_TYP`, in this order.
    pub fn check(&self, policy: &Policy) -> Result<Algorithm, Error> {
        let algorithm = self.allowed_algorithm(policy.algorithms())?;
        self.check_extensions()?;
        if !policy.accepts_type(self.typ.as_deref()) {
            let expected = policy.types().iter().map(String::as_str);
            return Err(Error::new(ErrorCode::HeaderTyp)
                .claim("typ")
                .expected(expected)
                .reason("typ.mismatch"));
        }
        Ok(algorithm)
    }

    /// The algorithm that the header names, if it is one of `allowed` (RFC 8725 section 3.1).
    ///
    /// # Errors
    ///
    /// `ERR_ALG_NOT_ALLOWED`.
    pub fn allowed_algorithm(&self, allowed: &[Algorithm]) -> Result<Algorithm, Error> {
        allowed
            .iter()
            .copied()
            .find(|algorithm| algorithm.as_str() == self.alg)
            .ok_or_else(|| {
                let reason = if self.alg.eq_ignore_ascii_case("none") {
                    "header.alg_none"
                } else {
                    "header.alg_not_allowed"
                };
                let expected = allowed.iter().map(|algorithm| algorithm.as_str());
                Error::new(ErrorCode::AlgNotAllowed)
                    .claim("alg")
                    .expected(expected)
                    .reason(reason)
            })
    }

    /// Refuses what changes the meaning of the token: no extension is understood, so any `crit` is refused.
    ///
    /// # Errors
    ///
    /// `ERR_HEADER_B64`, `ERR_HEADER_CRIT`.
    pub fn check_extensions(&self) -> Result<(), Error> {
        if self.unencoded_payload {
            return Err(Error::new(ErrorCode::HeaderB64)
                .claim("b64")
                .reason("header.b64"));
        }
        if self.has_crit {
            return Err(Error::new(ErrorCode::HeaderCrit)
                .claim("crit")
                .reason("header.crit"));
        }
        Ok(())
    }
}

fn optional_string(members: &Object<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.to_string())),
        Some(_) => Err(invalid(name, "header.type")),
    }
}

fn invalid(member: &'static str, reason: &'static str) -> Error {
    Error::new(ErrorCode::HeaderInvalid)
        .segment(Segment::Header)
        .claim(member)
        .reason(reason)
}
