//! A text with its values filled in.

use super::texts;
use crate::prelude::*;

/// What is said about one check or note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Explanation {
    /// The dotted reason: that of the check, or a narrower one.
    pub(super) reason: &'static str,
    /// The variant: how the values miss each other, or which kind of thing this is.
    pub(super) variant: Option<&'static str>,
    pub(super) cause: String,
    pub(super) fix: Option<String>,
    /// Better values to compare than the check has, where there are any.
    pub(super) compared: Option<(Vec<String>, String)>,
}

impl Explanation {
    /// The text for `key` with `values` filled in. Without such a text there is no explanation, only the code.
    pub(super) fn of(key: &str, values: &[(&str, &str)]) -> Option<Self> {
        let text = texts::find(key)?;
        let (reason, variant) = match text.key.split_once('/') {
            Some((reason, variant)) => (reason, Some(variant)),
            None => (text.key, None),
        };
        Some(Self {
            reason,
            variant,
            cause: texts::fill(text.cause, values),
            fix: (!text.fix.is_empty()).then(|| texts::fill(text.fix, values)),
            compared: None,
        })
    }

    /// Shows other values side by side than the check does.
    pub(super) fn comparing(mut self, expected: String, actual: String) -> Self {
        self.compared = Some((vec![expected], actual));
        self
    }
}
