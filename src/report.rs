//! The ladder of checks: the same checks as the verdict, all of them, each with its outcome.
//!
//! [`inspect`] calls the functions that [`verify`](crate::verify()) calls, so the two cannot disagree: the report is `valid`
//! exactly when `verify` accepts, and its code is the one that `verify` gives. (A policy for inspection that names no
//! algorithms is not one that `verify` could judge by: there, a sound algorithm that this build lacks cannot be checked.)

use serde::Serialize;

use crate::algorithm::Algorithm;
use crate::claims::{self, Times};
use crate::decode::{decode, Decoded};
use crate::error::{Error, ErrorCode};
use crate::header::Header;
use crate::json::{Object, Value};
use crate::jwk::{Jwk, JwkSet};
use crate::policy::Policy;
use crate::prelude::*;
use crate::roles::has_groups_overage;
use crate::strings;
use crate::token::{UnverifiedToken, DEFAULT_MAX_TOKEN_BYTES};
use crate::validate::select_key;
use crate::verify::check_signature;

/// A rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CheckId {
    /// Size, segments, base64url, JSON.
    Structure,
    /// `alg`, `typ`, `crit`, `b64`.
    Header,
    /// A usable key answers to the header's name.
    Key,
    /// The signature belongs to this text under that key.
    Signature,
    /// `exp`, `nbf`, `iat`, and the claims that must be present.
    Time,
    /// `iss`.
    Issuer,
    /// `aud`.
    Audience,
    /// The rules of a provider's profile.
    Provider,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckState {
    /// It passed.
    Pass,
    /// It failed, and the token is refused.
    Fail,
    /// Nothing was given to check it with, or an earlier check left nothing to look at.
    NotChecked,
    /// This build cannot check it.
    CannotCheck,
}

/// One rung with its outcome. Unlike an [`Error`], it shows the token's own values: it is for a person who holds the token.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// How it came out.
    pub state: CheckState,
    /// The code, where it failed or could not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The dotted reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The policy's own values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<String>,
    /// The token's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// For time checks: by how many seconds it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Position of a fault in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

/// The outcome as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verdict {
    /// Every check ran and passed.
    Valid,
    /// At least one check failed.
    Refused,
    /// Nothing failed, and something could not be checked.
    Incomplete,
}

/// Something worth knowing that decides nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// The dotted reason.
    pub reason: &'static str,
    /// The claim or member it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
}

/// Every check of a token, not only the first that fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The outcome as a whole.
    pub verdict: Verdict,
    /// The code of the first failed check, the one that [`verify`](crate::verify()) gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The ladder, in the order of the verdict.
    pub checks: Vec<Check>,
    /// The header as JSON text, as far as it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_json: Option<String>,
    /// The claims as JSON text, as far as they could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_json: Option<String>,
    /// What is worth knowing beside the verdict.
    pub notes: Vec<Note>,
}

/// Checks `token` with whatever is given: without keys the signature, and without a policy issuer and audience, are
/// reported as not checked. A policy [for inspection](Policy::for_inspection) may leave out either of the two.
pub fn inspect(token: &str, keys: Option<&JwkSet>, policy: Option<&Policy>, now: f64) -> Report {
    let max_bytes = policy.map_or(DEFAULT_MAX_TOKEN_BYTES, Policy::max_token_bytes);
    let mut ladder = Ladder::default();
    let read = match UnverifiedToken::decode(token, max_bytes) {
        Err(error) if error.code() == ErrorCode::TokenTooLarge => {
            ladder.structure(Some(error));
            return ladder.finish(Decoded::default());
        }
        Err(error) => {
            ladder.structure(Some(error));
            None
        }
        Ok(read) => Some(read),
    };
    if let Some(read) = &read {
        ladder.climb(read, keys, policy, now);
    }
    ladder.finish(decode(token))
}

#[derive(Default)]
struct Ladder {
    checks: Vec<Check>,
    notes: Vec<Note>,
    /// There is a policy, and it has no rules of a provider.
    without_provider: bool,
}

impl Ladder {
    fn structure(&mut self, error: Option<Error>) {
        self.record(CheckId::Structure, error.map_or(Ok(()), Err), None);
    }

    fn climb(
        &mut self,
        token: &UnverifiedToken<'_>,
        keys: Option<&JwkSet>,
        policy: Option<&Policy>,
        now: f64,
    ) {
        self.without_provider = policy.is_some_and(|policy| policy.provider().is_none());
        // The verdict reads the header's members before the payload's, so its first failure is reported the same way.
        let members = token.header_object();
        let header = members.and_then(|members| Header::from_object(&members));
        let claims = match &header {
            Err(error) if error.code() != ErrorCode::HeaderInvalid => {
                self.structure(Some(error.clone()));
                token.claims_object().ok()
            }
            Err(_) => token.claims_object().ok(),
            Ok(_) => match token.claims_object() {
                Ok(claims) => Some(claims),
                Err(error) => {
                    self.structure(Some(error));
                    None
                }
            },
        };
        if self.checks.is_empty() {
            self.structure(None);
        }
        let mut jwk = None;
        if let Some(algorithm) = self.header(header.as_ref(), claims.as_ref(), policy) {
            if let (Ok(header), Some(keys)) = (&header, keys) {
                jwk = self.key_and_signature(token, header, algorithm, keys, policy);
            }
        }
        if let Some(claims) = &claims {
            self.claims(claims, policy, now);
            self.provider(claims, policy, jwk);
        }
    }

