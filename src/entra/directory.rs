//! Tokens of a directory (Entra ID and External ID): version, tenant, issuer and key belong together.

use super::cloud::Cloud;
use super::key_issuer;
use super::tenant::Tenants;
use super::version::{self, TokenVersion};
use crate::claims;
use crate::error::{Error, ErrorCode};
use crate::issuer::{is_lower_case_guid, TenantPattern, TENANT_PLACEHOLDER};
use crate::json::Object;
use crate::jwk::Jwk;
use crate::prelude::*;
use crate::strings::{is_blank, split};

/// The compiled rules for one cloud and its tenants.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    cloud: Cloud,
    /// External ID: how its keys name their cloud is not known, so only a name of another cloud is refused.
    external: bool,
    versions: Vec<TokenVersion>,
    tenants: Tenants,
    forms: Vec<IssuerForm>,
}

/// What an issuer of one version looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
struct IssuerForm {
    version: TokenVersion,
    pattern: TenantPattern,
}

impl IssuerForm {
    /// Reads the form off a configured issuer: the tenant, or its placeholder, is what stands before the version's suffix.
    fn of_issuer(issuer: &str) -> Option<Self> {
        TokenVersion::ALL.into_iter().find_map(|version| {
            let path = split(issuer.strip_suffix(version.issuer_suffix())?, "/");
            let [_, .., tenant] = *path.as_slice() else {
                return None;
            };
            (tenant == TENANT_PLACEHOLDER || is_lower_case_guid(tenant)).then(|| Self {
                version,
                pattern: TenantPattern::around(issuer, tenant),
            })
        })
    }

    fn of_cloud(cloud: Cloud, version: TokenVersion) -> Option<Self> {
        cloud.issuer(version).map(|template| Self {
            version,
            pattern: TenantPattern::new(template),
        })
    }

    /// The form of External ID on Microsoft's own domain, where the tenant is also the name of the host.
    fn external(version: TokenVersion) -> Self {
        let suffix = version.issuer_suffix();
        Self {
            version,
            pattern: TenantPattern::new(
                "https://{tenantid}.ciamlogin.com/{tenantid}".to_owned() + suffix,
            ),
        }
    }
}

/// The forms in which the tokens of a cloud, or of External ID, come.
fn known_forms(cloud: Cloud, external: bool) -> Vec<IssuerForm> {
    let mut forms = Vec::new();
    for version in TokenVersion::ALL {
        if external {
            forms.push(IssuerForm::external(version));
        } else {
            forms.extend(IssuerForm::of_cloud(cloud, version));
        }
    }
    forms
}

impl Directory {
    /// Compiles the rules; `issuers` are the policy's.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for an issuer in no known form, and for one that belongs to another cloud.
    pub(crate) fn new(
        cloud: Cloud,
        external: bool,
        versions: Vec<TokenVersion>,
        tenants: Tenants,
        issuers: &[String],
    ) -> Result<Self, Error> {
        let mut forms = known_forms(cloud, external);
        for issuer in issuers {
            let form = IssuerForm::of_issuer(issuer)
                .ok_or_else(|| Error::config("issuer", "config.issuer_form"))?;
            if forms.contains(&form) {
                continue;
            }
            if Cloud::ALL
                .into_iter()
                .any(|other| known_forms(other, false).contains(&form))
            {
                return Err(Error::config("issuer", "config.issuer_of_another_cloud"));
            }
            forms.push(form);
        }
        Ok(Self {
            cloud,
            external,
            versions,
            tenants,
            forms,
        })
    }

    /// The issuers that tenants, cloud and versions stand for: exact for listed tenants, else templates.
    pub(crate) fn issuers(
        cloud: Cloud,
        external: bool,
        versions: &[TokenVersion],
        tenants: &Tenants,
    ) -> Vec<String> {
        let forms = known_forms(cloud, external);
        let any = [TENANT_PLACEHOLDER.to_owned()];
        let tenants = match tenants {
            Tenants::Listed(tenants) => tenants.as_slice(),
            Tenants::Organizations | Tenants::Any => &any,
        };
        let mut issuers = Vec::new();
        for form in forms {
            if versions.contains(&form.version) {
                issuers.extend(tenants.iter().map(|tenant| form.pattern.of(tenant)));
            }
        }
        issuers
    }

    /// Checks version and tenant against the issuer and the configuration, and returns the version.
    ///
    /// # Errors
    ///
    /// `ERR_ISSUER_MISMATCH` for an issuer in none of the known forms, `ERR_TOKEN_VERSION`, `ERR_TENANT_ISSUER_MISMATCH`,
    /// `ERR_TENANT_NOT_ALLOWED`; `ERR_CLAIM_MISSING` and `ERR_CLAIM_TYPE` for `iss`, `ver` and `tid`.
    pub(crate) fn check_tenant(&self, claims: &Object<'_>) -> Result<TokenVersion, Error> {
        let issuer = claims::string(claims, "iss")?.ok_or_else(|| claims::missing("iss"))?;
        let (of_issuer, tenant) = self
            .forms
            .iter()
            .find_map(|form| Some((form.version, form.pattern.tenant_in(issuer)?)))
            .ok_or_else(|| {
                Error::new(ErrorCode::IssuerMismatch)
                    .claim("iss")
                    .reason("iss.mismatch")
            })?;
        version::check(claims, of_issuer, &self.versions)?;
        self.tenants.check(claims, tenant)?;
        Ok(of_issuer)
    }

    /// Checks that the key may sign for the token's issuer; `version` is what [`Self::check_tenant`] returned.
    ///
    /// # Errors
    ///
    /// `ERR_KEY_ISSUER_MISMATCH`, `ERR_CLOUD_MISMATCH`.
    pub(crate) fn check_key_owner(
        &self,
        claims: &Object<'_>,
        version: TokenVersion,
        jwk: &Jwk,
    ) -> Result<(), Error> {
        // Microsoft publishes its keys with the version 2.0 issuer, also where they sign tokens of version 1.0.
        let also = self
            .forms
            .iter()
            .filter(|form| version == TokenVersion::V1 && form.version == TokenVersion::V2)
            .map(|form| &form.pattern);
        key_issuer::check(claims, jwk, also)?;
        self.check_cloud(jwk)
    }

    /// The public cloud's key set carries keys of other clouds under its own issuer, so the key's issuer alone does not
    /// tell them apart.
    fn check_cloud(&self, jwk: &Jwk) -> Result<(), Error> {
        let name = jwk.cloud_instance_name.as_deref().unwrap_or_default();
        let owned = if self.external {
            !self.cloud.is_name_of_another(name)
        } else {
            self.cloud.owns_key(name)
        };
        if is_blank(name) || owned {
            return Ok(());
        }
        Err(Error::new(ErrorCode::CloudMismatch)
            .claim("cloud_instance_name")
            .expected(self.cloud.expected_name())
            .reason("key.cloud_mismatch"))
    }
}
