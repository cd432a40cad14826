//! Keys written as JSON: a key, a key set, a list of keys, or an `x5c` list.

use serde_json::{Map, Value};

use super::asn1;
use super::texts::problem;
use super::{KeyForm, KeySet, KeysRead, Problem, Reading};
use crate::json;
use crate::prelude::*;

/// The private members of RSA, EC and OKP keys (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2).
const PRIVATE_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

pub(super) fn read(text: &str, read: &mut KeysRead) {
    // A list is read as the member of an object, so that one strict reader sees all of it.
    let whole = if text.starts_with('[') {
        format!("{{\"keys\":{text}}}")
    } else {
        text.to_string()
    };
    if let Err(fault) = json::parse_object(whole.as_bytes()) {
        let offset = fault.offset.saturating_sub(whole.len() - text.len());
        read.problems
            .push(problem("keys.json", &[("offset", &offset.to_string())]));
        return;
    }
    match serde_json::from_str::<Map<String, Value>>(&whole) {
        Ok(document) => of_document(document, read),
        Err(_) => read.problems.push(problem("keys.not_a_key", &[])),
    }
}

fn of_document(mut document: Map<String, Value>, read: &mut KeysRead) {
    match document.remove("keys") {
        Some(Value::Array(elements)) if elements.first().is_some_and(Value::is_string) => {
            // The chain ends in the authority; the key is that of its first certificate (RFC 7517 section 4.7).
            let leaf = elements.first().and_then(Value::as_str).unwrap_or_default();
            let outcome = asn1::of_base64(leaf).map(|reading| Reading {
                form: KeyForm::X5c,
                ..reading
            });
            read.add_outcome(outcome, false);
        }
        Some(Value::Array(elements)) => {
            // An empty set is a set.
            read.jwks.get_or_insert_with(KeySet::default);
            for element in elements {
                let outcome = match element {
                    Value::Object(members) => of_jwk(members, KeyForm::Jwks),
                    _ => Err(problem("keys.not_a_key", &[])),
                };
                read.add_outcome(outcome, false);
            }
        }
        Some(_) => read.problems.push(problem("keys.not_a_key", &[])),
        None => match document.get("jwks_uri").and_then(Value::as_str) {
            Some(address) => read.problems.push(problem(
                "keys.openid_configuration",
                &[("address", address)],
            )),
            None => read.add_outcome(of_jwk(document, KeyForm::Jwk), false),
        },
    }
}

fn of_jwk(mut members: Map<String, Value>, form: KeyForm) -> Result<Reading, Problem> {
    match members.get("kty").and_then(Value::as_str) {
        None => Err(problem("keys.not_a_key", &[])),
        Some("oct") => Ok(Reading {
            is_secret: true,
            ..Reading::public(form, members)
        }),
        Some(_) => {
            let is_private = PRIVATE_MEMBERS
                .iter()
                .filter(|name| members.remove(**name).is_some())
                .count()
                > 0;
            if is_private {
                // What a private key may do says nothing of its public part.
                members.remove("key_ops");
            }
            Ok(Reading {
                is_private,
                ..Reading::public(form, members)
            })
        }
    }
}