    /// Records the header check; the algorithm comes back where a signature could be checked with it.
    fn header(
        &mut self,
        header: Result<&Header, &Error>,
        claims: Option<&Object<'_>>,
        policy: Option<&Policy>,
    ) -> Option<Algorithm> {
        let header = match header {
            Ok(header) => header,
            Err(error) if error.code() == ErrorCode::HeaderInvalid => {
                self.record(CheckId::Header, Err(error.clone()), None);
                return None;
            }
            Err(_) => return None,
        };
        let outcome = match (policy, claims) {
            (Some(policy), Some(claims)) => policy.check_before_key(header, claims).map(drop),
            (Some(policy), None) => header.check(policy).map(drop),
            (None, _) => header.check_extensions(),
        };
        let outcome = match outcome {
            // What restricts the choice is then this build, and not the policy.
            Err(error)
                if error.code() == ErrorCode::AlgNotAllowed
                    && Algorithm::is_known_elsewhere(&header.alg)
                    && !policy.is_some_and(Policy::restricts_algorithms) =>
            {
                header.check_extensions()
            }
            outcome => outcome,
        };
        let code = outcome.as_ref().err().map(Error::code);
        let actual = match code {
            Some(ErrorCode::HeaderTyp) => header.typ.clone(),
            // What comes before the key ends the way to it: a key that is not named, a signature that only Graph can check.
            Some(ErrorCode::KidMissing | ErrorCode::TokenForGraph) => {
                self.record(CheckId::Header, outcome, None);
                return None;
            }
            _ => Some(header.alg.clone()),
        };
        let algorithm = Algorithm::from_name(&header.alg);
        match (outcome, algorithm) {
            (Ok(()), None) => self.unsupported(&header.alg, actual),
            (outcome, _) => self.record(CheckId::Header, outcome, actual),
        }
        algorithm
    }

    /// Without a policy, an algorithm that is not in this build is either one that exists, or a refusal.
    fn unsupported(&mut self, alg: &str, actual: Option<String>) {
        if Algorithm::is_known_elsewhere(alg) {
            let error = Error::new(ErrorCode::AlgUnsupported).reason("header.alg_unsupported");
            self.push(
                CheckId::Header,
                CheckState::CannotCheck,
                Some(&error),
                actual,
            );
        } else {
            let error = Error::new(ErrorCode::AlgNotAllowed).reason("header.alg_not_allowed");
            self.record(CheckId::Header, Err(error), actual);
        }
    }

