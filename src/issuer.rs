//! Accepted issuers: exact values, and texts around a tenant that are matched by position.

use crate::error::Error;

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
        let rest = text.replacen(TENANT_PLACEHOLDER, "", 1);
        if rest.contains(['{', '}']) {
            return Err(Error::config("issuer", "config.issuer_template"));
        }
        Ok(if rest.len() == text.len() {
            Self::Exact(text)
        } else {
            Self::Template(TenantPattern::new(text))
        })
    }

    /// The issuer as configured.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Exact(text) => text,
            Self::Template(pattern) => &pattern.0,
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
pub(crate) struct TenantPattern(String);

impl TenantPattern {
    /// A pattern from a text with placeholders.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text for one tenant.
    pub(crate) fn of(&self, tenant: &str) -> String {
        self.0.replace(TENANT_PLACEHOLDER, tenant)
    }

    /// The tenant of `issuer`, taken from where the pattern has it: nothing is searched for in the token's value.
    pub(crate) fn tenant_in<'i>(&self, issuer: &'i str) -> Option<&'i str> {
        let start = self.0.find(TENANT_PLACEHOLDER)?;
        let tenant = issuer.get(start..start + GUID_LENGTH)?;
        (is_lower_case_guid(tenant) && self.of(tenant) == issuer).then_some(tenant)
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
