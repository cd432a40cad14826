//! The profile of a provider: rules beyond RFC 7519, at their places in the order of checks.
//!
//! Before the key: is this token ours at all. With the key: may it be used. After the claims: do version, tenant, issuer
//! and key belong together, may this client call, and is it an access token.

use crate::cognito;
use crate::entra::b2c::B2c;
use crate::entra::directory::Directory;
use crate::entra::graph;
use crate::entra::{Cloud, Tenants, TokenVersion};
use crate::error::{Error, ErrorCode};
use crate::header::Header;
use crate::identity;
use crate::issuer::configured_guid;
use crate::json::{Object, Value};
use crate::jwk::Jwk;
use crate::key::VerifyingKey;
use crate::lists::{map_all, try_map};
use crate::members::{flag, texts, Members};
use crate::prelude::*;

/// The one exponent of Microsoft's keys, 65537, big-endian.
const USUAL_EXPONENT: u64 = 65_537;

/// A provider with rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderKind {
    /// Microsoft Entra ID.
    Entra,
    /// Azure AD B2C.
    EntraB2c,
    /// Microsoft Entra External ID.
    EntraExternalId,
    /// Active Directory Federation Services.
    Adfs,
    /// Amazon Cognito user pools.
    Cognito,
}

impl ProviderKind {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "entra" => Self::Entra,
            "entraB2C" => Self::EntraB2c,
            "entraExternalId" => Self::EntraExternalId,
            "adfs" => Self::Adfs,
            "cognito" => Self::Cognito,
            _ => return None,
        })
    }
}

/// The configuration of a provider's profile.
///
/// For Entra ID and External ID the policy's `issuer` may be left out: it then follows from tenants, cloud and versions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProviderOptions {
    /// Which provider.
    pub kind: ProviderKind,
    /// Entra ID: a list of GUIDs, `"organizations"` or `"any"`. External ID: a list. Required there, an error elsewhere.
    pub tenants: Option<Tenants>,
    /// Entra ID: the cloud; default `"public"`. An error elsewhere.
    pub cloud: Option<Cloud>,
    /// Entra ID and External ID: the accepted token versions; default both. An error elsewhere.
    pub versions: Option<Vec<TokenVersion>>,
    /// B2C: the names of the accepted policies, without case. Required there, an error elsewhere.
    pub policies: Option<Vec<String>>,
    /// The client applications that may call, by `azp`, `appid` or (Cognito) `client_id`; GUIDs of Microsoft's cloud.
    /// Default: any. Required for Cognito, whose access tokens have no audience.
    pub allowed_clients: Option<Vec<String>>,
    /// Accepts tokens with neither a scope nor a role, ID tokens among them. Default: false.
    pub allow_without_scope_or_roles: Option<bool>,
}

impl ProviderOptions {
    /// Options for one provider, everything else at its default.
    pub fn new(kind: ProviderKind) -> Self {
        Self {
            kind,
            tenants: None,
            cloud: None,
            versions: None,
            policies: None,
            allowed_clients: None,
            allow_without_scope_or_roles: None,
        }
    }

    /// Sets the accepted tenants.
    #[must_use]
    pub fn tenants(mut self, tenants: Tenants) -> Self {
        self.tenants = Some(tenants);
        self
    }

    /// Sets the cloud.
    #[must_use]
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// Sets the accepted token versions.
    #[must_use]
    pub fn versions(mut self, versions: impl IntoIterator<Item = TokenVersion>) -> Self {
        self.versions = Some(versions.into_iter().collect());
        self
    }

