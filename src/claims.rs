//! The registered claims (RFC 7519 section 4.1) against a policy, with `now` as an argument.

use crate::error::{Error, ErrorCode};
use crate::json::{Object, Value};
use crate::policy::Policy;
use crate::prelude::*;

/// Times at or beyond this absolute value are a mistake or an attack, not a date.
const MAX_TIME: f64 = 9_223_372_036_854_775_808.0;

/// The time claims of a token, in seconds since 1970 (`NumericDate`, RFC 7519 section 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// `exp`: not valid from then on.
    pub expires: f64,
    /// `nbf`: not valid before.
    pub not_before: Option<f64>,
    /// `iat`: when it was issued.
    pub issued: Option<f64>,
}

impl Times {
    /// Reads the time claims.
    ///
    /// # Errors
    ///
    /// `ERR_CLAIM_MISSING` without `exp`; `ERR_CLAIM_TYPE` for what is not a finite number below 2^63.
    pub fn read(claims: &Object<'_>) -> Result<Self, Error> {
        Ok(Self {
            expires: time(claims, "exp")?.ok_or_else(|| missing("exp"))?,
            not_before: time(claims, "nbf")?,
            issued: time(claims, "iat")?,
        })
    }

    /// Checks the times against `now`, in seconds since 1970, and returns when that outcome changes.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_EXPIRED` when `exp` + tolerance <= now, `ERR_TOKEN_NOT_YET_VALID` when now < `nbf` - tolerance; with
    /// `maxTokenAge` also `ERR_CLAIM_MISSING` (no `iat`), `ERR_ISSUED_IN_FUTURE` and `ERR_TOKEN_TOO_OLD`.
    pub fn check(&self, policy: &Policy, now: f64) -> Result<Window, Error> {
        let tolerance = policy.clock_tolerance();
        let mut window = Window {
            from: f64::NEG_INFINITY,
            until: f64::INFINITY,
        };
        window.end(
            self.expires + tolerance,
            now,
            ErrorCode::TokenExpired,
            "exp",
            "time.expired",
        )?;
        if let Some(begin) = self.not_before {
            window.begin(
                begin - tolerance,
                now,
                ErrorCode::TokenNotYetValid,
                "nbf",
                "time.not_yet",
            )?;
        }
        if let Some(limit) = policy.max_token_age() {
            let issued = self.issued.ok_or_else(|| missing("iat"))?;
            let (future, old) = (ErrorCode::IssuedInFuture, ErrorCode::TokenTooOld);
            window.begin(
                issued - tolerance,
                now,
                future,
                "iat",
                "time.issued_in_future",
            )?;
            window.end(issued + limit + tolerance, now, old, "iat", "time.too_old")?;
        }
        Ok(window)
    }
}

/// When the time checks of a token pass: at every `now` with `from` <= now < `until`, and at no other.
///
/// A cache of verified tokens needs no rule of its own with this: outside the window it asks for a new verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The first second that is inside.
    pub from: f64,
    /// The first second that is outside again.
    pub until: f64,
}

impl Window {
    fn begin(
        &mut self,
        from: f64,
        now: f64,
        code: ErrorCode,
        claim: &str,
        reason: &'static str,
    ) -> Result<(), Error> {
        self.from = self.from.max(from);
        if now < from {
            return Err(Error::new(code)
                .claim(claim)
                .reason(reason)
                .seconds(from - now));
        }
        Ok(())
    }

    fn end(
        &mut self,
        until: f64,
        now: f64,
        code: ErrorCode,
        claim: &str,
        reason: &'static str,
    ) -> Result<(), Error> {
        self.until = self.until.min(until);
        if until <= now {
            return Err(Error::new(code)
                .claim(claim)
                .reason(reason)
                .seconds(now - until));
        }
        Ok(())
    }
}

/// Checks that the policy's required claims are there, and that `sub` and `jti` are strings where present.
///
/// # Errors
///
/// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`.
pub fn check_presence(claims: &Object<'_>, policy: &Policy) -> Result<(), Error> {
    for name in ["sub", "jti"] {
        string(claims, name)?;
    }
    policy
        .required_claims()
        .iter()
        .try_for_each(|name| claims.get(name).map(drop).ok_or_else(|| missing(name)))
}

/// Checks `iss` and returns it.
///
/// # Errors
///
/// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, `ERR_ISSUER_MISMATCH`. Where the token comes from the policy's provider and from
/// another tenant or in another version, the code says that instead: `ERR_TENANT_NOT_ALLOWED`,
/// `ERR_TENANT_ISSUER_MISMATCH`, `ERR_TOKEN_VERSION`.
pub fn check_issuer(claims: &Object<'_>, policy: &Policy) -> Result<String, Error> {
    let issuer = string(claims, "iss")?.ok_or_else(|| missing("iss"))?;
    if policy.accepts_issuer(issuer) {
        return Ok(issuer.to_string());
    }
    let explained = policy
        .provider()
        .and_then(|provider| provider.explain_issuer(claims));
    Err(explained.unwrap_or_else(|| {
        Error::new(ErrorCode::IssuerMismatch)
            .claim("iss")
            .expected(policy.issuers())
            .reason("iss.mismatch")
    }))
}

