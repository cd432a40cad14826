//! Token versions. The `ver` claim decides, whichever endpoint a token came from; the issuer must agree with it.

use crate::claims;
use crate::error::{Error, ErrorCode};
use crate::json::Object;

/// A version of Entra's tokens: which one an API gets is set in its registration, not by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenVersion {
    /// `1.0`: `iss` is `https://sts.windows.net/{tenantid}/`, the client is `appid`.
    V1,
    /// `2.0`: `iss` is `https://login.microsoftonline.com/{tenantid}/v2.0`, the client is `azp`.
    V2,
}

impl TokenVersion {
    /// Both versions.
    pub(crate) const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// The version with this `ver` claim.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == name)
    }

    /// The value of the `ver` claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }

    /// What follows the tenant in an issuer of this version.
    pub(crate) const fn issuer_suffix(self) -> &'static str {
        match self {
            Self::V1 => "/",
            Self::V2 => "/v2.0",
        }
    }

    /// The claim that names the client application.
    pub(crate) const fn client_claim(self) -> &'static str {
        match self {
            Self::V1 => "appid",
            Self::V2 => "azp",
        }
    }
}

/// Checks `ver`: it is that of the issuer, and an accepted one.
///
/// # Errors
///
/// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, `ERR_TOKEN_VERSION`.
pub(crate) fn check(
    claims: &Object<'_>,
    of_issuer: TokenVersion,
    accepted: &[TokenVersion],
) -> Result<(), Error> {
    let version = claims::string(claims, "ver")?.ok_or_else(|| claims::missing("ver"))?;
    let refused = |reason| {
        Err(Error::new(ErrorCode::TokenVersion)
            .claim("ver")
            .expected(accepted.iter().map(|version| version.as_str()))
            .reason(reason))
    };
    if !accepted.iter().any(|accepted| accepted.as_str() == version) {
        return refused("version.not_accepted");
    }
    if version != of_issuer.as_str() {
        return refused("version.issuer_disagrees");
    }
    Ok(())
}
