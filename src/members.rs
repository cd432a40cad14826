//! Reading a configuration: typed members of a JSON object, and a refusal that names the option for every other.

use crate::error::{Error, ErrorCode};
use crate::json::{Object, Value};
use crate::lists::map_all;
use crate::prelude::*;

/// The members of one object of a configuration. The first that is refused is kept until [`Members::checked`] asks for it,
/// so that reading an option is a plain call; what was read until then has no use.
pub(crate) struct Members<'o> {
    object: &'o Object<'o>,
    /// What stands before the names of its options: nothing, or the path and a dot.
    prefix: &'static str,
    refused: Option<Error>,
}

impl<'o> Members<'o> {
    /// Looks at the members of `object`, which are options below `prefix`. One that is not `known` is refused: a misspelt
    /// rule would silently not be applied.
    pub(crate) fn of(object: &'o Object<'o>, prefix: &'static str, known: &[&str]) -> Self {
        let mut members = Self {
            object,
            prefix,
            refused: None,
        };
        if let Some((name, _)) = object.iter().find(|(name, _)| !known.contains(name)) {
            members.refuse(name, "config.unknown_option");
        }
        members
    }

    /// An option that may be left out, or `null`. A value of another type is refused.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Option<T> {
        let value = self.given(name)?;
        let option = read(value);
        if option.is_none() {
            self.refuse(name, "config.type");
        }
        option
    }

    /// An option that has to be there. Leaving it out, or giving a value of another type, is refused.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Option<T> {
        if self.given(name).is_none() {
            self.refuse(name, "config.missing");
        }
        self.optional(name, read)
    }

    /// An option that has to be there, where `null` is a decision.
    pub(crate) fn required_or_null<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'o Value<'o>) -> Option<T>,
    ) -> Option<T> {
        match self.object.get(name) {
            Some(Value::Null) => None,
            _ => self.required(name, read),
        }
    }

    /// What was made of a member that has rules of its own. Its refusal is one of these members.
    pub(crate) fn keep<T>(&mut self, outcome: Result<T, Error>) -> Option<T> {
        outcome
            .map_err(|error| self.refused.get_or_insert(error).code())
            .ok()
    }

    /// The options made of these members, if none was refused.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names the first member that was refused.
    pub(crate) fn checked<T>(self, options: Option<T>) -> Result<T, Error> {
        match (self.refused, options) {
            (None, Some(options)) => Ok(options),
            (Some(error), _) => Err(error),
            (None, None) => Err(Error::config("policy", "config.malformed")),
        }
    }

    fn given(&self, name: &str) -> Option<&'o Value<'o>> {
        self.object
            .get(name)
            .filter(|value| !matches!(value, Value::Null))
    }

    fn refuse(&mut self, name: &str, reason: &'static str) {
        if self.refused.is_none() {
            let error = Error::new(ErrorCode::Config)
                .claim(self.prefix.to_owned() + name)
                .reason(reason);
            self.refused = Some(error);
        }
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
