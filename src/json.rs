//! Strict JSON: `serde_json` behind a visitor that also refuses duplicate members and deep nesting.
//!
//! Refused beyond RFC 8259: a member named twice in one object (also when escapes hide it), nesting deeper than
//! [`MAX_DEPTH`], lone surrogates, invalid UTF-8, and a byte order mark. A number beyond the range of a double is infinite,
//! as in JavaScript, so that the rule for the claim it is in decides about it.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// How deep objects and arrays may nest; the root is level one.
pub const MAX_DEPTH: usize = 32;

/// From this number of members on, names are kept in a set: comparing each with each would be slow on a hostile object.
const SMALL_OBJECT: usize = 24;

/// A JSON value that borrows its strings from the text where no escape forces a copy.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as the double that JavaScript would read: infinite where the text names one beyond the range of doubles.
    Number(f64),
    /// A string without its escapes.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object without duplicate members.
    Object(Object<'a>),
}

impl<'a> Value<'a> {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }
}

/// The members of a JSON object, in the order of the text; every name occurs once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Object<'a> {
    /// The value of a member, by its exact name.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value)
    }

    /// The text of a member that is a string.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// All members, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.members
            .iter()
            .map(|(name, value)| (name.as_ref(), value))
    }
}

/// Why a text is not the JSON object that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Index of the byte at which the fault was noticed.
    pub offset: usize,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong with a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Not JSON (RFC 8259), or a string with a lone surrogate.
    Syntax,
    /// Not UTF-8.
    Utf8,
    /// A member that occurs twice in one object.
    DuplicateMember,
    /// Nested deeper than [`MAX_DEPTH`].
    Depth,
    /// JSON, and not an object.
    NotAnObject,
}

impl FaultKind {
    /// The dotted reason used in errors and reports.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Syntax => "json.invalid",
            Self::Utf8 => "json.utf8",
            Self::DuplicateMember => "json.duplicate_member",
            Self::Depth => "json.depth",
            Self::NotAnObject => "json.not_an_object",
        }
    }
}

/// Reads a JSON text whose root is an object.
///
/// # Errors
///
/// The first [`Fault`], by position.
pub fn parse_object(bytes: &[u8]) -> Result<Object<'_>, Fault> {
    match parse(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(Fault {
            offset: 0,
            kind: FaultKind::NotAnObject,
        }),
    }
}

/// Reads a JSON text.
///
/// # Errors
///
/// The first [`Fault`], by position.
pub fn parse(bytes: &[u8]) -> Result<Value<'_>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault {
        offset: error.valid_up_to(),
        kind: FaultKind::Utf8,
    })?;
    read(text, NumberRange::Double).or_else(|fault| match fault.kind {
        // Perhaps only a number out of range, which `serde_json` does not tell apart from other faults.
        FaultKind::Syntax => read(text, NumberRange::Any).map_err(|second| match second.kind {
            FaultKind::Syntax => fault,
            _ => second,
        }),
        _ => Err(fault),
    })
}

/// Which numbers a reading takes.
#[derive(Clone, Copy)]
enum NumberRange {
    /// Those of a double. The reading of nearly every text, in one pass.
    Double,
    /// All that the grammar has. Each level is read once more for its parent, so it costs up to [`MAX_DEPTH`] passes.
    Any,
}

fn read(text: &str, numbers: NumberRange) -> Result<Value<'_>, Fault> {
    let noticed = Cell::new(None);
    let seed = Strict {
        depth: 0,
        numbers,
        noticed: &noticed,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| Fault {
            offset: offset_of(text, error.line(), error.column()),
            kind: noticed.get().unwrap_or(FaultKind::Syntax),
        })
}

/// `serde_json` counts lines and columns from one; errors here count bytes from zero.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// Builds a [`Value`] and notes faults that `serde_json` itself would let pass.
#[derive(Clone, Copy)]
struct Strict<'c> {
    depth: usize,
    numbers: NumberRange,
    noticed: &'c Cell<Option<FaultKind>>,
}

impl Strict<'_> {
    fn refuse<E: de::Error>(self, kind: FaultKind) -> E {
        self.noticed.set(Some(kind));
        E::custom(kind.reason())
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(FaultKind::Depth));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    /// Reads a value whose grammar `serde_json` has already checked. The grammar of JSON numbers is within Rust's.
    fn value_of(self, raw: &RawValue) -> Result<Value<'_>, serde_json::Error> {
        let text = raw.get();
        if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return text.parse().map(Value::Number).map_err(de::Error::custom);
        }
        serde_json::Deserializer::from_str(text).deserialize_any(self)
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        match self.numbers {
            NumberRange::Double => deserializer.deserialize_any(self),
            NumberRange::Any => {
                let raw = <&RawValue>::deserialize(deserializer)?;
                self.value_of(raw).map_err(de::Error::custom)
            }
        }
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(value))
    }

    // Whole numbers beyond 2^53 lose digits exactly as they do in JavaScript; no claim is compared that finely.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(value as f64))
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value<'de>, A::Error> {
        let inner = self.deeper()?;
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(inner)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value<'de>, A::Error> {
        let inner = self.deeper()?;
        let mut members: Vec<(Cow<'de, str>, Value<'de>)> = Vec::new();
        let mut names = BTreeSet::new();
        while let Some(name) = access.next_key_seed(Name)? {
            let duplicate = if members.len() < SMALL_OBJECT {
                members.iter().any(|(member, _)| *member == name)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().map(|(member, _)| member.clone()));
                }
                !names.insert(name.clone())
            };
            if duplicate {
                return Err(self.refuse(FaultKind::DuplicateMember));
            }
            members.push((name, access.next_value_seed(inner)?));
        }
        Ok(Value::Object(Object { members }))
    }
}

