//! The verdict: every check in its order, the first failure decides.

use core::fmt;

use serde::de::DeserializeOwned;

use crate::algorithm::Algorithm;
use crate::claims::{self, Times, Window};
use crate::error::{Error, ErrorCode, Segment};
use crate::header::Header;
use crate::identity::Identity;
use crate::json::Object;
use crate::jwk::{JwkSet, Selected};
use crate::policy::Policy;
use crate::prelude::*;
use crate::token::{read_object, UnverifiedToken};
use crate::verify::check_signature;

/// The key that checked a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUsed {
    /// Its `kid`, if the set gives one.
    pub kid: Option<String>,
    /// The algorithm that was used.
    pub algorithm: Algorithm,
    /// Its RFC 7638 thumbprint (SHA-256, base64url).
    pub thumbprint: String,
}

/// A token that passed every check of its policy.
#[derive(Clone, PartialEq)]
pub struct Verified {
    /// The header, as the JSON text that was signed.
    pub header_json: String,
    /// The claims, as the JSON text that was signed.
    pub claims_json: String,
    /// The key that signed it.
    pub key: KeyUsed,
    /// The `iss` claim.
    pub issuer: String,
    /// Who is calling, and with which scopes and roles.
    pub identity: Identity,
    /// When this verdict holds, for a cache of verified tokens: outside of it, time has changed it.
    pub window: Window,
}

impl Verified {
    /// Reads the claims into a type of the caller's.
    ///
    /// # Errors
    ///
    /// `ERR_CLAIM_TYPE` when they do not fit.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.claims_json)
            .map_err(|_| Error::new(ErrorCode::ClaimType).segment(Segment::Payload))
    }
}

/// Shows no claims: they are personal data.
impl fmt::Debug for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verified")
            .field("issuer", &self.issuer)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// Validates `token` with `keys` under `policy` at the time `now`, in seconds since 1970.
///
/// Order: size, structure, header, what the provider demands before the key, key, signature, claims, provider (RFC 7519
/// section 7.2, RFC 8725).
///
/// # Errors
///
/// The first check that fails, by its code; see [`ErrorCode`]. `ERR_CONFIG` when `now` is not finite.
pub fn verify(token: &str, keys: &JwkSet, policy: &Policy, now: f64) -> Result<Verified, Error> {
    if !now.is_finite() {
        return Err(Error::new(ErrorCode::Config)
            .claim("now")
            .reason("config.out_of_range"));
    }
    let token = UnverifiedToken::decode(token, policy.max_token_bytes())?;
    let header = Header::from_object(&token.header_object()?)?;
    let claims = token.claims_object()?;
    let algorithm = policy.check_before_key(&header, &claims)?;
    let selected = select_key(keys, &header, algorithm, Some(policy))?;
    check_signature(&token, algorithm, selected.key)?;
    let (issuer, window) = check_claims(&claims, policy, now)?;
    if let Some(provider) = policy.provider() {
        provider.check(&claims, Some(selected.jwk))?;
    }
    let identity = policy.identify(&issuer, &claims, None);
    drop(claims);
    let (header_bytes, payload) = token.into_parts();
    Ok(Verified {
        header_json: text(header_bytes, Segment::Header)?,
        claims_json: text(payload, Segment::Payload)?,
        key: key_used(selected, algorithm),
        issuer,
        identity,
        window,
    })
}

/// Who is calling by claims that were verified before, given as JSON text: for a host that found the `groups` which the
/// token could not carry, and for comparing mappings. Nothing is checked.
///
/// # Errors
///
/// `ERR_TOKEN_JSON`, `ERR_TOKEN_DUPLICATE_MEMBER` for text that is no JSON object.
pub fn identify(
    claims_json: &str,
    policy: &Policy,
    groups: Option<&[String]>,
) -> Result<Identity, Error> {
    let claims = read_object(claims_json.as_bytes(), Segment::Payload)?;
    let issuer = claims.get_str("iss").unwrap_or_default();
    Ok(policy.identify(issuer, &claims, groups))
}

/// Chooses the key that `header` names, if the provider's profile lets it be used.
///
/// # Errors
///
/// As [`JwkSet::select`].
pub(crate) fn select_key<'k>(
    keys: &'k JwkSet,
    header: &Header,
    algorithm: Algorithm,
    policy: Option<&Policy>,
) -> Result<Selected<'k>, Error> {
    let selected = keys.select(header, algorithm)?;
    if let Some(provider) = policy.and_then(Policy::provider) {
        provider
            .check_key(selected.key)
            .map_err(|error| error.kid(header.kid.as_deref()))?;
    }
    Ok(selected)
}

fn check_claims(claims: &Object<'_>, policy: &Policy, now: f64) -> Result<(String, Window), Error> {
    claims::check_presence(claims, policy)?;
    let window = Times::read(claims)?.check(policy, now)?;
    let issuer = claims::check_issuer(claims, policy)?;
    claims::check_audience(claims, policy)?;
    Ok((issuer, window))
}

fn key_used(selected: Selected<'_>, algorithm: Algorithm) -> KeyUsed {
    KeyUsed {
        kid: selected.jwk.kid.clone(),
        algorithm,
        thumbprint: selected.jwk.thumbprint().unwrap_or_default().to_string(),
    }
}

/// The bytes were read as JSON before, so they are UTF-8; should that ever change, this fails closed.
fn text(bytes: Vec<u8>, segment: Segment) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorCode::TokenJson)
            .segment(segment)
            .reason("json.utf8")
    })
}

/// A JWS whose signature was checked; its payload may be anything.
#[derive(Clone, PartialEq)]
pub struct VerifiedJws {
    /// The header, as the JSON text that was signed.
    pub header_json: String,
    /// The payload bytes.
    pub payload: Vec<u8>,
    /// The key that signed it.
    pub key: KeyUsed,
}

/// Checks the signature of a compact JWS and nothing else (RFC 7515 section 5.2): no claims, no `typ`, no times.
///
/// # Errors
///
/// The structure, header, key and signature codes.
pub fn verify_signature(
    token: &str,
    keys: &JwkSet,
    allowed: &[Algorithm],
    max_bytes: usize,
) -> Result<VerifiedJws, Error> {
    let token = UnverifiedToken::decode(token, max_bytes)?;
    let header = Header::from_object(&token.header_object()?)?;
    let algorithm = header.allowed_algorithm(allowed)?;
    header.check_extensions()?;
    let selected = keys.select(&header, algorithm)?;
    check_signature(&token, algorithm, selected.key)?;
    let (header_bytes, payload) = token.into_parts();
    Ok(VerifiedJws {
        header_json: text(header_bytes, Segment::Header)?,
        payload,
        key: key_used(selected, algorithm),
    })
}

/// Shows the key only.
impl fmt::Debug for VerifiedJws {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifiedJws")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
