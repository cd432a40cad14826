//! Why the rules of a provider refused a token.

use super::case::Case;
use super::entra;
use super::explanation::Explanation;
use crate::policy::Policy;
use crate::report::{Check, CheckState};

pub(super) fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state != CheckState::Fail {
        let has_rules = case.policy.and_then(Policy::provider).is_some();
        let key = if has_rules {
            "provider.without_key"
        } else {
            "provider.no_rules"
        };
        return Explanation::of(key, &[]);
    }
    let key = match check.reason? {
        "token.no_scope_or_roles" if entra::is_id_token(case) => "token.no_scope_or_roles/id_token",
        reason => reason,
    };
    Explanation::of(
        key,
        &[
            ("actual", check.actual.as_deref().unwrap_or("nothing")),
            ("expected", &check.expected.join(" or ")),
            ("claim", claim_of(key)),
        ],
    )
}

/// The claim that is missing or of the wrong type: the first that the rules read.
fn claim_of(key: &str) -> &'static str {
    if key.starts_with("claim.") {
        "ver, tid or tfp"
    } else {
        ""
    }
}