/// Checks `aud`: one of its values is one of the policy's. Where the policy opted out, only the type is checked.
///
/// # Errors
///
/// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, `ERR_AUDIENCE_MISMATCH`.
pub fn check_audience(claims: &Object<'_>, policy: &Policy) -> Result<(), Error> {
    let accepted = policy.audiences();
    let matches = |value: &str| {
        accepted.is_some_and(|accepted| accepted.iter().any(|audience| audience == value))
    };
    let found = match claims.get("aud") {
        None if accepted.is_none() => return Ok(()),
        None => return Err(missing("aud")),
        Some(Value::String(audience)) => matches(audience),
        Some(Value::Array(audiences)) => {
            let mut found = false;
            for audience in audiences {
                found |= matches(audience.as_str().ok_or_else(|| wrong_type("aud"))?);
            }
            found
        }
        Some(_) => return Err(wrong_type("aud")),
    };
    match accepted {
        Some(accepted) if !found => Err(Error::new(ErrorCode::AudienceMismatch)
            .claim("aud")
            .expected(accepted.iter().map(String::as_str))
            .reason("aud.mismatch")),
        _ => Ok(()),
    }
}

fn time(claims: &Object<'_>, name: &'static str) -> Result<Option<f64>, Error> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .filter(|seconds| seconds.abs() < MAX_TIME)
            .map(Some)
            .ok_or_else(|| wrong_type(name)),
    }
}

/// A claim that is a string where it is present.
pub(crate) fn string<'o>(
    claims: &'o Object<'_>,
    name: &'static str,
) -> Result<Option<&'o str>, Error> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| wrong_type(name)),
    }
}

/// A claim that has to be there is not.
pub(crate) fn missing(name: &str) -> Error {
    Error::new(ErrorCode::ClaimMissing)
        .claim(name)
        .reason("claim.missing")
}

