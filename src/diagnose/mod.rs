//! Explanations for people: what a report means, why it came out that way, and what to do about it.
//!
//! [`diagnose`] takes the ladder of [`inspect`](crate::inspect()) as it is and adds words to it. It never changes a verdict, a
//! state or a code; it may narrow a reason. Nothing of it is in the verdict path, nor in the edge build.

mod case;
mod claims;
mod entra;
mod explanation;
mod header;
mod keys;
mod moment;
mod near_miss;
mod provider;
mod security;
mod shape;
mod shown;
mod signature;
mod texts;
mod trial;

use crate::json::{self, Object};
use crate::jwk::JwkSet;
use crate::policy::Policy;
use crate::prelude::*;
use crate::report::{inspect, Check, CheckId, CheckState};
use case::Case;
use explanation::Explanation;

pub use shown::{Diagnosis, ExplainedCheck, ExplainedNote, KeyAnswer, Severity};

/// Inspects `token` and explains the outcome. The arguments are those of [`inspect`](crate::inspect()).
pub fn diagnose(
    token: &str,
    keys: Option<&JwkSet>,
    policy: Option<&Policy>,
    now: f64,
) -> Diagnosis {
    let report = inspect(token, keys, policy, now);
    let header = object(report.header_json.as_deref());
    let claims = object(report.claims_json.as_deref());
    let mut case = Case {
        token,
        header: header.as_ref(),
        claims: claims.as_ref(),
        keys,
        policy,
        now,
        is_unreadable: report
            .checks
            .iter()
            .any(|check| check.id == CheckId::Structure && check.state == CheckState::Fail),
        trials: Vec::new(),
    };
    if report.checks.iter().any(|check| {
        matches!(check.id, CheckId::Key | CheckId::Signature) && check.state != CheckState::Pass
    }) {
        case.trials = trial::try_keys(&case);
    }
    let checks = report
        .checks
        .iter()
        .map(|check| ExplainedCheck::new(check, explain(check, &case)))
        .collect();
    let mut notes: Vec<_> = report
        .notes
        .iter()
        .map(|note| claims::explain_note(note, &case))
        .collect();
    notes.extend(entra::notes(&case));
    notes.extend(security::notes(&case));
    let answers = keys::answers(&case, &report);
    Diagnosis::new(report, checks, notes, answers)
}

/// What a check that did not pass means. A check that passed needs no words.
fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state == CheckState::Pass {
        return None;
    }
    if check.state == CheckState::NotChecked && case.is_unreadable {
        return Explanation::of("check.nothing_left", &[]);
    }
    match check.id {
        CheckId::Structure => shape::explain(check, case),
        CheckId::Header => header::explain(check, case),
        CheckId::Key => keys::explain(check, case),
        CheckId::Signature => signature::explain(check, case),
        CheckId::Time => claims::explain_time(check, case),
        CheckId::Issuer => claims::explain_issuer(check, case),
        CheckId::Audience => claims::explain_audience(check, case),
        CheckId::Provider => provider::explain(check, case),
    }
}

fn object(text: Option<&str>) -> Option<Object<'_>> {
    json::parse_object(text?.as_bytes()).ok()
}

/// Every key of a text with its two sentences, for documentation and for a page that links to them.
pub fn texts() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    texts::all().map(|text| (text.key, text.cause, text.fix))
}
