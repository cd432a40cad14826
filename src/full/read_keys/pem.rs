//! PEM (RFC 7468), also where copying broke its lines.

use super::asn1;
use super::texts::problem;
use super::{KeysRead, Problem, Reading};
use crate::full::base64;
use crate::prelude::*;

pub(super) const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

pub(super) fn read(text: &str, read: &mut KeysRead) {
    // Configuration files and environment variables carry line breaks as two characters.
    let text = text.replace("\\r", "").replace("\\n", "\n");
    for block in text.split(BEGIN).skip(1) {
        read.add_outcome(of_block(block), false);
    }
}

/// `block` follows BEGIN: label, dashes, base64, END.
fn of_block(block: &str) -> Result<Reading, Problem> {
    let broken = || problem("keys.pem", &[]);
    let (label, rest) = block.split_once(DASHES).ok_or_else(broken)?;
    let (body, end) = rest.split_once(END).ok_or_else(broken)?;
    match label {
        "ENCRYPTED PRIVATE KEY" => return Err(problem("keys.encrypted", &[])),
        "OPENSSH PRIVATE KEY" => return Err(problem("keys.ssh", &[])),
        _ if body.contains("ENCRYPTED") => return Err(problem("keys.encrypted", &[])),
        _ => {}
    }
    let ends_as_it_began = end
        .strip_prefix(label)
        .is_some_and(|rest| rest.starts_with(DASHES));
    if !ends_as_it_began {
        return Err(broken());
    }
    let characters: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let der = base64::decode_standard(&characters).ok_or_else(broken)?;
    asn1::of_der(&der)
}
