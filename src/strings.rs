//! Taking texts apart and putting them together, in the few ways that the engine needs: the general ones of the standard
//! library weigh more than all that they are used for here.

use crate::prelude::*;

/// The parts, one after the other, with `separator` between them.
pub(crate) fn join<T: AsRef<str>>(parts: &[T], separator: &str) -> String {
    let length: usize = parts.iter().map(|part| part.as_ref().len()).sum();
    let mut text = String::with_capacity(length + separator.len() * parts.len());
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.push_str(part.as_ref());
    }
    text
}

/// The parts, one after the other.
pub(crate) fn concat(parts: &[&str]) -> String {
    join(parts, "")
}

/// What stands before, between and after the places of `separator`, which is not empty.
pub(crate) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = split_once(rest, separator) {
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    parts
}

fn split_once<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let at = text
        .as_bytes()
        .windows(separator.len())
        .position(|window| window == separator.as_bytes())?;
    Some((text.get(..at)?, text.get(at + separator.len()..)?))
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_texts_apart_as_the_standard_library_does() {
        for text in ["", "a", ".", "a.b", ".a..b.", "\u{e9}.\u{e9}", "a..b"] {
            for separator in [".", "..", "\u{e9}"] {
                let parts: Vec<&str> = text.split(separator).collect();
                assert_eq!(split(text, separator), parts, "{text} {separator}");
                assert_eq!(join(&parts, "--"), parts.join("--"));
            }
            assert_eq!(concat(&[text, "", text]), format!("{text}{text}"));
        }
        for text in ["", " ", "\t\n\u{a0}\u{2003}", " a ", "\u{200b}"] {
            assert_eq!(is_blank(text), text.trim().is_empty(), "{text:?}");
        }
    }
}
