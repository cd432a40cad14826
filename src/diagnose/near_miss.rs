//! How the token's value misses the policy's: values that a person would call the same, or that one setting makes so.

use super::case::Case;
use crate::entra::{graph, Cloud, TokenVersion};
use crate::issuer::{is_lower_case_guid, TenantPattern, TENANT_PLACEHOLDER};
use crate::prelude::*;

/// Where an `OpenID` configuration is found under an issuer (`OpenID` Connect Discovery section 4).
const METADATA_PATH: &str = "/.well-known/openid-configuration";

/// What differs between two texts that are nearly the same.
fn spelling(expected: &str, actual: &str) -> Option<&'static str> {
    let bare = |text: &str| text.trim_end_matches('/').to_string();
    let scheme = |text: &str| {
        text.strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .map(ToString::to_string)
    };
    if expected.trim() == actual.trim() {
        return Some("white_space");
    }
    if bare(expected) == bare(actual) {
        return Some("trailing_slash");
    }
    if bare(expected).eq_ignore_ascii_case(&bare(actual)) {
        return Some("case");
    }
    match (scheme(expected), scheme(actual)) {
        (Some(one), Some(other)) if one == other => Some("scheme"),
        _ => None,
    }
}

/// The variant of `iss.mismatch` that explains the difference.
pub(super) fn issuer(expected: &str, actual: &str) -> Option<&'static str> {
    if let Some(found) = spelling(expected, actual) {
        return Some(found);
    }
    if expected.strip_suffix(METADATA_PATH).is_some() {
        return Some("metadata_address");
    }
    if is_b2c_host(actual) || is_b2c_host(expected) {
        return (tail_of(expected) == tail_of(actual)).then_some("b2c_host");
    }
    let of_token = MicrosoftIssuer::read(actual)?;
    let of_policy = MicrosoftIssuer::read(expected)?;
    if !is_lower_case_guid(&of_policy.tenant) && of_policy.tenant != TENANT_PLACEHOLDER {
        return Some("tenant_alias");
    }
    let same_tenant = of_policy.tenant == of_token.tenant || of_policy.tenant == TENANT_PLACEHOLDER;
    Some(match (same_tenant, of_token.version) {
        (false, _) => "tenant",
        (true, version) if version == of_policy.version => "cloud",
        (true, TokenVersion::V1) => "v1_token",
        (true, TokenVersion::V2) => "v2_token",
    })
}

/// An issuer of Entra, taken apart.
pub(super) struct MicrosoftIssuer {
    pub(super) tenant: String,
    pub(super) version: TokenVersion,
}

impl MicrosoftIssuer {
    /// Reads an issuer in the form of one of the clouds, with whatever stands in the place of the tenant.
    pub(super) fn read(issuer: &str) -> Option<Self> {
        Cloud::ALL.into_iter().find_map(|cloud| {
            TokenVersion::ALL.into_iter().find_map(|version| {
                let (before, after) = cloud.issuer(version)?.split_once(TENANT_PLACEHOLDER)?;
                let tenant = issuer.strip_prefix(before)?.strip_suffix(after)?;
                (!tenant.contains('/')).then(|| Self {
                    tenant: tenant.to_string(),
                    version,
                })
            })
        })
    }
}

/// Which cloud an issuer is of, where it is a tenant's issuer of one.
pub(super) fn cloud_of(issuer: &str) -> Option<Cloud> {
    Cloud::ALL.into_iter().find(|cloud| {
        TokenVersion::ALL.into_iter().any(|version| {
            cloud
                .issuer(version)
                .is_some_and(|form| TenantPattern::new(form).tenant_in(issuer).is_some())
        })
    })
}

fn is_b2c_host(issuer: &str) -> bool {
    issuer.contains(".b2clogin.com/")
}

/// What follows the host.
fn tail_of(issuer: &str) -> Option<&str> {
    issuer
        .strip_prefix("https://")?
        .split_once('/')
        .map(|(_, tail)| tail)
}

/// The variant of `aud.mismatch` that explains the difference.
pub(super) fn audience(case: &Case<'_>, expected: &str, actual: &str) -> Option<&'static str> {
    if let Some(found) = spelling(expected, actual).filter(|found| *found != "scheme") {
        return Some(found);
    }
    if graph::is_audience(actual) {
        return Some("graph");
    }
    let last = |uri: &str| uri.rsplit('/').next().unwrap_or_default().to_string();
    let is_uri = |text: &str| text.contains("://");
    if is_uri(expected) && last(expected) == actual {
        return Some("client_id_in_token");
    }
    if is_uri(actual) && last(actual) == expected {
        return Some("uri_in_token");
    }
    if expected
        .strip_prefix(actual)
        .is_some_and(|rest| rest.starts_with('/'))
    {
        return Some("scope");
    }
    if case.claim_text("iss") == Some(expected) {
        return Some("issuer");
    }
    if case.client() == Some(actual) {
        return Some("own_client");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    const OTHER: &str = "1f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

    fn v1(tenant: &str) -> String {
        format!("https://sts.windows.net/{tenant}/")
    }

    fn v2(tenant: &str) -> String {
        format!("https://login.microsoftonline.com/{tenant}/v2.0")
    }

    #[test]
    fn names_what_differs_between_issuers() {
        let cases = [
            ("https://i.example", "https://i.example/", "trailing_slash"),
            ("https://i.example", "https://I.example", "case"),
            ("https://i.example", "http://i.example", "scheme"),
            (" https://i.example", "https://i.example", "white_space"),
        ];
        for (expected, actual, variant) in cases {
            assert_eq!(
                issuer(expected, actual),
                Some(variant),
                "{expected} {actual}"
            );
        }
        assert_eq!(issuer(&v2(TENANT), &v1(TENANT)), Some("v1_token"));
        assert_eq!(issuer(&v1(TENANT), &v2(TENANT)), Some("v2_token"));
        assert_eq!(issuer(&v2("common"), &v2(TENANT)), Some("tenant_alias"));
        assert_eq!(
            issuer(&v2("contoso.onmicrosoft.com"), &v2(TENANT)),
            Some("tenant_alias")
        );
        assert_eq!(issuer(&v2(OTHER), &v2(TENANT)), Some("tenant"));
        assert_eq!(issuer(&v2("{tenantid}"), &v1(TENANT)), Some("v1_token"));
        let metadata = format!("{}{METADATA_PATH}", v2(TENANT));
        assert_eq!(issuer(&metadata, &v2(TENANT)), Some("metadata_address"));
        let government = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
        assert_eq!(issuer(&v2(TENANT), &government), Some("cloud"));
        assert_eq!(
            issuer(
                &format!("https://contoso.b2clogin.com/{TENANT}/v2.0/"),
                &format!("https://login.contoso.com/{TENANT}/v2.0/")
            ),
            Some("b2c_host")
        );
        assert_eq!(issuer("https://one.example", "https://two.example"), None);
    }
}
