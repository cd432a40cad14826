//! The options of a policy: from code, or from the JSON that policy files and the JavaScript side hand over.

use crate::error::Error;
use crate::json::{self, Object, Value};
use crate::members::{count, one_or_many, texts, Members};
use crate::prelude::*;
use crate::provider::ProviderOptions;
use crate::roles::RoleOptions;

/// Every option, by its name in JSON.
const NAMES: [&str; 10] = [
    "issuer",
    "audience",
    "algorithms",
    "typ",
    "clockTolerance",
    "requiredClaims",
    "maxTokenAge",
    "maxTokenBytes",
    "provider",
    "roles",
];

/// The configuration of a [`Policy`](super::Policy), as a policy file, a JavaScript object or the setters here give it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PolicyOptions {
    /// Accepted `iss` values, compared exactly; a value may contain `{tenantid}` once, which stands for a lower-case GUID.
    /// May be left out where the provider's profile says what they are.
    pub issuer: Vec<String>,
    /// Accepted `aud` values, compared whole. `None` (`null`) is the explicit opt-out; leaving the member out is an error.
    pub audience: Option<Vec<String>>,
    /// Accepted `alg` values. Default: `RS256` alone.
    pub algorithms: Option<Vec<String>>,
    /// Accepted `typ` values, without case and without `application/`. Default: absent, `JWT` or `at+jwt`; where types are
    /// named, a token without one is refused. With a provider's profile the default is absent or `JWT`.
    pub typ: Option<Vec<String>>,
    /// Seconds by which clocks may disagree: 0 to 300, default 30.
    pub clock_tolerance: Option<f64>,
    /// Claims that must be present, beside `exp`, `iss` and `aud`.
    pub required_claims: Option<Vec<String>>,
    /// Seconds after `iat` for which a token is accepted, whatever its `exp`. Default: no such limit.
    pub max_token_age: Option<f64>,
    /// The longest token that is looked at, in bytes. Default: 16384.
    pub max_token_bytes: Option<usize>,
    /// The profile of a provider, for rules beyond RFC 7519. Default: none.
    pub provider: Option<ProviderOptions>,
    /// How claims become roles. Default: the `roles` claim alone gives roles.
    pub roles: Option<RoleOptions>,
}

