//! The reader: one pass over the text, from the grammar of RFC 8259 and the rules beyond it to a tree or the first fault.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;

use super::number::Number;
use super::{Fault, FaultKind, Object, Value, MAX_DEPTH};

/// From this number of members on, their names are kept in order: comparing each with each would be slow on a hostile
/// object.
const SMALL_OBJECT: usize = 24;

/// A place in a text that is read.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads the whole text as one value.
    pub(super) fn document(mut self) -> Result<Value<'a>, Fault> {
        self.skip_space();
        let value = self.value(0)?;
        self.skip_space();
        if self.at < self.text.len() {
            return self.unexpected();
        }
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        Fault {
            offset: self.at,
            kind,
        }
    }

    /// The byte at hand, or the end of the text, is not what the grammar has here.
    fn unexpected<T>(&self) -> Result<T, Fault> {
        Err(self.fault(FaultKind::Syntax))
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return self.unexpected();
        }
        self.at += 1;
        Ok(())
    }

    /// Takes `byte` if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => self.unexpected(),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, Fault> {
        word.bytes().try_for_each(|byte| self.expect(byte))?;
        Ok(value)
    }

    /// Enters an object or array.
    fn enter(&mut self, depth: usize) -> Result<usize, Fault> {
        if depth == MAX_DEPTH {
            return Err(self.fault(FaultKind::Depth));
        }
        self.at += 1;
        self.skip_space();
        Ok(depth + 1)
    }

    /// After an element: whether there is another. The end of the list is taken.
    fn goes_on(&mut self, end: u8) -> Result<bool, Fault> {
        self.skip_space();
        if self.take(b',') {
            self.skip_space();
            return Ok(true);
        }
        self.expect(end)?;
        Ok(false)
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        let depth = self.enter(depth)?;
        let mut elements = Vec::new();
        let mut more = !self.take(b']');
        while more {
            elements.push(self.value(depth)?);
            more = self.goes_on(b']')?;
        }
        Ok(Value::Array(elements))
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        let depth = self.enter(depth)?;
        let mut members = Members::default();
        let mut more = !self.take(b'}');
        while more {
            let name = self.string()?;
            if !members.is_new(&name) {
                // The place is that of the quotation mark that ends the name.
                self.at -= 1;
                return Err(self.fault(FaultKind::DuplicateMember));
            }
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            let value = self.value(depth)?;
            members.all.push((name, value));
            more = self.goes_on(b'}')?;
        }
        Ok(Value::Object(Object {
            members: members.all,
        }))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.expect(b'"')?;
        let plain = self.plain_text();
        if self.take(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while !self.take(b'"') {
            self.expect(b'\\')?;
            text.push(self.escaped()?);
            text.push_str(self.plain_text());
        }
        Ok(Cow::Owned(text))
    }

    /// Text up to a quotation mark, a backslash, a control character or the end.
    fn plain_text(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest
            .bytes()
            .position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')
            .unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// What follows a backslash (RFC 8259 section 7).
    fn escaped(&mut self) -> Result<char, Fault> {
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code_point();
            }
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(character)
    }

    /// One code point of one or two escapes; half of a pair alone is none.
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.four_digits()?;
        let code = match first {
            0xd800..=0xdbff => {
                self.expect(b'\\')?;
                self.expect(b'u')?;
                let second = self.four_digits()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return self.unexpected();
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        char::from_u32(code).map_or_else(|| self.unexpected(), Ok)
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return self.unexpected();
            };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Number<'a>, Fault> {
        let start = self.at;
        self.take(b'-');
        // No other digit follows a leading zero.
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Number::new(
            self.text.get(start..self.at).unwrap_or_default(),
        ))
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return self.unexpected();
        }
        Ok(())
    }
}

/// The members of an object so far.
#[derive(Default)]
struct Members<'a> {
    all: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Where they stand, in the order of their names, once there are many; the last that was asked for included.
    ordered: Vec<usize>,
}

impl Members<'_> {
    fn is_new(&mut self, name: &str) -> bool {
        if self.all.len() < SMALL_OBJECT {
            return !self.all.iter().any(|(member, _)| member == name);
        }
        if self.ordered.is_empty() {
            for index in 0..self.all.len() {
                if let Err(place) = self.place_of(self.name(index)) {
                    self.ordered.insert(place, index);
                }
            }
        }
        match self.place_of(name) {
            Ok(_) => false,
            Err(place) => {
                self.ordered.insert(place, self.all.len());
                true
            }
        }
    }

    fn name(&self, index: usize) -> &str {
        self.all.get(index).map_or("", |(name, _)| name)
    }

    fn place_of(&self, name: &str) -> Result<usize, usize> {
        self.ordered
            .binary_search_by(|index| self.name(*index).cmp(name))
    }
}

/// Whether `text` is a JSON object for a parser that knows the grammar and no more: any depth, members named twice, lone
/// surrogates. Nothing of it is judged by what such a parser reads.
pub(super) fn has_grammar_of_object(text: &str) -> bool {
    let mut reader = Reader::new(text);
    reader.skip_space();
    reader.peek() == Some(b'{') && reader.skim().is_ok()
}

impl Reader<'_> {
    /// Goes over one value and the space around it. Depth costs memory here and not the stack: texts may be of any length.
    fn skim(&mut self) -> Result<(), Fault> {
        let mut ends = Vec::new();
        loop {
            self.skip_space();
            let end = match self.peek() {
                Some(b'{') => Some(b'}'),
                Some(b'[') => Some(b']'),
                _ => None,
            };
            let is_inside = if let Some(end) = end {
                self.at += 1;
                self.skip_space();
                let has_elements = !self.take(end);
                if has_elements {
                    ends.push(end);
                }
                has_elements
            } else {
                self.skim_scalar()?;
                false
            };
            if !is_inside {
                self.leave(&mut ends)?;
            }
            match ends.last() {
                None => break,
                Some(b'}') => {
                    self.skim_string()?;
                    self.skip_space();
                    self.expect(b':')?;
                }
                Some(_) => {}
            }
        }
        self.skip_space();
        if self.at < self.text.len() {
            return self.unexpected();
        }
        Ok(())
    }

    /// After a value: goes to the next one, out of every list that ends here.
    fn leave(&mut self, ends: &mut Vec<u8>) -> Result<(), Fault> {
        while let Some(end) = ends.last() {
            if self.goes_on(*end)? {
                break;
            }
            ends.pop();
        }
        Ok(())
    }

    fn skim_scalar(&mut self) -> Result<(), Fault> {
        if self.peek() == Some(b'"') {
            return self.skim_string();
        }
        self.value(0).map(drop)
    }

    fn skim_string(&mut self) -> Result<(), Fault> {
        self.expect(b'"')?;
        self.plain_text();
        while !self.take(b'"') {
            self.expect(b'\\')?;
            if self.take(b'u') {
                self.four_digits()?;
            } else {
                self.escaped()?;
            }
            self.plain_text();
        }
        Ok(())
    }
}
