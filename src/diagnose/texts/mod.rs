//! Every sentence that explains, in one place: the page, the command line and the npm package show the same words.
//!
//! A text is found by its key: a dotted reason, and after a slash the variant of it. `{names}` in it are filled in.

use crate::prelude::*;

mod claims;
mod notes;
mod provider;
mod structure;
mod trust;

/// One explanation: what is wrong, and what to do about it (empty where there is nothing to do).
pub(super) struct Text {
    pub(super) key: &'static str,
    pub(super) cause: &'static str,
    pub(super) fix: &'static str,
}

/// A row of a table.
pub(super) const fn text(key: &'static str, cause: &'static str, fix: &'static str) -> Text {
    Text { key, cause, fix }
}

const TABLES: [&[Text]; 5] = [
    structure::TEXTS,
    trust::TEXTS,
    claims::TEXTS,
    provider::TEXTS,
    notes::TEXTS,
];

/// Every text there is.
pub(super) fn all() -> impl Iterator<Item = &'static Text> {
    TABLES.into_iter().flatten()
}

/// The text for `key`.
pub(super) fn find(key: &str) -> Option<&'static Text> {
    all().find(|text| text.key == key)
}

/// Replaces each `{name}` by its value. A value is never looked at for further names.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            // A name that nobody fills in is the text's own, such as `{tenantid}`.
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_there_once_and_every_text_is_sentences() {
        let mut keys = BTreeSet::new();
        for text in all() {
            assert!(keys.insert(text.key), "{} is there twice", text.key);
            assert!(text.cause.ends_with(['.', '?']), "{}", text.key);
            assert!(
                text.fix.is_empty() || text.fix.ends_with(['.', '?']),
                "{}",
                text.key
            );
        }
        assert!(keys.len() > 80, "{}", keys.len());
    }

    #[test]
    fn fills_names_in_once() {
        assert_eq!(
            fill("a {x} {tenantid} {y", &[("x", "{y}"), ("y", "z")]),
            "a {y} {tenantid} {y"
        );
        assert_eq!(fill("{x}{x}", &[("x", "1")]), "11");
    }
}