/// Reads a member name, borrowed where possible.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member name")
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &[u8], kind: FaultKind) -> usize {
        let fault = parse_object(text).expect_err("must be refused");
        assert_eq!(fault.kind, kind, "{}", String::from_utf8_lossy(text));
        fault.offset
    }

    #[test]
    fn reads_an_object() {
        let text = br#" {"a":1,"b":[true,null,"x\u0041"],"__proto__":{"c":-2.5e1}} "#;
        let object = parse_object(text).unwrap();
        assert_eq!(object.get("a"), Some(&Value::Number(1.0)));
        assert_eq!(
            object.get("b").and_then(Value::as_array).unwrap()[2].as_str(),
            Some("xA")
        );
        assert_eq!(
            object
                .get("__proto__")
                .and_then(Value::as_object)
                .unwrap()
                .get("c"),
            Some(&Value::Number(-25.0))
        );
    }

    #[test]
    fn refuses_duplicate_members_also_through_escapes_and_in_depth() {
        assert_eq!(
            refused(br#"{"alg":1,"alg":2}"#, FaultKind::DuplicateMember),
            13
        );
        refused(br#"{"alg":1,"\u0061lg":2}"#, FaultKind::DuplicateMember);
        refused(
            br#"{"x":[{"y":{"a":1,"a":1}}]}"#,
            FaultKind::DuplicateMember,
        );
        let wide: Vec<String> = (0..100).map(|index| format!("\"m{index}\":0")).collect();
        parse_object(format!("{{{}}}", wide.join(",")).as_bytes()).unwrap();
        refused(
            format!("{{{},\"m7\":0}}", wide.join(",")).as_bytes(),
            FaultKind::DuplicateMember,
        );
        refused(
            format!("{{{},\"m99\":0}}", wide.join(",")).as_bytes(),
            FaultKind::DuplicateMember,
        );
    }

    #[test]
    fn limits_the_depth() {
        let nested = |levels: usize| {
            format!(
                "{{\"a\":{}{}}}",
                "[".repeat(levels - 1),
                "]".repeat(levels - 1)
            )
        };
        parse_object(nested(MAX_DEPTH).as_bytes()).unwrap();
        refused(nested(MAX_DEPTH + 1).as_bytes(), FaultKind::Depth);
        refused(nested(100_000).as_bytes(), FaultKind::Depth);
    }

    #[test]
    fn refuses_what_is_not_strict_json() {
        for text in [
            "",
            "{",
            "{}x",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":\"\t\"}",
            "{\"a\":1,}",
            "\u{feff}{}",
            "{\"a\":\"\\ud834\"}",
            "{\"a\":\"\\udd1e\\ud834\"}",
            "{\"a\":+1}",
            "{a:1}",
            "//x\n{}",
        ] {
            refused(text.as_bytes(), FaultKind::Syntax);
        }
        for text in ["[]", "\"x\"", "1", "null"] {
            refused(text.as_bytes(), FaultKind::NotAnObject);
        }
        assert_eq!(refused(b"{\"a\":\"\xff\"}", FaultKind::Utf8), 6);
        refused(b"{\"a\":\"\xc0\x80\"}", FaultKind::Utf8);
        refused(b"{\"a\":\"\xed\xa0\xb4\"}", FaultKind::Utf8);
    }

    #[test]
    fn reads_numbers_beyond_doubles_as_javascript_does() {
        let text = br#"{"a":1e400,"b":[-1E+999,{"c":0.1e-400}],"d":2,"e":"\u0041"}"#;
        let object = parse_object(text).unwrap();
        assert_eq!(object.get("a"), Some(&Value::Number(f64::INFINITY)));
        let list = object.get("b").and_then(Value::as_array).unwrap();
        assert_eq!(list[0], Value::Number(f64::NEG_INFINITY));
        assert_eq!(
            list[1].as_object().unwrap().get("c"),
            Some(&Value::Number(0.0))
        );
        assert_eq!(object.get("d"), Some(&Value::Number(2.0)));
        assert_eq!(object.get_str("e"), Some("A"));
        assert_eq!(parse(b"-1e999"), Ok(Value::Number(f64::NEG_INFINITY)));
    }

    #[test]
    fn a_number_beyond_doubles_hides_no_other_fault() {
        refused(
            br#"{"x":1e400,"a":1,"\u0061":2}"#,
            FaultKind::DuplicateMember,
        );
        refused(br#"{"x":[{"y":-1e400,"y":1}]}"#, FaultKind::DuplicateMember);
        refused(br#"{"x":1e400,"y":"\ud834"}"#, FaultKind::Syntax);
        refused(br#"{"x":1e400,"\ud834":1}"#, FaultKind::Syntax);
        refused(br#"{"x":1e400,"y":01}"#, FaultKind::Syntax);
        refused(br#"{"x":1e400,}"#, FaultKind::Syntax);
        refused(br#"{"x":1e400}1"#, FaultKind::Syntax);
        refused(br#"{"x":1e400e1}"#, FaultKind::Syntax);
        refused(b"{\"x\":1e400,\"y\":\"\xff\"}", FaultKind::Utf8);
        for levels in [MAX_DEPTH, 100_000] {
            let text = format!(
                "{{\"x\":1e400,\"a\":{}{}}}",
                "[".repeat(levels),
                "]".repeat(levels)
            );
            refused(text.as_bytes(), FaultKind::Depth);
        }
        assert_eq!(refused(b"1e400", FaultKind::NotAnObject), 0);
    }

    #[test]
    fn says_where() {
        assert_eq!(refused(b"{\n\n  \"a\": x}", FaultKind::Syntax), 10);
    }
}
