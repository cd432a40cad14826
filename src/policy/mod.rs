//! What a token must fulfil: the configuration, checked once and compiled for many tokens.

mod options;

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::header::Header;
use crate::identity::Identity;
use crate::issuer::IssuerRule;
use crate::json::Object;
use crate::lists::try_map;
use crate::prelude::*;
use crate::provider::Provider;
use crate::roles::Roles;
use crate::token::DEFAULT_MAX_TOKEN_BYTES;

pub use options::PolicyOptions;

/// The default tolerance for clocks that disagree, in seconds.
pub const DEFAULT_CLOCK_TOLERANCE: f64 = 30.0;
/// The largest tolerance that is accepted, in seconds: beyond it, `exp` means little.
pub const MAX_CLOCK_TOLERANCE: f64 = 300.0;

/// The types that are accepted where the configuration names none (RFC 7519 section 5.1, RFC 9068 section 2.1).
const DEFAULT_TYPES: [&str; 2] = ["jwt", "at+jwt"];
/// The type of the tokens of every provider that has a profile, where there is one.
const PROVIDER_TYPES: [&str; 1] = ["jwt"];

/// A checked and compiled configuration.
#[derive(Clone, Debug)]
pub struct Policy {
    issuers: Vec<IssuerRule>,
    audiences: Option<Vec<String>>,
    algorithms: Vec<Algorithm>,
    /// For inspection: whatever this build has.
    any_algorithm: bool,
    types: Vec<String>,
    accepts_missing_type: bool,
    clock_tolerance: f64,
    required_claims: Vec<String>,
    max_token_age: Option<f64>,
    max_token_bytes: usize,
    provider: Option<Provider>,
    roles: Option<Roles>,
}

/// Whether a policy has to name everything that a verdict needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Completeness {
    Complete,
    Partial,
}

impl Policy {
    /// Checks and compiles `options`.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names the option and the broken rule.
    pub fn new(options: PolicyOptions) -> Result<Self, Error> {
        Self::compile(options, Completeness::Complete)
    }

    /// The same for [`inspect`](crate::inspect()) alone: without an issuer, or with an empty list of audiences, that rung of
    /// the ladder is not checked, and a verdict under such a policy is always a refusal. An empty list of algorithms means
    /// any that this build has, and so does none where one of the two is left out.
    ///
    /// # Errors
    ///
    /// As [`Policy::new`].
    pub fn for_inspection(options: PolicyOptions) -> Result<Self, Error> {
        Self::compile(options, Completeness::Partial)
    }

    fn compile(options: PolicyOptions, completeness: Completeness) -> Result<Self, Error> {
        let issuers = match &options.provider {
            Some(provider) if options.issuer.is_empty() => provider.issuers()?,
            _ => options.issuer,
        };
        let non_empty = |option, values: Vec<String>| {
            if completeness == Completeness::Partial && values.is_empty() {
                return Ok(values);
            }
            non_empty(option, values)
        };
        let issuers = non_empty("issuer", issuers)?;
        let provider = options
            .provider
            .map(|provider| Provider::new(&provider, &issuers, options.audience.as_deref()))
            .transpose()?;
        let is_partial = issuers.is_empty() || options.audience.as_deref() == Some(&[]);
        let any_algorithm = completeness == Completeness::Partial
            && options
                .algorithms
                .as_ref()
                .map_or(is_partial, Vec::is_empty);
        let algorithms = match options.algorithms {
            _ if any_algorithm => Algorithm::ALL.to_vec(),
            None => vec![Algorithm::Rs256],
            Some(names) => Algorithm::from_names(&names)?,
        };
        let accepts_missing_type = options.typ.is_none();
        let types = match options.typ {
            None if provider.is_some() => PROVIDER_TYPES.map(ToOwned::to_owned).to_vec(),
            None => DEFAULT_TYPES.map(ToOwned::to_owned).to_vec(),
            Some(types) => self::non_empty("typ", types)?
                .iter()
                .map(|typ| normalized_type(typ))
                .collect(),
        };
        Ok(Self {
            issuers: try_map(issuers, IssuerRule::new)?,
            audiences: options
                .audience
                .map(|audiences| non_empty("audience", audiences))
                .transpose()?,
            algorithms,
            any_algorithm,
            types,
            accepts_missing_type,
            clock_tolerance: in_range(
                "clockTolerance",
                options.clock_tolerance.unwrap_or(DEFAULT_CLOCK_TOLERANCE),
                0.0..=MAX_CLOCK_TOLERANCE,
            )?,
            required_claims: options.required_claims.unwrap_or_default(),
            max_token_age: options
                .max_token_age
                .map(|seconds| in_range("maxTokenAge", seconds, 1.0..=f64::MAX))
                .transpose()?,
            max_token_bytes: options.max_token_bytes.unwrap_or(DEFAULT_MAX_TOKEN_BYTES),
            provider,
            roles: options.roles.map(Roles::new).transpose()?,
        })
    }