impl PolicyOptions {
    /// Reads the JSON form: an object with the members of this type, their names in camel case.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for text that is not strict JSON or not an object, and for an option that is unknown, of another type,
    /// or missing: it is named.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let members = json::parse_object(text.as_bytes())
            .map_err(|_| Error::config("policy", "config.malformed"))?;
        Self::from_members(&members)
    }

    fn from_members(object: &Object<'_>) -> Result<Self, Error> {
        let mut members = Members::of(object, "", &NAMES);
        let options = Self {
            issuer: members.optional("issuer", one_or_many).unwrap_or_default(),
            audience: members.required_or_null("audience", one_or_many),
            algorithms: members.optional("algorithms", texts),
            typ: members.optional("typ", one_or_many),
            clock_tolerance: members.optional("clockTolerance", Value::as_f64),
            required_claims: members.optional("requiredClaims", texts),
            max_token_age: members.optional("maxTokenAge", Value::as_f64),
            max_token_bytes: members.optional("maxTokenBytes", count),
            provider: members
                .optional("provider", Value::as_object)
                .and_then(|object| members.keep(ProviderOptions::from_members(object))),
            roles: members
                .optional("roles", Value::as_object)
                .and_then(|object| members.keep(RoleOptions::from_members(object))),
        };
        members.checked(Some(options))
    }

    /// Options for one issuer and one audience, everything else at its default.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: vec![issuer.into()],
            audience: Some(vec![audience.into()]),
            algorithms: None,
            typ: None,
            clock_tolerance: None,
            required_claims: None,
            max_token_age: None,
            max_token_bytes: None,
            provider: None,
            roles: None,
        }
    }

    /// Options for a provider's profile, whose issuers follow from it, and one audience.
    pub fn for_provider(provider: ProviderOptions, audience: impl Into<String>) -> Self {
        Self {
            issuer: Vec::new(),
            provider: Some(provider),
            ..Self::new("", audience)
        }
    }

    /// Sets the accepted issuers.
    #[must_use]
    pub fn issuers<T: Into<String>>(mut self, issuers: impl IntoIterator<Item = T>) -> Self {
        self.issuer = issuers.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the accepted audiences.
    #[must_use]
    pub fn audiences<T: Into<String>>(mut self, audiences: impl IntoIterator<Item = T>) -> Self {
        self.audience = Some(audiences.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts tokens for any audience. Only right where something else ties the token to this service.
    #[must_use]
    pub fn any_audience(mut self) -> Self {
        self.audience = None;
        self
    }

    /// Sets the accepted algorithms, by their `alg` names.
    #[must_use]
    pub fn algorithms<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.algorithms = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the accepted types.
    #[must_use]
    pub fn types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.typ = Some(types.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the tolerance in seconds.
    #[must_use]
    pub fn clock_tolerance(mut self, seconds: f64) -> Self {
        self.clock_tolerance = Some(seconds);
        self
    }

    /// Sets the claims that must be present.
    #[must_use]
    pub fn required_claims<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.required_claims = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the age limit in seconds.
    #[must_use]
    pub fn max_token_age(mut self, seconds: f64) -> Self {
        self.max_token_age = Some(seconds);
        self
    }

    /// Sets the bound on the token's length in bytes.
    #[must_use]
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.max_token_bytes = Some(bytes);
        self
    }

    /// Sets the profile of a provider.
    #[must_use]
    pub fn provider(mut self, provider: ProviderOptions) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Sets how claims become roles.
    #[must_use]
    pub fn roles(mut self, roles: RoleOptions) -> Self {
        self.roles = Some(roles);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, option: &str, reason: &str) {
        let error = PolicyOptions::from_json(text).expect_err("must be refused");
        let detail = error.detail();
        assert_eq!(
            (detail.claim.as_deref(), detail.reason),
            (Some(option), Some(reason)),
            "{text}"
        );
    }

    #[test]
    fn names_what_is_wrong() {
        let with = |member: &str| format!(r#"{{"issuer":"https://i","audience":"a",{member}}}"#);
        for (member, option, reason) in [
            (r#""tpy":"x""#, "tpy", "config.unknown_option"),
            (r#""clockTolerance":"5""#, "clockTolerance", "config.type"),
            (r#""algorithms":"RS256""#, "algorithms", "config.type"),
            (r#""requiredClaims":[1]"#, "requiredClaims", "config.type"),
            (r#""maxTokenBytes":1.5"#, "maxTokenBytes", "config.type"),
            (r#""maxTokenBytes":-1"#, "maxTokenBytes", "config.type"),
            (r#""maxTokenBytes":1e400"#, "maxTokenBytes", "config.type"),
            (r#""provider":"entra""#, "provider", "config.type"),
            (r#""provider":{}"#, "provider.kind", "config.missing"),
            (r#""provider":{"kind":"x"}"#, "provider.kind", "config.type"),
            (
                r#""provider":{"kind":"adfs","tenant":"x"}"#,
                "provider.tenant",
                "config.unknown_option",
            ),
            (
                r#""provider":{"kind":"entra","tenants":"any","versions":["2"]}"#,
                "provider.versions",
                "config.type",
            ),
            (
                r#""roles":{"mappings":{}}"#,
                "roles.mappings",
                "config.type",
            ),
            (
                r#""roles":{"mappings":[{"issuer":"i","source":"scp","value":"x"}]}"#,
                "roles.mappings.role",
                "config.missing",
            ),
            (
                r#""roles":{"hierarchy":{"a":"b"}}"#,
                "roles.hierarchy",
                "config.type",
            ),
        ] {
            refused(&with(member), option, reason);
        }
        refused(r#"{"issuer":"https://i"}"#, "audience", "config.missing");
        refused(r#"{"issuer":1,"audience":null}"#, "issuer", "config.type");
        for text in ["", "null", "[]", r#"{"audience":null,"audience":"a"}"#] {
            refused(text, "policy", "config.malformed");
        }
    }

    #[test]
    fn names_the_first_of_several() {
        for (members, option) in [
            (
                r#""typ":1,"provider":{"kind":"x"},"maxTokenAge":"1""#,
                "typ",
            ),
            (r#""maxTokenAge":"1","provider":{}"#, "maxTokenAge"),
            (r#""provider":{"cloud":1},"roles":1"#, "provider.kind"),
            (
                r#""roles":{"hierarchy":1,"mappings":[{},1]}"#,
                "roles.mappings",
            ),
            (
                r#""roles":{"hierarchy":1,"mappings":[{}]}"#,
                "roles.mappings.issuer",
            ),
            (r#""typ":1,"tpy":1,"x":1"#, "tpy"),
        ] {
            let text = format!(r#"{{"issuer":"i","audience":"a",{members}}}"#);
            let error = PolicyOptions::from_json(&text).expect_err("must be refused");
            assert_eq!(error.detail().claim.as_deref(), Some(option), "{text}");
        }
    }

    #[test]
    fn null_is_absent_but_for_the_audience() {
        let options =
            PolicyOptions::from_json(r#"{"audience":null,"issuer":["a","b"],"typ":null}"#).unwrap();
        assert_eq!((options.audience, options.typ), (None, None));
        assert_eq!(options.issuer, ["a", "b"]);
    }
}
