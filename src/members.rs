//! Reading a configuration: typed members of a JSON object, and a refusal that names the option for every other.

use crate::error::{Error, ErrorCode};
use crate::json::{Object, Value};
use crate::lists::map_all;
use crate::prelude::*;

/// The members of one object of a configuration.
pub(crate) struct Members<'o> {
    object: &'o Object<'o>,
    /// What stands before the names of its options: nothing, or the path and a dot.
    prefix: &'static str,
}

impl<'o> Members<'o> {
    /// Looks at the members of `object`, which are options below `prefix`.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names a member that is not one of `known`: a misspelt rule would silently not be applied.
    pub(crate) fn of(
        object: &'o Object<'o>,
        prefix: &'static str,
        known: &[&str],
    ) -> Result<Self, Error> {
        let members = Self { object, prefix };
        match object.iter().find(|(name, _)| !known.contains(name)) {
            Some((name, _)) => Err(members.refusal(name, "config.unknown_option")),
            None => Ok(members),
        }
    }

    /// An option that may be left out, or `null`.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for a value of another type.
    pub(crate) fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value)
                .map(Some)
                .ok_or_else(|| self.refusal(name, "config.type")),
        }
    }

    /// An option that has to be there.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` without it, and for a value of another type.
    pub(crate) fn required<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Result<T, Error> {
        self.optional(name, read)?
            .ok_or_else(|| self.refusal(name, "config.missing"))
    }

    /// An option that has to be there, where `null` is a decision.
    ///
    /// # Errors
    ///
    /// As [`Members::required`].
    pub(crate) fn required_or_null<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.object.get(name) {
            Some(Value::Null) => Ok(None),
            _ => self.required(name, read).map(Some),
        }
    }

    fn refusal(&self, name: &str, reason: &'static str) -> Error {
        Error::new(ErrorCode::Config)
            .claim(self.prefix.to_owned() + name)
            .reason(reason)
    }
}

/// A text.
pub(crate) fn text(value: &Value<'_>) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

/// A list of texts.
pub(crate) fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    map_all(value.as_array()?, text)
}

/// A list of objects.
pub(crate) fn objects<'o>(value: &'o Value<'o>) -> Option<Vec<&'o Object<'o>>> {
    map_all(value.as_array()?, Value::as_object)
}

/// One text, or a list of them.
pub(crate) fn one_or_many(value: &Value<'_>) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.to_string()]),
        list => texts(list),
    }
}

/// `true` or `false`.
pub(crate) fn flag(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

/// A whole number of things.
pub(crate) fn count(value: &Value<'_>) -> Option<usize> {
    let number = value.as_f64()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // then it is another number
    let whole = number as u32;
    #[allow(clippy::float_cmp)] // exactly that number
    (f64::from(whole) == number).then_some(whole as usize)
}
