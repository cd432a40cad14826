//! The report with its explanations, as it is handed out.

use serde::Serialize;

use super::explanation::Explanation;
use crate::prelude::*;
use crate::report::{Check, CheckId, CheckState, Report, Verdict};

/// A [`Report`] with words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diagnosis {
    /// As in the report.
    pub verdict: Verdict,
    /// As in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The ladder, each rung with its explanation.
    pub checks: Vec<ExplainedCheck>,
    /// As in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_json: Option<String>,
    /// As in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_json: Option<String>,
    /// What is worth knowing beside the verdict: that of the report, hints about the provider, and security notes.
    pub notes: Vec<ExplainedNote>,
    /// For each key of the set, in its order: whether it was chosen, and why not.
    pub keys: Vec<KeyAnswer>,
}

/// A [`Check`] with its explanation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExplainedCheck {
    /// As in the check.
    pub id: CheckId,
    /// As in the check.
    pub state: CheckState,
    /// As in the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// As in the check, or narrower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// How the token's value misses the policy's, such as `trailing_slash`; or which kind of thing was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<&'static str>,
    /// The policy's own values; for a changed text, the hash value that was signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<String>,
    /// The token's value; for a changed text, its hash value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// As in the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// As in the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// What is wrong, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl ExplainedCheck {
    pub(super) fn new(check: &Check, explanation: Option<Explanation>) -> Self {
        let mut explained = Self {
            id: check.id,
            state: check.state,
            code: check.code,
            reason: check.reason,
            near_miss: None,
            expected: check.expected.clone(),
            actual: check.actual.clone(),
            seconds: check.seconds,
            offset: check.offset,
            cause: None,
            fix: None,
        };
        if let Some(explanation) = explanation {
            explained.reason = Some(explanation.reason);
            explained.near_miss = explanation.variant;
            explained.cause = Some(explanation.cause);
            explained.fix = explanation.fix;
            if let Some((expected, actual)) = explanation.compared {
                explained.expected = expected;
                explained.actual = Some(actual);
            }
        }
        explained
    }
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a change somewhere.
    Warning,
}

/// Something worth knowing that decides nothing, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExplainedNote {
    /// The dotted reason.
    pub reason: &'static str,
    /// Which kind, where the reason has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<&'static str>,
    /// How much it matters.
    pub severity: Severity,
    /// The claim or header member that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The note itself.
    pub text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl ExplainedNote {
    /// A note that there is no text for.
    pub(super) fn bare(reason: &'static str, claim: Option<&str>) -> Self {
        Self {
            reason,
            variant: None,
            severity: Severity::Info,
            claim: claim.map(ToString::to_string),
            text: String::new(),
            fix: None,
        }
    }

    /// A note with the text for `key`.
    pub(super) fn of(
        key: &str,
        severity: Severity,
        claim: Option<&str>,
        values: &[(&str, &str)],
    ) -> Option<Self> {
        let explanation = Explanation::of(key, values)?;
        Some(Self {
            reason: explanation.reason,
            variant: explanation.variant,
            severity,
            claim: claim.map(ToString::to_string),
            text: explanation.cause,
            fix: explanation.fix,
        })
    }
}

/// What one key of the set has to do with the token.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeyAnswer {
    /// Its place in the set.
    pub index: usize,
    /// Its `kid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `RSA`, `EC`, `OKP` or `oct`, of a key that can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kty: Option<&'static str>,
    /// Its `alg`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<&'static str>,
    /// The length of the RSA modulus or of the secret, in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<usize>,
    /// RFC 7638, SHA-256, base64url; not of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbprint: Option<String>,
    /// Microsoft's `issuer` of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Whether it can be used at all.
    pub usable: bool,
    /// Whether it is the one that the token's signature was checked with.
    pub picked: bool,
    /// Why it was not chosen, dotted; for a key that cannot be used, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The same in words.
    pub text: String,
    /// It made the token's signature, whether or not the text was changed since. Absent where that was not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_signature: Option<bool>,
}

impl Diagnosis {
    pub(super) fn new(
        report: Report,
        checks: Vec<ExplainedCheck>,
        notes: Vec<ExplainedNote>,
        keys: Vec<KeyAnswer>,
    ) -> Self {
        Self {
            verdict: report.verdict,
            code: report.code,
            checks,
            header_json: report.header_json,
            claims_json: report.claims_json,
            notes,
            keys,
        }
    }
}
