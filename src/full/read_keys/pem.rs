//! PEM (RFC 7468), also where copying broke its lines.

use super::asn1;
use super::texts::problem;
use super::{KeysRead, Problem, Reading};

pub(super) const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// The width of lines that the reader demands.
const COLUMNS: usize = 64;

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
    let (body, _) = rest.split_once(END).ok_or_else(broken)?;
    match label {
        "ENCRYPTED PRIVATE KEY" => return Err(problem("keys.encrypted", &[])),
        "OPENSSH PRIVATE KEY" => return Err(problem("keys.ssh", &[])),
        _ if body.contains("ENCRYPTED") => return Err(problem("keys.encrypted", &[])),
        _ => {}
    }
    let whole = rewrapped(label, body);
    let (_, der) = pem_rfc7468::decode_vec(whole.as_bytes()).map_err(|_| broken())?;
    asn1::of_der(&der)
}

/// The same block with lines of the usual width.
fn rewrapped(label: &str, body: &str) -> String {
    let characters: Vec<char> = body.chars().filter(|c| !c.is_whitespace()).collect();
    let lines: Vec<String> = characters
        .chunks(COLUMNS)
        .map(|line| line.iter().collect())
        .collect();
    format!(
        "{BEGIN}{label}{DASHES}\n{}\n{END}{label}{DASHES}\n",
        lines.join("\n")
    )
}
