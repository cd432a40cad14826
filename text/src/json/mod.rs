//! Strict JSON (RFC 8259): a reader that gives a tree or the first fault with its place, and the writer for what leaves the
//! engine.
//!
//! Refused beyond the grammar: a member named twice in one object (also when escapes hide it), nesting deeper than
//! [`MAX_DEPTH`], lone surrogates, invalid UTF-8, and a byte order mark. A number beyond the range of a double is infinite,
//! as in JavaScript, so that the rule for the claim it is in decides about it.

mod number;
mod reader;
mod writer;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use reader::Reader;

pub use number::Number;
pub use writer::{to_text, Unwritable};

/// How deep objects and arrays may nest; the root is level one.
pub const MAX_DEPTH: usize = 32;

/// A JSON value that borrows its strings from the text where no escape forces a copy.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number<'a>),
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

    /// The double that JavaScript would read of a number: infinite where the text names one beyond the range of doubles.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.as_f64()),
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
/// The first [`Fault`], by position; invalid UTF-8 comes before all others.
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
/// As [`parse_object`].
pub fn parse(bytes: &[u8]) -> Result<Value<'_>, Fault> {
    let text = core::str::from_utf8(bytes).map_err(|error| Fault {
        offset: error.valid_up_to(),
        kind: FaultKind::Utf8,
    })?;
    Reader::new(text).document()
}

/// Whether `text` is a JSON object for a parser that only knows the grammar: with members named twice, lone surrogates,
/// any depth.
pub fn has_grammar_of_object(text: &str) -> bool {
    reader::has_grammar_of_object(text)
}

#[cfg(test)]
mod tests {
    use std::{format, string::String};

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
        assert_eq!(object.get("a"), Some(&Value::Number(Number::new("1.0"))));
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
            Some(&Value::Number(Number::new("-25")))
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
        let number = |value: &Value<'_>| value.as_f64().unwrap();
        assert_eq!(object.get("a").map(number), Some(f64::INFINITY));
        let list = object.get("b").and_then(Value::as_array).unwrap();
        assert_eq!(Some(number(&list[0])), Some(f64::NEG_INFINITY));
        assert_eq!(list[1].as_object().unwrap().get("c").map(number), Some(0.0));
        assert_eq!(object.get("d").map(number), Some(2.0));
        assert_eq!(object.get_str("e"), Some("A"));
        assert_eq!(parse(b"-1e999").as_ref().map(number), Ok(f64::NEG_INFINITY));
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
        for (text, offset) in [
            ("{\n\n  \"a\": x}", 10),
            ("", 0),
            ("{\"a\":1", 6),
            ("{\"a\":1,}", 7),
            ("{\"a\":tru}", 8),
            ("{\"a\":1.}", 7),
            ("{\"a\":\"\\x\"}", 7),
            ("{\"a\":\"\\ud834\\u0041\"}", 18),
            ("{}}", 2),
        ] {
            assert_eq!(
                refused(text.as_bytes(), FaultKind::Syntax),
                offset,
                "{text}"
            );
        }
    }

    #[test]
    fn the_grammar_alone_can_be_asked_for() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for text in [
            "{}",
            " { \"a\" : [ ] , \"b\" : { \"c\" : [ 1 , \"\\ud834\" , { } ] } } ",
            "{\"a\":1,\"a\":2}",
            "{\"\\ud834\":[[],[[null]],true]}",
            &deep,
        ] {
            assert!(has_grammar_of_object(text), "{text:.60}");
        }
        for text in [
            "",
            "[]",
            "{",
            "{}x",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":[1,]}",
            "{\"a\":[1}]",
            "{\"a\":[}",
            "{\"a\":01}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\t\"}",
            "{1:2}",
            "{}{}",
            "{,}",
            &deep[..deep.len() - 1],
        ] {
            assert!(!has_grammar_of_object(text), "{text:.60}");
        }
    }
}
