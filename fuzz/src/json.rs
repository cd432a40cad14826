//! The strict reader against `serde_json` with a tree of its own, which keeps repeated members to be counted.

use std::fmt;

use claimgate::json::{parse, FaultKind, Value, MAX_DEPTH};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The reader accepts exactly what `serde_json` accepts without repeated members and deep nesting, and reads the same.
pub fn json(data: &[u8]) {
    let ours = parse(data);
    if let Err(fault) = ours {
        assert!(fault.offset <= data.len());
    }
    match serde_json::from_slice::<Tree>(data) {
        Ok(tree) => {
            let expected = if tree.depth() > MAX_DEPTH {
                Err(FaultKind::Depth)
            } else if tree.repeats_a_member() {
                Err(FaultKind::DuplicateMember)
            } else {
                Ok(())
            };
            match (&ours, expected) {
                (Ok(value), Ok(())) => assert!(tree.is(value)),
                // A text can have both faults; the first by position counts.
                (Err(fault), Err(_)) => assert!(matches!(
                    fault.kind,
                    FaultKind::Depth | FaultKind::DuplicateMember
                )),
                _ => panic!("{ours:?}, expected {expected:?}"),
            }
        }
        Err(error) if error.to_string().starts_with("number out of range") => {
            if ours.is_ok() {
                serde_json::from_slice::<IgnoredAny>(data).expect("sound grammar");
            }
        }
        Err(_) => assert!(ours.is_err()),
    }
}

/// A JSON text with every member that it names.
enum Tree {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn children(&self) -> Vec<&Tree> {
        match self {
            Tree::Array(elements) => elements.iter().collect(),
            Tree::Object(members) => members.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }

    fn depth(&self) -> usize {
        let below = self.children().into_iter().map(Tree::depth).max();
        let own = matches!(self, Tree::Array(_) | Tree::Object(_));
        usize::from(own) + below.unwrap_or_default()
    }

    fn repeats_a_member(&self) -> bool {
        let own = match self {
            Tree::Object(members) => {
                let mut names: Vec<&String> = members.iter().map(|(name, _)| name).collect();
                names.sort();
                names.windows(2).any(|pair| pair[0] == pair[1])
            }
            _ => false,
        };
        own || self.children().into_iter().any(Tree::repeats_a_member)
    }

    fn is(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Tree::Null, Value::Null) => true,
            (Tree::Bool(one), Value::Bool(other)) => one == other,
            (Tree::Number(one), Value::Number(other)) => one.to_bits() == other.as_f64().to_bits(),
            (Tree::String(one), Value::String(other)) => one == other,
            (Tree::Array(ones), Value::Array(others)) => {
                ones.len() == others.len()
                    && ones.iter().zip(others).all(|(one, other)| one.is(other))
            }
            (Tree::Object(ones), Value::Object(others)) => {
                ones.len() == others.iter().count()
                    && ones.iter().zip(others.iter()).all(|(one, other)| {
                        one.0 == other.0 && one.1.is(other.1) && others.get(&one.0) == Some(other.1)
                    })
            }
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    #[allow(clippy::cast_precision_loss)] // as JavaScript does
    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    #[allow(clippy::cast_precision_loss)] // as JavaScript does
    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Tree::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
