//! Azure AD B2C: the policy (user flow) that issued a token is part of who issued it.

use super::key_issuer;
use crate::claims;
use crate::error::{Error, ErrorCode};
use crate::issuer::TenantPattern;
use crate::json::Object;
use crate::jwk::Jwk;
use crate::prelude::*;

/// The compiled rules: the names of the accepted policies, in lower case.
#[derive(Clone, Debug)]
pub(crate) struct B2c {
    policies: Vec<String>,
}

impl B2c {
    /// Compiles the rules; `issuers` are the policy's, and compared literally.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` without policies, and for an issuer that is a template.
    pub(crate) fn new(policies: &[String], issuers: &[String]) -> Result<Self, Error> {
        if policies.is_empty() || policies.iter().any(String::is_empty) {
            return Err(Error::config("provider.policies", "config.empty"));
        }
        if issuers
            .iter()
            .any(|issuer| TenantPattern::new(issuer.as_str()).has_placeholder())
        {
            return Err(Error::config("issuer", "config.issuer_form"));
        }
        Ok(Self {
            policies: policies
                .iter()
                .map(|policy| policy.to_ascii_lowercase())
                .collect(),
        })
    }

    /// Checks the policy's name: `tfp`, or `acr` in tokens of older policies. Azure AD B2C writes it in varying case.
    ///
    /// # Errors
    ///
    /// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, and `ERR_ISSUER_MISMATCH` for another policy.
    pub(crate) fn check_policy(&self, claims: &Object<'_>) -> Result<(), Error> {
        let (claim, name) = match claims::string(claims, "tfp")? {
            Some(name) => ("tfp", name),
            None => (
                "acr",
                claims::string(claims, "acr")?.ok_or_else(|| claims::missing("tfp"))?,
            ),
        };
        if self.policies.contains(&name.to_ascii_lowercase()) {
            return Ok(());
        }
        Err(Error::new(ErrorCode::IssuerMismatch)
            .claim(claim)
            .expected(self.policies.iter().map(String::as_str))
            .reason("b2c.policy_mismatch"))
    }

    /// Checks that the key may sign for the token's issuer. Keys of B2C name none today.
    ///
    /// # Errors
    ///
    /// `ERR_KEY_ISSUER_MISMATCH`.
    pub(crate) fn check_key_owner(claims: &Object<'_>, jwk: &Jwk) -> Result<(), Error> {
        key_issuer::check(claims, jwk, core::iter::empty())
    }
}