    /// Reads a policy file: the JSON form of [`PolicyOptions`].
    ///
    /// # Errors
    ///
    /// As [`PolicyOptions::from_json`] and [`Policy::new`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        PolicyOptions::from_json(text).and_then(Self::new)
    }

    /// The accepted algorithms.
    pub fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// Whether the choice of algorithms is the policy's, and not the build's.
    pub(crate) fn restricts_algorithms(&self) -> bool {
        !self.any_algorithm
    }

    /// The accepted issuers, as configured.
    pub fn issuers(&self) -> impl Iterator<Item = &str> {
        self.issuers.iter().map(IssuerRule::text)
    }

    /// The accepted audiences; `None` where the check was opted out of.
    pub fn audiences(&self) -> Option<&[String]> {
        self.audiences.as_deref()
    }

    /// The accepted types, in lower case and without `application/`.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// The tolerance, in seconds.
    pub fn clock_tolerance(&self) -> f64 {
        self.clock_tolerance
    }

    /// The claims that must be present.
    pub fn required_claims(&self) -> &[String] {
        &self.required_claims
    }

    /// The age limit, in seconds.
    pub fn max_token_age(&self) -> Option<f64> {
        self.max_token_age
    }

    /// The bound on the token's length, in bytes.
    pub fn max_token_bytes(&self) -> usize {
        self.max_token_bytes
    }

    /// The profile of a provider.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    /// Who is calling, with the roles that the configuration gives. `groups` stand in for those of the claims.
    pub(crate) fn identify(
        &self,
        issuer: &str,
        claims: &Object<'_>,
        groups: Option<&[String]>,
    ) -> Identity {
        let mut identity = Identity::from_claims(claims);
        if let Some(roles) = &self.roles {
            roles.apply(issuer, claims, groups, &mut identity);
        }
        identity
    }

    /// Applies the header rules, then what the provider's profile demands before the key, and returns the algorithm.
    ///
    /// # Errors
    ///
    /// As [`Header::check`]; `ERR_TOKEN_FOR_GRAPH`, `ERR_KID_MISSING`.
    pub(crate) fn check_before_key(
        &self,
        header: &Header,
        claims: &Object<'_>,
    ) -> Result<Algorithm, Error> {
        let algorithm = header.check(self)?;
        if let Some(provider) = &self.provider {
            provider.check_before_key(header, claims)?;
        }
        Ok(algorithm)
    }

    /// Whether a header with this `typ` is accepted.
    pub fn accepts_type(&self, typ: Option<&str>) -> bool {
        typ.map_or(self.accepts_missing_type, |typ| {
            self.types.contains(&normalized_type(typ))
        })
    }

    /// Whether `iss` is one of the accepted issuers.
    pub fn accepts_issuer(&self, issuer: &str) -> bool {
        self.issuers.iter().any(|rule| rule.accepts(issuer))
    }
}

/// RFC 7515 section 4.1.9: `application/` may be left out; media types have no case (RFC 2045 section 5.1).
fn normalized_type(typ: &str) -> String {
    let lower = typ.to_ascii_lowercase();
    lower
        .strip_prefix("application/")
        .map(ToString::to_string)
        .unwrap_or(lower)
}

fn non_empty(option: &'static str, values: Vec<String>) -> Result<Vec<String>, Error> {
    if values.is_empty() || values.iter().any(String::is_empty) {
        return Err(Error::config(option, "config.empty"));
    }
    Ok(values)
}

