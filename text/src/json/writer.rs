//! From serde's data model to JSON text: what leaves the engine, in the few forms that it has. Smaller than a general
//! writer, whose shortest form of any double alone weighs as much as all of this crate's reports.

use alloc::string::String;
use core::fmt;

use serde::ser::{self, Serialize};

/// JSON text of `value`.
///
/// A double is written exactly where it is a multiple of 1/1024 and is otherwise rounded to one; it is `null` where it is
/// not finite or has an absolute value of 2^64 or more.
///
/// # Errors
///
/// [`Unwritable`] for what has no JSON form: a map with names that are not text.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, Unwritable> {
    let mut text = String::new();
    value.serialize(Writer(&mut text))?;
    Ok(text)
}

/// A value has no JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value has no JSON form")
    }
}

impl core::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Writes one value behind the text that is there.
struct Writer<'t>(&'t mut String);

/// Parts of a whole that are written: about a millisecond, of a time.
const PARTS: u64 = 1024;
/// Ten decimals are a multiple of 1/1024 exactly.
const DECIMALS: (usize, u64) = (10, 9_765_625);
const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

fn push_unsigned(text: &mut String, value: u64) {
    if value > 9 {
        push_unsigned(text, value / 10);
    }
    text.push(char::from(b'0' + (value % 10) as u8));
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)] // not negative, below 2^64, and the whole part of a double
fn push_double(text: &mut String, value: f64) {
    let magnitude = value.abs();
    if magnitude.is_nan() || magnitude >= TWO_TO_64 {
        text.push_str("null");
        return;
    }
    let mut whole = magnitude as u64;
    // Twice as many parts as are written, and the last bit of them for rounding.
    let twice = ((magnitude - whole as f64) * (2 * PARTS) as f64) as u64;
    let mut fraction = twice.div_ceil(2);
    if fraction >= PARTS {
        (whole, fraction) = (whole + 1, 0);
    }
    if value < 0.0 {
        text.push('-');
    }
    push_unsigned(text, whole);
    if fraction > 0 {
        let (places, factor) = DECIMALS;
        let digits = fraction * factor;
        let mut decimals = String::new();
        push_unsigned(&mut decimals, digits);
        text.push('.');
        (decimals.len()..places).for_each(|_| text.push('0'));
        text.push_str(decimals.trim_end_matches('0'));
    }
}

/// Writes `value` as a JSON string (RFC 8259 section 7).
fn push_string(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some((plain, byte, tail)) = at_special(rest) {
        text.push_str(plain);
        push_escape(text, byte);
        rest = tail;
    }
    text.push_str(rest);
    text.push('"');
}

/// The text up to the first byte that needs an escape, that byte (it is one of ASCII), and the rest.
fn at_special(text: &str) -> Option<(&str, u8, &str)> {
    let at = text
        .bytes()
        .position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')?;
    Some((
        text.get(..at)?,
        *text.as_bytes().get(at)?,
        text.get(at + 1..)?,
    ))
}

fn push_escape(text: &mut String, byte: u8) {
    let digit = |value| char::from_digit(u32::from(value), 16).unwrap_or('0');
    text.push('\\');
    match byte {
        b'"' | b'\\' => text.push(char::from(byte)),
        b'\n' => text.push('n'),
        b'\r' => text.push('r'),
        b'\t' => text.push('t'),
        _ => {
            text.push_str("u00");
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
    }
}

/// An array or object that is being written.
struct Compound<'t> {
    text: &'t mut String,
    /// What goes before the next element: nothing before the first.
    separator: &'static str,
    end: &'static str,
}