    /// Sets the accepted policies of B2C.
    #[must_use]
    pub fn policies<T: Into<String>>(mut self, policies: impl IntoIterator<Item = T>) -> Self {
        self.policies = Some(policies.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the clients that may call.
    #[must_use]
    pub fn allowed_clients<T: Into<String>>(
        mut self,
        clients: impl IntoIterator<Item = T>,
    ) -> Self {
        self.allowed_clients = Some(clients.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts tokens with neither a scope nor a role.
    #[must_use]
    pub fn allow_without_scope_or_roles(mut self) -> Self {
        self.allow_without_scope_or_roles = Some(true);
        self
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names the option.
    pub(crate) fn from_members(object: &Object<'_>) -> Result<Self, Error> {
        let mut members = Members::of(
            object,
            "provider.",
            &[
                "kind",
                "tenants",
                "cloud",
                "versions",
                "policies",
                "allowedClients",
                "allowWithoutScopeOrRoles",
            ],
        );
        let kind = |value: &Value<'_>| ProviderKind::from_name(value.as_str()?);
        let cloud = |value: &Value<'_>| Cloud::from_name(value.as_str()?);
        let version = |value: &Value<'_>| TokenVersion::from_name(value.as_str()?);
        let options = members.required("kind", kind).map(|kind| Self {
            kind,
            tenants: members.optional("tenants", Tenants::from_value),
            cloud: members.optional("cloud", cloud),
            versions: members.optional("versions", |list| map_all(list.as_array()?, version)),
            policies: members.optional("policies", texts),
            allowed_clients: members.optional("allowedClients", texts),
            allow_without_scope_or_roles: members.optional("allowWithoutScopeOrRoles", flag),
        });
        members.checked(options)
    }

    fn is_directory(&self) -> bool {
        matches!(
            self.kind,
            ProviderKind::Entra | ProviderKind::EntraExternalId
        )
    }

    fn is_external(&self) -> bool {
        self.kind == ProviderKind::EntraExternalId
    }

    fn accepted_versions(&self) -> Vec<TokenVersion> {
        self.versions
            .clone()
            .unwrap_or_else(|| TokenVersion::ALL.to_vec())
    }

    /// Refuses options that the provider has no use for: they would promise a check that does not happen.
    fn check_applicable(&self) -> Result<(), Error> {
        let given = [
            (
                "provider.tenants",
                self.tenants.is_some(),
                self.is_directory(),
            ),
            (
                "provider.cloud",
                self.cloud.is_some(),
                self.kind == ProviderKind::Entra,
            ),
            (
                "provider.versions",
                self.versions.is_some(),
                self.is_directory(),
            ),
            (
                "provider.policies",
                self.policies.is_some(),
                self.kind == ProviderKind::EntraB2c,
            ),
            (
                "provider.allowWithoutScopeOrRoles",
                self.allow_without_scope_or_roles.is_some(),
                self.kind != ProviderKind::Cognito,
            ),
        ];
        match given.iter().find(|(_, given, applies)| *given && !applies) {
            Some((option, ..)) => Err(Error::config(option, "config.not_for_provider")),
            None if self.versions.as_ref().is_some_and(Vec::is_empty) => {
                Err(Error::config("provider.versions", "config.empty"))
            }
            None => Ok(()),
        }
    }

    fn configured_tenants(&self) -> Result<Tenants, Error> {
        let tenants = self
            .tenants
            .clone()
            .ok_or_else(|| Error::config("provider.tenants", "config.missing"))?
            .configured()?;
        // External ID has the tenant in its host name: there is no issuer for tenants that are not named.
        if self.is_external() && !matches!(tenants, Tenants::Listed(_)) {
            return Err(Error::config("provider.tenants", "config.not_listed"));
        }
        Ok(tenants)
    }

    fn configured_clients(&self) -> Result<Option<Vec<String>>, Error> {
        const OPTION: &str = "provider.allowedClients";
        let Some(clients) = &self.allowed_clients else {
            return match self.kind {
                ProviderKind::Cognito => Err(Error::config(OPTION, "config.missing")),
                _ => Ok(None),
            };
        };
        if clients.is_empty() || clients.iter().any(String::is_empty) {
            return Err(Error::config(OPTION, "config.empty"));
        }
        if matches!(self.kind, ProviderKind::Adfs | ProviderKind::Cognito) {
            return Ok(Some(clients.clone()));
        }
        try_map(clients, |client| configured_guid(OPTION, client)).map(Some)
    }

    /// The issuers that the options stand for; none where the configuration must name them.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG`.
    pub(crate) fn issuers(&self) -> Result<Vec<String>, Error> {
        self.check_applicable()?;
        if !self.is_directory() {
            return Ok(Vec::new());
        }
        let tenants = self.configured_tenants()?;
        let cloud = self.cloud.unwrap_or_default();
        Ok(Directory::issuers(
            cloud,
            self.is_external(),
            &self.accepted_versions(),
            &tenants,
        ))
    }
}

/// The checked and compiled profile.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    rules: Rules,
    clients: Option<Vec<String>>,
    allows_without_permission: bool,
}

#[derive(Clone, Debug)]
enum Rules {
    Directory(Directory),
    B2c(B2c),
    Adfs,
    Cognito,
}

impl Provider {
    /// Compiles `options` for a policy with these issuers and audiences.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names the option and the broken rule.
    pub(crate) fn new(
        options: &ProviderOptions,
        issuers: &[String],
        audiences: Option<&[String]>,
    ) -> Result<Self, Error> {
        options.check_applicable()?;
        let rules = match options.kind {
            ProviderKind::Entra | ProviderKind::EntraExternalId => {
                Rules::Directory(Directory::new(
                    options.cloud.unwrap_or_default(),
                    options.is_external(),
                    options.accepted_versions(),
                    options.configured_tenants()?,
                    issuers,
                )?)
            }
            ProviderKind::EntraB2c => Rules::B2c(B2c::new(
                options.policies.as_deref().unwrap_or_default(),
                issuers,
            )?),
            ProviderKind::Adfs => Rules::Adfs,
            ProviderKind::Cognito => Rules::Cognito,
        };
        let provider = Self {
            rules,
            clients: options.configured_clients()?,
            allows_without_permission: options.allow_without_scope_or_roles.unwrap_or_default(),
        };
        if provider.is_microsoft_cloud()
            && audiences
                .unwrap_or_default()
                .iter()
                .any(|audience| graph::is_audience(audience))
        {
            return Err(Error::config("audience", "config.graph_audience"));
        }
        Ok(provider)
    }

    /// Whether Microsoft runs the service, so that what is true of all its tokens and keys can be demanded.
    fn is_microsoft_cloud(&self) -> bool {
        matches!(self.rules, Rules::Directory(_) | Rules::B2c(_))
    }

    /// The rules that come before the search for the key.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_FOR_GRAPH`, `ERR_KID_MISSING`.
    pub(crate) fn check_before_key(
        &self,
        header: &Header,
        claims: &Object<'_>,
    ) -> Result<(), Error> {
        if !self.is_microsoft_cloud() {
            return Ok(());
        }
        graph::check(header, claims)?;
        if header.kid.is_none() {
            return Err(Error::new(ErrorCode::KidMissing)
                .claim("kid")
                .reason("header.kid_missing"));
        }
        Ok(())
    }

    /// The rules for the key by itself.
    ///
    /// # Errors
    ///
    /// `ERR_KEY_UNUSABLE`.
    pub(crate) fn check_key(&self, key: &VerifyingKey) -> Result<(), Error> {
        let unusable = |reason| Err(Error::new(ErrorCode::KeyUnusable).reason(reason));
        if !self.is_microsoft_cloud() {
            return Ok(());
        }
        match key.rsa() {
            Some(key) if key.exponent() == USUAL_EXPONENT => Ok(()),
            Some(_) => unusable("key.exponent"),
            None => unusable("key.type"),
        }
    }

    /// For a token of an issuer that is not accepted and is one of the provider's all the same: what is wrong with its
    /// version or tenant.
    pub(crate) fn explain_issuer(&self, claims: &Object<'_>) -> Option<Error> {
        match &self.rules {
            Rules::Directory(directory) => directory.check_tenant(claims).err(),
            Rules::B2c(_) | Rules::Adfs | Rules::Cognito => None,
        }
        .filter(|error| error.code() != ErrorCode::IssuerMismatch)
    }

    /// The rules that come after signature and claims. Without a key, those that need it are left out.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_VERSION`, `ERR_TENANT_ISSUER_MISMATCH`, `ERR_TENANT_NOT_ALLOWED`, `ERR_ISSUER_MISMATCH`,
    /// `ERR_KEY_ISSUER_MISMATCH`, `ERR_CLOUD_MISMATCH`, `ERR_CLIENT_NOT_ALLOWED`, `ERR_TOKEN_NOT_ACCESS`;
    /// `ERR_CLAIM_MISSING` and `ERR_CLAIM_TYPE` for the claims that these rules read.
    pub(crate) fn check(&self, claims: &Object<'_>, jwk: Option<&Jwk>) -> Result<(), Error> {
        let client_claim = match &self.rules {
            Rules::Directory(directory) => {
                let version = directory.check_tenant(claims)?;
                if let Some(jwk) = jwk {
                    directory.check_key_owner(claims, version, jwk)?;
                }
                version.client_claim()
            }
            Rules::B2c(b2c) => {
                b2c.check_policy(claims)?;
                if let Some(jwk) = jwk {
                    B2c::check_key_owner(claims, jwk)?;
                }
                "azp"
            }
            Rules::Adfs => "appid",
            Rules::Cognito => {
                cognito::check_use(claims)?;
                cognito::CLIENT_CLAIM
            }
        };
        self.check_client(claims, client_claim)?;
        self.check_is_access_token(claims)
    }

    fn check_client(&self, claims: &Object<'_>, claim: &'static str) -> Result<(), Error> {
        let Some(allowed) = &self.clients else {
            return Ok(());
        };
        let client = claims.get_str(claim);
        if client.is_some_and(|client| allowed.iter().any(|allowed| allowed == client)) {
            return Ok(());
        }
        Err(Error::new(ErrorCode::ClientNotAllowed)
            .claim(claim)
            .expected(allowed.iter().map(String::as_str))
            .reason("client.not_allowed"))
    }

    /// An ID token has the same issuer and can have the same audience. What it lacks is a permission, except that it may
    /// repeat the `roles`; what it has is a trace of the sign-in that it belongs to.
    fn check_is_access_token(&self, claims: &Object<'_>) -> Result<(), Error> {
        // B2C is documented to write the nonce into ID tokens only, and was seen to write it into others.
        let of_id_tokens: &[&'static str] = match &self.rules {
            Rules::Directory(_) => &["nonce", "c_hash", "at_hash"],
            Rules::B2c(_) => &["c_hash", "at_hash"],
            Rules::Adfs => &[],
            Rules::Cognito => return Ok(()),
        };
        if self.allows_without_permission {
            return Ok(());
        }
        let refused = |claim, reason| {
            Err(Error::new(ErrorCode::TokenNotAccess)
                .claim(claim)
                .reason(reason))
        };
        if !identity::has_permission(claims) {
            return refused("scp", "token.no_scope_or_roles");
        }
        match of_id_tokens.iter().find(|name| claims.get(name).is_some()) {
            Some(claim) => refused(claim, "token.of_a_sign_in"),
            None => Ok(()),
        }
    }
}
