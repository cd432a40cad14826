//! Accepted issuers: exact values, and texts around a tenant that are matched by position.

use crate::error::Error;
use crate::prelude::*;
use crate::strings;

/// The placeholder of an issuer template; it stands for a lower-case GUID.
pub(crate) const TENANT_PLACEHOLDER: &str = "{tenantid}";
/// The length of a GUID in the form `8-4-4-4-12`.
const GUID_LENGTH: usize = 36;

/// One accepted issuer: an exact value, or a template around a tenant.
#[derive(Clone, Debug)]
pub(crate) enum IssuerRule {
    /// Compared as it is.
    Exact(String),
    /// Compared around a tenant, whichever that is.
    Template(TenantPattern),
}

impl IssuerRule {
    /// Reads a configured issuer.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for a template with anything but one placeholder.
    pub(crate) fn new(text: String) -> Result<Self, Error> {
        let pattern = TenantPattern::new(text);
        let has_brace = |part: &String| part.contains(['{', '}']);
        if pattern.parts.len() > 2 || pattern.parts.iter().any(has_brace) {
            return Err(Error::config("issuer", "config.issuer_template"));
        }
        Ok(if pattern.parts.len() == 1 {
            Self::Exact(pattern.text)
        } else {
            Self::Template(pattern)
        })
    }

    /// The issuer as configured.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Exact(text) => text,
            Self::Template(pattern) => &pattern.text,
        }
    }

    /// Whether `issuer` is this one.
    pub(crate) fn accepts(&self, issuer: &str) -> bool {
        match self {
            Self::Exact(text) => text == issuer,
            Self::Template(pattern) => pattern.tenant_in(issuer).is_some(),
        }
    }
}

/// A text around a tenant. The tenant may occur more than once, as in `https://{tenantid}.ciamlogin.com/{tenantid}/v2.0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TenantPattern {
    text: String,
    /// What stands before, between and after the places of the tenant.
    parts: Vec<String>,
}

impl TenantPattern {
    /// A pattern from a text with placeholders.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::around(&text.into(), TENANT_PLACEHOLDER)
    }

    /// The pattern of an issuer that has `tenant` where others have theirs.
    pub(crate) fn around(text: &str, tenant: &str) -> Self {
        let parts = strings::split(text, tenant);
        Self {
            text: strings::join(&parts, TENANT_PLACEHOLDER),
            parts: parts.into_iter().map(ToOwned::to_owned).collect(),
        }
    }

    /// Whether there is a place for a tenant.
    pub(crate) fn has_placeholder(&self) -> bool {
        self.parts.len() > 1
    }

    /// The text for one tenant.
    pub(crate) fn of(&self, tenant: &str) -> String {
        strings::join(&self.parts, tenant)
    }

    /// The tenant of `issuer`, taken from where the pattern has it: nothing is searched for in the token's value.
    pub(crate) fn tenant_in<'i>(&self, issuer: &'i str) -> Option<&'i str> {
        let (first, others) = self.parts.split_first()?;
        let mut rest = issuer.strip_prefix(first.as_str())?;
        let tenant = rest.get(..GUID_LENGTH)?;
        for part in others {
            rest = rest.strip_prefix(tenant)?.strip_prefix(part.as_str())?;
        }
        (!others.is_empty() && rest.is_empty() && is_lower_case_guid(tenant)).then_some(tenant)
    }
}

/// Whether `text` is a GUID in the form `8-4-4-4-12` with lower-case hexadecimal digits.
pub(crate) fn is_lower_case_guid(text: &str) -> bool {
    text.len() == GUID_LENGTH
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// Lower-cases a configured GUID.
///
/// # Errors
///
/// `ERR_CONFIG` for anything else, such as a domain.
pub(crate) fn configured_guid(option: &'static str, text: &str) -> Result<String, Error> {
    let lower = text.to_ascii_lowercase();
    if is_lower_case_guid(&lower) {
        return Ok(lower);
    }
    Err(Error::config(option, "config.not_a_guid"))
}