impl<'t> Compound<'t> {
    fn open(text: &'t mut String, begin: &str, end: &'static str) -> Self {
        text.push_str(begin);
        Self {
            text,
            separator: "",
            end,
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.text.push_str(self.separator);
        self.separator = ",";
        value.serialize(Writer(self.text))
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Unwritable> {
        self.element(name)?;
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn close(self) {
        self.text.push_str(self.end);
    }
}

impl<'t> Writer<'t> {
    fn variant(self, name: &str, begin: &str, end: &'static str) -> Compound<'t> {
        self.0.push('{');
        push_string(self.0, name);
        self.0.push(':');
        Compound::open(self.0, begin, end)
    }
}

macro_rules! whole_numbers {
    ($($method:ident $type:ty as $wide:ty => $write:ident;)+) => {
        $(fn $method(self, value: $type) -> Result<(), Unwritable> {
            self.$write(<$wide>::from(value))
        })+
    };
}

impl<'t> ser::Serializer for Writer<'t> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Compound<'t>;
    type SerializeTuple = Compound<'t>;
    type SerializeTupleStruct = Compound<'t>;
    type SerializeTupleVariant = Compound<'t>;
    type SerializeMap = Compound<'t>;
    type SerializeStruct = Compound<'t>;
    type SerializeStructVariant = Compound<'t>;

    whole_numbers! {
        serialize_i8 i8 as i64 => serialize_i64;
        serialize_i16 i16 as i64 => serialize_i64;
        serialize_i32 i32 as i64 => serialize_i64;
        serialize_u8 u8 as u64 => serialize_u64;
        serialize_u16 u16 as u64 => serialize_u64;
        serialize_u32 u32 as u64 => serialize_u64;
        serialize_f32 f32 as f64 => serialize_f64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        if value < 0 {
            self.0.push('-');
        }
        push_unsigned(self.0, value.unsigned_abs());
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Unwritable> {
        push_unsigned(self.0, value);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unwritable> {
        push_double(self.0, value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        push_string(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let mut object = Compound::open(self.0, "{", "}");
        object.member(variant, value)?;
        object.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'t>, Unwritable> {
        Ok(Compound::open(self.0, "[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'t>, Unwritable> {
        Ok(Compound::open(self.0, "[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'t>, Unwritable> {
        Ok(Compound::open(self.0, "[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'t>, Unwritable> {
        Ok(self.variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'t>, Unwritable> {
        Ok(Compound::open(self.0, "{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'t>, Unwritable> {
        Ok(Compound::open(self.0, "{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'t>, Unwritable> {
        Ok(self.variant(variant, "{", "}}"))
    }
}

macro_rules! compound {
    ($($trait:ident $method:ident $(($name:ident))?;)+) => {
        $(impl ser::$trait for Compound<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($name: &'static str,)?
                value: &T,
            ) -> Result<(), Unwritable> {
                compound!(self, value $(, $name)?)
            }

            fn end(self) -> Result<(), Unwritable> {
                self.close();
                Ok(())
            }
        })+
    };
    ($compound:ident, $value:ident) => { $compound.element($value) };
    ($compound:ident, $value:ident, $name:ident) => { $compound.member($name, $value) };
}

compound! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
    SerializeStruct serialize_field (name);
    SerializeStructVariant serialize_field (name);
}

impl ser::SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Unwritable> {
        let name_at = self.text.len() + self.separator.len();
        self.element(name)?;
        match self.text.as_bytes().get(name_at) {
            Some(b'"') => Ok(()),
            _ => Err(Unwritable),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use std::vec;

    use super::*;

    #[derive(serde::Serialize)]
    enum Form {
        Unit,
        Newtype(u8),
        Tuple(i32, char),
        Struct { a: Option<bool> },
    }

    #[test]
    fn writes_what_serde_json_writes() {
        let values = (
            vec![
                Form::Unit,
                Form::Newtype(255),
                Form::Tuple(-7, '\u{1d11e}'),
                Form::Struct { a: Some(true) },
                Form::Struct { a: None },
            ],
            BTreeMap::from([("", vec![i64::MIN, 0]), ("a\"b", vec![])]),
            (
                u64::MAX,
                0_u8,
                (),
                "\u{0}\u{1f}\t\n\r\\\u{7f}\u{2028}\u{e9}",
            ),
            BTreeMap::<&str, u8>::new(),
        );
        let text = to_text(&values).unwrap();
        let expected = serde_json::to_string(&values).unwrap();
        let (text, expected): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(&text).expect(&text),
            serde_json::from_str(&expected).unwrap(),
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn writes_doubles_to_the_nearest_part_of_1024() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1_700_000_000.0, "1700000000"),
            (-1.5, "-1.5"),
            (0.000_976_562_5, "0.0009765625"),
            (1_700_000_000.25, "1700000000.25"),
            (0.1, "0.099609375"),
            (0.999_9, "1"),
            (18_446_744_073_709_549_568.0, "18446744073709549568"),
            (TWO_TO_64, "null"),
            (f64::INFINITY, "null"),
            (f64::NAN, "null"),
        ] {
            assert_eq!(to_text(&value).unwrap(), text);
        }
    }

    #[test]
    fn refuses_names_that_are_not_text() {
        assert_eq!(to_text(&BTreeMap::from([(1, 2)])), Err(Unwritable));
    }
}