fn in_range(
    option: &'static str,
    value: f64,
    range: core::ops::RangeInclusive<f64>,
) -> Result<f64, Error> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(Error::config(option, "config.out_of_range"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[track_caller]
    fn refused(options: PolicyOptions, option: &str) {
        let error = Policy::new(options).expect_err("must be refused");
        assert_eq!(error.code(), ErrorCode::Config);
        assert_eq!(error.detail().claim.as_deref(), Some(option));
    }

    #[test]
    fn has_the_documented_defaults() {
        let policy =
            Policy::new(PolicyOptions::new("https://issuer.example", "api://orders")).unwrap();
        assert_eq!(policy.algorithms(), [Algorithm::Rs256]);
        assert!((policy.clock_tolerance() - 30.0).abs() < f64::EPSILON);
        assert_eq!(policy.max_token_bytes(), 16_384);
        for typ in [
            None,
            Some("JWT"),
            Some("jwt"),
            Some("at+jwt"),
            Some("application/AT+JWT"),
        ] {
            assert!(policy.accepts_type(typ), "{typ:?}");
        }
        assert!(!policy.accepts_type(Some("dpop+jwt")));
    }

    #[test]
    fn a_named_type_is_demanded() {
        let options = PolicyOptions::new("https://issuer.example", "a").types(["at+jwt"]);
        let policy = Policy::new(options).unwrap();
        assert!(policy.accepts_type(Some("application/at+jwt")));
        assert!(!policy.accepts_type(Some("JWT")) && !policy.accepts_type(None));
    }

    #[test]
    fn refuses_wrong_configuration() {
        let options = || PolicyOptions::new("https://issuer.example", "a");
        refused(options().issuers::<&str>([]), "issuer");
        refused(options().issuers([""]), "issuer");
        refused(
            options().issuers(["https://x/{tenantid}/{tenantid}"]),
            "issuer",
        );
        refused(options().issuers(["https://x/{tenant}"]), "issuer");
        refused(options().audiences::<&str>([]), "audience");
        refused(options().algorithms::<&str>([]), "algorithms");
        refused(options().algorithms(["none"]), "algorithms");
        refused(options().algorithms(["RS256", "ES256K"]), "algorithms");
        refused(options().types::<&str>([]), "typ");
        refused(options().clock_tolerance(301.0), "clockTolerance");
        refused(options().clock_tolerance(-1.0), "clockTolerance");
        refused(options().clock_tolerance(f64::NAN), "clockTolerance");
        refused(options().max_token_age(0.0), "maxTokenAge");
        refused(options().max_token_age(f64::INFINITY), "maxTokenAge");
    }

    #[test]
    fn matches_templates_by_position() {
        let options = PolicyOptions::new("https://login.example/{tenantid}/v2.0", "a");
        let policy = Policy::new(options).unwrap();
        let issuer = |tenant: &str| format!("https://login.example/{tenant}/v2.0");
        assert!(policy.accepts_issuer(&issuer("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")));
        for tenant in [
            "0F1E2D3C-4b5a-6978-8796-a5b4c3d2e1f0",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/../x",
            "common",
            "",
            "{tenantid}",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        ] {
            assert!(!policy.accepts_issuer(&issuer(tenant)), "{tenant}");
        }
        assert!(!policy.accepts_issuer("https://login.example//v2.0"));
        assert!(!policy.accepts_issuer("https://login.example/v2.0"));
    }

    #[test]
    fn reads_a_policy_file_and_insists_on_the_audience() {
        let read = |text: &str| Policy::from_json(text).map_err(|error| error.code());
        assert!(read(r#"{"issuer":"https://i","audience":["a","b"],"clockTolerance":5}"#).is_ok());
        assert!(read(r#"{"issuer":["https://i"],"audience":null}"#)
            .unwrap()
            .audiences()
            .is_none());
        assert_eq!(
            read(r#"{"issuer":"https://i"}"#).unwrap_err(),
            ErrorCode::Config
        );
        assert_eq!(
            read(r#"{"issuer":"https://i","audience":"a","tpy":"x"}"#).unwrap_err(),
            ErrorCode::Config
        );
    }
}