fn wrong_type(name: &str) -> Error {
    Error::new(ErrorCode::ClaimType)
        .claim(name)
        .reason("claim.type")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_object;
    use crate::policy::PolicyOptions;

    const NOW: f64 = 1_700_000_000.0;

    fn options() -> PolicyOptions {
        PolicyOptions::new("https://issuer.example", "api://orders")
    }

    fn times(claims: &str, options: PolicyOptions) -> Result<(), ErrorCode> {
        let claims = parse_object(claims.as_bytes()).unwrap();
        let policy = Policy::new(options).unwrap();
        let outcome = Times::read(&claims).and_then(|times| times.check(&policy, NOW));
        outcome.map(drop).map_err(|error| error.code())
    }

    #[test]
    fn times_at_their_limits() {
        let sixty = || options().clock_tolerance(60.0);
        assert_eq!(times(r#"{"exp":1699999941}"#, sixty()), Ok(()));
        assert_eq!(
            times(r#"{"exp":1699999940}"#, sixty()),
            Err(ErrorCode::TokenExpired)
        );
        let zero = || options().clock_tolerance(0.0);
        assert_eq!(
            times(r#"{"exp":1700000000}"#, zero()),
            Err(ErrorCode::TokenExpired)
        );
        assert_eq!(times(r#"{"exp":1700000000.5}"#, zero()), Ok(()));
        assert_eq!(times(r#"{"exp":1.8e9,"nbf":1700000000}"#, zero()), Ok(()));
        assert_eq!(
            times(r#"{"exp":1.8e9,"nbf":1700000001}"#, zero()),
            Err(ErrorCode::TokenNotYetValid)
        );
        assert_eq!(times(r#"{"exp":1.8e9,"nbf":1700000060}"#, sixty()), Ok(()));
        assert_eq!(
            times(r#"{"exp":1.8e9,"nbf":1700000061}"#, sixty()),
            Err(ErrorCode::TokenNotYetValid)
        );
        assert_eq!(times(r#"{"exp":9007199254740993}"#, zero()), Ok(()));
    }

    #[test]
    fn the_window_is_where_the_check_passes() {
        let claims =
            parse_object(br#"{"exp":1700000600.5,"nbf":1699999000.25,"iat":1699999100}"#).unwrap();
        let read = Times::read(&claims).unwrap();
        for options in [
            options(),
            options().clock_tolerance(0.0),
            options().max_token_age(1000.0),
        ] {
            let policy = Policy::new(options).unwrap();
            let window = read.check(&policy, 1_699_999_500.0).unwrap();
            let passes = |now: f64| read.check(&policy, now).is_ok();
            assert!(
                passes(window.from) && !passes(window.from - 0.001),
                "{window:?}"
            );
            assert!(
                !passes(window.until) && passes(window.until - 0.001),
                "{window:?}"
            );
        }
    }

    #[test]
    fn times_of_wrong_type() {
        for value in [
            "\"1800000000\"",
            "null",
            "true",
            "[1800000000]",
            "{}",
            "1e30",
            "1e400",
            "-1e400",
            "-1e19",
            "9223372036854775808",
        ] {
            for claims in [
                format!("{{\"exp\":{value}}}"),
                format!("{{\"exp\":1800000000,\"nbf\":{value}}}"),
                format!("{{\"exp\":1800000000,\"iat\":{value}}}"),
            ] {
                assert_eq!(
                    times(&claims, options()),
                    Err(ErrorCode::ClaimType),
                    "{claims}"
                );
            }
        }
        assert_eq!(times("{}", options()), Err(ErrorCode::ClaimMissing));
        assert_eq!(
            times(r#"{"exp":-1}"#, options()),
            Err(ErrorCode::TokenExpired)
        );
    }

    #[test]
    fn age_counts_only_where_it_is_limited() {
        let limited = || options().max_token_age(600.0);
        assert_eq!(
            times(r#"{"exp":1.8e9,"iat":1700009999}"#, options()),
            Ok(())
        );
        assert_eq!(
            times(r#"{"exp":1.8e9}"#, limited()),
            Err(ErrorCode::ClaimMissing)
        );
        assert_eq!(
            times(r#"{"exp":1.8e9,"iat":1700000030}"#, limited()),
            Ok(())
        );
        assert_eq!(
            times(r#"{"exp":1.8e9,"iat":1700000031}"#, limited()),
            Err(ErrorCode::IssuedInFuture)
        );
        assert_eq!(
            times(r#"{"exp":1.8e9,"iat":1699999371}"#, limited()),
            Ok(())
        );
        assert_eq!(
            times(r#"{"exp":1.8e9,"iat":1699999370}"#, limited()),
            Err(ErrorCode::TokenTooOld)
        );
    }

    #[test]
    fn issuer_is_compared_exactly() {
        let policy = Policy::new(options()).unwrap();
        let check = |claims: &str| {
            check_issuer(&parse_object(claims.as_bytes()).unwrap(), &policy)
                .map_err(|error| error.code())
        };
        assert_eq!(
            check(r#"{"iss":"https://issuer.example"}"#).unwrap(),
            "https://issuer.example"
        );
        assert_eq!(
            check(r#"{"iss":"https://issuer.example/"}"#),
            Err(ErrorCode::IssuerMismatch)
        );
        assert_eq!(
            check(r#"{"iss":"https://Issuer.example"}"#),
            Err(ErrorCode::IssuerMismatch)
        );
        assert_eq!(check(r#"{"iss":""}"#), Err(ErrorCode::IssuerMismatch));
        assert_eq!(
            check(r#"{"iss":["https://issuer.example"]}"#),
            Err(ErrorCode::ClaimType)
        );
        assert_eq!(check("{}"), Err(ErrorCode::ClaimMissing));
    }

    #[test]
    fn audience_is_compared_whole() {
        let check = |claims: &str, options: PolicyOptions| {
            let policy = Policy::new(options).unwrap();
            check_audience(&parse_object(claims.as_bytes()).unwrap(), &policy)
                .map_err(|error| error.code())
        };
        assert_eq!(check(r#"{"aud":"api://orders"}"#, options()), Ok(()));
        assert_eq!(check(r#"{"aud":["x","api://orders"]}"#, options()), Ok(()));
        for value in [
            "\"x\"",
            "[]",
            "\"\"",
            "[\"\"]",
            "\"api://orders2\"",
            "\"api://order\"",
            "\"API://orders\"",
            "\"*\"",
        ] {
            let claims = format!("{{\"aud\":{value}}}");
            assert_eq!(
                check(&claims, options()),
                Err(ErrorCode::AudienceMismatch),
                "{claims}"
            );
        }
        for value in [
            "null",
            "1",
            "{}",
            "[[\"api://orders\"]]",
            "[\"api://orders\",1]",
        ] {
            let claims = format!("{{\"aud\":{value}}}");
            assert_eq!(
                check(&claims, options()),
                Err(ErrorCode::ClaimType),
                "{claims}"
            );
            assert_eq!(
                check(&claims, options().any_audience()),
                Err(ErrorCode::ClaimType),
                "{claims}"
            );
        }
        assert_eq!(check("{}", options()), Err(ErrorCode::ClaimMissing));
        assert_eq!(check("{}", options().any_audience()), Ok(()));
        assert_eq!(check(r#"{"aud":"x"}"#, options().any_audience()), Ok(()));
    }

    #[test]
    fn required_claims_and_string_claims() {
        let policy = Policy::new(options().required_claims(["tid"])).unwrap();
        let check = |claims: &str| {
            check_presence(&parse_object(claims.as_bytes()).unwrap(), &policy)
                .map_err(|error| error.code())
        };
        assert_eq!(check(r#"{"tid":null}"#), Ok(()));
        assert_eq!(check(r#"{"TID":1}"#), Err(ErrorCode::ClaimMissing));
        assert_eq!(check(r#"{"tid":1,"sub":1}"#), Err(ErrorCode::ClaimType));
        assert_eq!(check(r#"{"tid":1,"jti":["x"]}"#), Err(ErrorCode::ClaimType));
    }
}