    /// Records key and signature; the key comes back for the rules that tie it to an issuer.
    fn key_and_signature<'k>(
        &mut self,
        token: &UnverifiedToken<'_>,
        header: &Header,
        algorithm: Algorithm,
        keys: &'k JwkSet,
        policy: Option<&Policy>,
    ) -> Option<&'k Jwk> {
        let selected = select_key(keys, header, algorithm, policy);
        #[cfg(feature = "full")]
        if let Err(error) = &selected {
            if error.detail().reason == Some(crate::full::UNSUPPORTED_CURVE) {
                let error =
                    Error::new(ErrorCode::AlgUnsupported).reason(crate::full::UNSUPPORTED_CURVE);
                self.push(
                    CheckId::Key,
                    CheckState::CannotCheck,
                    Some(&error),
                    header.kid.clone(),
                );
                return None;
            }
        }
        self.record(
            CheckId::Key,
            selected.as_ref().map(drop).map_err(Clone::clone),
            header.kid.clone(),
        );
        let selected = selected.ok()?;
        self.record(
            CheckId::Signature,
            check_signature(token, algorithm, selected.key),
            None,
        );
        Some(selected.jwk)
    }

    fn provider(&mut self, claims: &Object<'_>, policy: Option<&Policy>, jwk: Option<&Jwk>) {
        let Some(provider) = policy.and_then(Policy::provider) else {
            return;
        };
        match (provider.check(claims, jwk), jwk) {
            // The claims are in order; whether the key may sign for them is not known.
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => self.record(CheckId::Provider, Ok(()), None),
            (Err(error), jwk) => {
                let actual = match error.code() {
                    ErrorCode::KeyIssuerMismatch => jwk.and_then(|jwk| jwk.issuer.clone()),
                    ErrorCode::CloudMismatch => jwk.and_then(|jwk| jwk.cloud_instance_name.clone()),
                    _ => actual_of(&error, claims),
                };
                self.record(CheckId::Provider, Err(error), actual);
            }
        }
    }

    fn claims(&mut self, claims: &Object<'_>, policy: Option<&Policy>, now: f64) {
        let times = Times::read(claims);
        if times
            .as_ref()
            .is_ok_and(|times| times.issued.is_some_and(|issued| issued > now))
        {
            self.notes.push(Note {
                reason: "time.issued_in_future",
                claim: Some("iat".to_string()),
            });
        }
        if has_groups_overage(claims) {
            self.notes.push(Note {
                reason: "groups.overage",
                claim: Some("groups".to_string()),
            });
        }
        let Some(policy) = policy else { return };
        let outcome = claims::check_presence(claims, policy)
            .and_then(|()| times?.check(policy, now).map(drop));
        self.record_claim(CheckId::Time, outcome, claims);
        if policy.issuers().next().is_some() {
            let outcome = claims::check_issuer(claims, policy).map(drop);
            self.record_claim(CheckId::Issuer, outcome, claims);
        }
        if policy.audiences() != Some(&[]) {
            let outcome = claims::check_audience(claims, policy);
            self.record_claim(CheckId::Audience, outcome, claims);
        }
    }

    fn record_claim(&mut self, id: CheckId, outcome: Result<(), Error>, claims: &Object<'_>) {
        let actual = match (id, &outcome) {
            (_, Err(error)) => actual_of(error, claims),
            (CheckId::Issuer, Ok(())) => claims.get("iss").map(shown),
            (CheckId::Audience, Ok(())) => claims.get("aud").map(shown),
            (_, Ok(())) => claims.get("exp").map(shown),
        };
        self.record(id, outcome, actual);
    }

    fn record(&mut self, id: CheckId, outcome: Result<(), Error>, actual: Option<String>) {
        match outcome {
            Ok(()) => self.push(id, CheckState::Pass, None, actual),
            Err(error) => self.push(id, CheckState::Fail, Some(&error), actual),
        }
    }

    fn push(
        &mut self,
        id: CheckId,
        state: CheckState,
        error: Option<&Error>,
        actual: Option<String>,
    ) {
        let detail = error.map(Error::detail);
        self.checks.push(Check {
            id,
            state,
            code: error.map(|error| error.code().as_str()),
            reason: detail.and_then(|detail| detail.reason),
            expected: detail
                .map(|detail| detail.expected.clone())
                .unwrap_or_default(),
            actual,
            seconds: detail.and_then(|detail| detail.seconds),
            offset: detail.and_then(|detail| detail.offset),
        });
    }

    /// Fills the rungs that were not reached and draws the verdict.
    fn finish(self, decoded: Decoded) -> Report {
        const LADDER: [CheckId; 8] = [
            CheckId::Structure,
            CheckId::Header,
            CheckId::Key,
            CheckId::Signature,
            CheckId::Time,
            CheckId::Issuer,
            CheckId::Audience,
            CheckId::Provider,
        ];
        let cannot = self
            .checks
            .iter()
            .any(|check| check.state == CheckState::CannotCheck);
        let mut found = self.checks;
        let checks: Vec<Check> = LADDER
            .into_iter()
            .map(|id| match found.iter().position(|check| check.id == id) {
                Some(index) => found.swap_remove(index),
                None => not_checked(
                    id,
                    cannot && matches!(id, CheckId::Key | CheckId::Signature),
                    self.without_provider,
                ),
            })
            .collect();
        let failed = checks.iter().find(|check| check.state == CheckState::Fail);
        let code = failed.and_then(|check| check.code);
        let complete = checks.iter().all(|check| {
            check.state == CheckState::Pass || check.reason == Some("provider.no_rules")
        });
        let verdict = match (failed, complete) {
            (Some(_), _) => Verdict::Refused,
            (None, true) => Verdict::Valid,
            (None, false) => Verdict::Incomplete,
        };
        Report {
            verdict,
            code,
            checks,
            header_json: decoded.header_json,
            claims_json: decoded.claims_json,
            notes: self.notes,
        }
    }
}

fn not_checked(id: CheckId, cannot: bool, without_provider: bool) -> Check {
    let state = if cannot {
        CheckState::CannotCheck
    } else {
        CheckState::NotChecked
    };
    let reason = (id == CheckId::Provider && without_provider).then_some("provider.no_rules");
    Check {
        id,
        state,
        code: None,
        reason,
        expected: Vec::new(),
        actual: None,
        seconds: None,
        offset: None,
    }
}

/// The value of the claim that an error is about.
fn actual_of(error: &Error, claims: &Object<'_>) -> Option<String> {
    let name = error.detail().claim.as_deref()?;
    claims.get(name).map(shown)
}

/// A claim's value as text for a person.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.text().to_string(),
        Value::String(text) => text.to_string(),
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(shown).collect();
            strings::concat(&["[", &strings::join(&elements, ", "), "]"])
        }
        Value::Object(_) => "{...}".to_string(),
    }
}
