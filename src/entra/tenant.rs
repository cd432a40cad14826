//! Which tenants are accepted, and the `tid` claim that names the token's.

use crate::claims;
use crate::error::{Error, ErrorCode};
use crate::issuer::{configured_guid, is_lower_case_guid};
use crate::json::{Object, Value};
use crate::lists::try_map;
use crate::members;
use crate::prelude::*;

/// The tenant of personal Microsoft accounts.
pub(crate) const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The tenants from which tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tenants {
    /// These, by their GUIDs.
    Listed(Vec<String>),
    /// Every organization; not personal accounts.
    Organizations,
    /// Every organization, and personal accounts.
    Any,
}

impl Tenants {
    /// Reads the option: one of two names, a tenant, or a list of tenants.
    pub(crate) fn from_value(value: &Value<'_>) -> Option<Self> {
        match value.as_str() {
            Some("organizations") => Some(Self::Organizations),
            Some("any") => Some(Self::Any),
            _ => members::one_or_many(value).map(Self::Listed),
        }
    }

    /// Checks the configuration: a list has entries, and they are GUIDs, which are lower-cased.
    pub(crate) fn configured(self) -> Result<Self, Error> {
        let Self::Listed(tenants) = self else {
            return Ok(self);
        };
        if tenants.is_empty() {
            return Err(Error::config("provider.tenants", "config.empty"));
        }
        try_map(tenants, |tenant| {
            configured_guid("provider.tenants", &tenant)
        })
        .map(Self::Listed)
    }

    /// Checks `tid`: there is exactly one, it is `of_issuer`, and it is accepted.
    ///
    /// # Errors
    ///
    /// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, `ERR_TENANT_ISSUER_MISMATCH`, `ERR_TENANT_NOT_ALLOWED`.
    pub(crate) fn check(&self, claims: &Object<'_>, of_issuer: &str) -> Result<(), Error> {
        let disagrees = |reason| {
            Err(Error::new(ErrorCode::TenantIssuerMismatch)
                .claim("tid")
                .reason(reason))
        };
        // Software that ignores case would read the one, and software that does not the other.
        let names = claims
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("tid"));
        if names.count() > 1 {
            return disagrees("tenant.ambiguous");
        }
        let tenant = claims::string(claims, "tid")?.ok_or_else(|| claims::missing("tid"))?;
        if !is_lower_case_guid(tenant) {
            return disagrees("tenant.not_a_guid");
        }
        if tenant != of_issuer {
            return disagrees("tenant.issuer_disagrees");
        }
        let (allowed, expected) = match self {
            Self::Listed(tenants) => (
                tenants.iter().any(|listed| listed == tenant),
                tenants.clone(),
            ),
            Self::Organizations => (tenant != CONSUMERS, vec!["organizations".to_string()]),
            Self::Any => (true, Vec::new()),
        };
        if allowed {
            return Ok(());
        }
        Err(Error::new(ErrorCode::TenantNotAllowed)
            .claim("tid")
            .expected(expected)
            .reason("tenant.not_allowed"))
    }
}
